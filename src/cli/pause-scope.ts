/** What `pause` and `resume` are told to hold or let go: one lead, or a scope above the leads. */
import { CHANNELS } from '../domain/channel.ts';
import { asId, type BusinessId, type SequenceId } from '../domain/ids.ts';
import { nearest } from '../domain/nearest.ts';
import type { Workspace } from '../engine/workspace.ts';
import type { PauseScope } from '../store/pauses.ts';
import type { GlobalOptions, Io } from './io.ts';
import { usage } from './problems.ts';

export interface ScopeOptions {
  readonly all?: boolean;
  readonly business?: string;
  readonly channel?: string;
  readonly sequence?: string;
}

export type PauseTarget =
  | { readonly kind: 'lead'; readonly lead: string }
  | { readonly kind: 'scope'; readonly scope: PauseScope };

/** Null after saying what is wrong: nothing named, too much named, or a name that is not there. */
export function scopeOrComplain(
  io: Io,
  options: ScopeOptions & GlobalOptions,
  ws: Workspace,
  lead: string | undefined,
  word: 'pause' | 'resume',
): PauseTarget | null {
  const { all, business, channel, sequence } = options;
  const scoped = business !== undefined || channel !== undefined || sequence !== undefined;
  const hint = `Such as: ${io.name} ${word} +13125550142, or ${io.name} ${word} --channel sms`;
  const refuse = (message: string): null => {
    usage(io, options, message, hint);
    return null;
  };
  if (lead !== undefined && (all || channel !== undefined || sequence !== undefined)) {
    return refuse('it takes either a lead or a wider scope, not both');
  }
  if (all && scoped) return refuse('--all is everything; leave it out to name a part');
  if (lead === undefined && !all && !scoped) return refuse(`it takes a lead, or what to ${word}`);
  if (business !== undefined && !ws.config.businesses.has(asId<BusinessId>(business))) {
    return refuse(unknown('business', business, [...ws.config.businesses.keys()]));
  }
  if (sequence !== undefined && !ws.sequences.has(asId<SequenceId>(sequence))) {
    return refuse(unknown('sequence', sequence, [...ws.sequences.keys()]));
  }
  if (lead !== undefined) return { kind: 'lead', lead };
  return {
    kind: 'scope',
    scope: {
      business: business === undefined ? null : asId<BusinessId>(business),
      channel: CHANNELS.find((one) => one === channel) ?? null,
      sequence: sequence === undefined ? null : asId<SequenceId>(sequence),
    },
  };
}

function unknown(noun: string, typed: string, known: readonly string[]): string {
  const close = nearest(typed, known);
  const meant = close === null ? `there are ${known.join(', ')}` : `did you mean ${close}?`;
  return `there is no ${noun} "${typed}"; ${meant}`;
}

/** `texts of framework-14 for acme` */
export function describeScope({ business, channel, sequence }: PauseScope): string {
  if (business === null && channel === null && sequence === null) return 'everything';
  const what = channel === null ? 'everything' : WHAT[channel];
  const of = sequence === null ? '' : ` of ${sequence}`;
  return `${what}${of}${business === null ? '' : ` for ${business}`}`;
}

const WHAT = { sms: 'texts', email: 'emails', call: 'call tasks', move: 'moves' } as const;
