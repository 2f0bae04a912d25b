/** Which businesses a command is about: the one that was named, or all of them. */
import type { Business } from '../domain/business.ts';
import { nearest } from '../domain/nearest.ts';
import type { Workspace } from '../engine/workspace.ts';
import type { GlobalOptions, Io } from './io.ts';
import { usage } from './problems.ts';

/** Null after saying that there is no such business. */
export function chosenBusinesses(
  io: Io,
  options: GlobalOptions,
  ws: Pick<Workspace, 'config'>,
  typed: string | undefined,
): readonly Business[] | null {
  const all = [...ws.config.businesses.values()];
  if (typed === undefined) return all;
  const found = all.filter(({ id }) => id === typed);
  if (found.length > 0) return found;
  const ids = all.map(({ id }) => id);
  const close = nearest(typed, ids);
  const meant = close === null ? '' : `; did you mean ${close}?`;
  usage(io, options, `there is no business "${typed}"${meant}`, `leadseq.yaml has ${ids.join(', ')}.`);
  return null;
}

/** The one business that is meant; with several, somebody must say which. */
export function oneBusiness(
  io: Io,
  options: GlobalOptions,
  ws: Pick<Workspace, 'config'>,
  typed: string | undefined,
): Business | null {
  const chosen = chosenBusinesses(io, options, ws, typed);
  if (chosen === null) return null;
  const [first, second] = chosen;
  if (first !== undefined && second === undefined) return first;
  usage(
    io,
    options,
    'there are several businesses; say which with --business',
    `It takes ${chosen.map(({ id }) => id).join(', ')}.`,
  );
  return null;
}
