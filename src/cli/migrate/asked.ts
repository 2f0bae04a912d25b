/** What `seq migrate` was asked for: which sequence, from where to where, and which touches are the same. */
import { resolve } from 'node:path';
import { asId, type RevisionHash, type SequenceId, type TouchId } from '../../domain/ids.ts';
import { nearest } from '../../domain/nearest.ts';
import { readSide, type Side } from '../../engine/diff/sides.ts';
import type { Movers } from '../../engine/movers.ts';
import { moversFrom, touchesOf } from '../../engine/movers.ts';
import type { Workspace } from '../../engine/workspace.ts';
import type { TouchMap } from '../../schedule/migrate.ts';
import type { Revision } from '../../sequence/sequence.ts';
import { showDiagnostics } from '../diagnostics.ts';
import { mappedTouches } from '../diff/mapped.ts';
import { EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { complain, usage } from '../problems.ts';

export interface Options {
  readonly from?: string;
  readonly to?: string;
  readonly policy?: 'stay' | 'onward' | 'catch-up';
  readonly map?: readonly string[];
  readonly new?: readonly string[];
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly limit?: number;
}

export type Given = Options & GlobalOptions;

export interface Asked {
  readonly sequence: SequenceId;
  readonly to: Revision;
  /** Where they go, as it was asked for. */
  readonly label: string;
  readonly movers: Movers;
  readonly map: TouchMap;
  readonly added: ReadonlySet<TouchId>;
}

/** Or the exit code, after saying what is wrong. */
export async function askedFor(
  io: Io,
  options: Given,
  ws: Workspace,
  typed: string | undefined,
): Promise<Asked | ExitCode> {
  const to = await sideOf(io, options, ws, options.to ?? null);
  if (typeof to === 'number') return to;
  const from = options.from === undefined ? null : await sideOf(io, options, ws, options.from);
  if (typeof from === 'number') return from;
  const known = [...to.sequences.keys()];
  const sequence = typed === undefined ? null : known.find((id) => id === typed);
  if (sequence === undefined) return unknown(io, options, to.label, typed ?? '', known);
  const found: Omit<Asked, 'map' | 'added'>[] = [];
  for (const id of sequence === null ? known : [sequence]) {
    const file = to.sequences.get(id);
    if (file?.revision == null) {
      // Somebody else's mistakes are no matter of the one that is moved.
      if (sequence === null) continue;
      complain(io, options, `${file?.path ?? id} has mistakes: nobody is moved to it`);
      await showDiagnostics(io, options, io.stderr, ws.root, file?.diagnostics ?? []);
      return EXIT.problems;
    }
    const left = from === null ? null : (from.sequences.get(id)?.revision?.hash ?? null);
    if (from !== null && left === null) {
      if (sequence === null) continue;
      return usage(io, options, `${from.label} has no ${id} that can be read`);
    }
    const movers = await moversFrom(ws, id, file.revision.hash, left);
    if (sequence === null && movers.all.length === 0) continue;
    found.push({ sequence: id, to: file.revision, label: to.label, movers });
  }
  const [one, another] = found;
  if (one === undefined) return nobody(io, options);
  if (another !== undefined)
    return usage(
      io,
      options,
      'several sequences have leads in another revision; name one',
      `There are ${found.map(({ sequence: id }) => id).join(', ')}.`,
    );
  return named(io, options, one);
}

async function sideOf(io: Io, options: Given, ws: Workspace, name: string | null): Promise<Side | ExitCode> {
  const asked = { root: ws.root, cwd: resolve(io.cwd, options.workspace ?? '.'), env: io.env, db: ws.db };
  const side = await readSide(name, asked);
  return side.ok ? side.value : usage(io, options, side.error.message, side.error.hint);
}

function unknown(io: Io, options: Given, label: string, typed: string, known: readonly string[]): ExitCode {
  const close = nearest(typed, known);
  const meant = close === null ? '' : `; did you mean ${close}?`;
  return usage(io, options, `${label} has no sequence "${typed}"${meant}`, `There are ${known.join(', ')}.`);
}

function nobody(io: Io, options: Given): ExitCode {
  if (options.json) writeJson(io, 'migrate', { dryRun: options.dryRun ?? false, sequence: null, leads: [] });
  else io.stdout.write('Nobody in flight is in another revision.\n');
  return EXIT.ok;
}

/** The touches that were said to be the same, or new, are there. */
function named(io: Io, options: Given, asked: Omit<Asked, 'map' | 'added'>): Asked | ExitCode {
  const mapped = mappedTouches(options.map ?? []);
  if (!mapped.ok) return usage(io, options, mapped.error);
  const fresh = touchesOf(asked.to.sequence);
  const { touches: old } = asked.movers;
  const added = new Set((options.new ?? []).map((id) => asId<TouchId>(id.trim())));
  const wrong = (message: string, typed: string, ids: ReadonlySet<TouchId>): ExitCode => {
    const close = nearest(typed, [...ids]);
    return usage(io, options, `${message}${close === null ? '' : `; did you mean ${close}?`}`);
  };
  if (asked.movers.all.length > 0)
    for (const [from, to] of mapped.value) {
      if (!fresh.has(to)) return wrong(`--map: the new revision has no touch ${to}`, to, fresh);
      if (fresh.has(from))
        return usage(io, options, `--map: ${from} is in the new revision too, so it has not become ${to}`);
      if (!old.has(from)) return wrong(`--map: nobody is in a revision with a touch ${from}`, from, old);
      if (asked.movers.revisions.some((one) => one.has(from) && one.has(to)))
        return usage(io, options, `--map: ${to} was there before, beside ${from}`);
    }
  for (const id of added)
    if (!fresh.has(id)) return wrong(`--new: the new revision has no touch ${id}`, id, fresh);
  return { ...asked, map: mapped.value, added };
}

/** As much of a hash as is shown, and enough to be typed. */
export const short = (hash: RevisionHash): string => hash.slice(0, 12);
