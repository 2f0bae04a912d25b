/** What `pause` and `resume` are told to hold or let go: one lead, or a scope above the leads. */
import { CHANNELS } from '../domain/channel.ts';
import { asId, type BusinessId, type SequenceId } from '../domain/ids.ts';
import { nearest } from '../domain/nearest.ts';
import type { Instant, Zone } from '../domain/time.ts';
import type { Workspace } from '../engine/workspace.ts';
import type { Pause, PauseScope } from '../store/pauses.ts';
import type { GlobalOptions, Io } from './io.ts';
import { usage } from './problems.ts';
import { plain } from './terminal.ts';
import { showMoment } from './times.ts';

export interface ScopeOptions {
  readonly all?: boolean;
  readonly business?: string;
  readonly channel?: string;
  readonly sequence?: string;
}

export type PauseTarget =
  | { readonly kind: 'lead'; readonly lead: string }
  | { readonly kind: 'scope'; readonly scope: PauseScope };

export const namesScope = ({ all, business, channel, sequence }: ScopeOptions): boolean =>
  all === true || business !== undefined || channel !== undefined || sequence !== undefined;

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

/** The flags that name the scope. */
export function flagsOf({ business, channel, sequence }: PauseScope): string {
  if (business === null && channel === null && sequence === null) return ' --all';
  return [
    business === null ? '' : ` --business ${business}`,
    channel === null ? '' : ` --channel ${channel}`,
    sequence === null ? '' : ` --sequence ${sequence}`,
  ].join('');
}

/** `texts are paused since Tue Mar 3 09:01 (too many bounces); to lift it: seq resume --channel sms` */
export const pauseClause = (pause: Pause, name: string, zone: Zone, now: Instant): string =>
  `${pauseFact(pause, zone, now)}; to lift it: ${name} resume${flagsOf(pause)}`;

export function pauseFact(pause: Pause, zone: Zone, now: Instant): string {
  const isSingular = pause.channel === null;
  const why =
    pause.detail === '' || pause.detail === BY_HAND ? '' : ` (${plain(pause.detail).replace(/\.$/, '')})`;
  return `${describeScope(pause)} ${isSingular ? 'is' : 'are'} paused since ${showMoment(pause.since, zone, now)}${why}`;
}

/** A pause above the businesses is told in the first one's time. */
export function zoneOfScope(ws: Workspace, { business }: PauseScope): Zone {
  const of =
    ws.config.businesses.get(business ?? asId<BusinessId>('')) ?? [...ws.config.businesses.values()][0];
  return of?.zone ?? ('UTC' as Zone);
}

/** Whether something can be held by both. */
export const overlaps = (a: PauseScope, b: PauseScope): boolean =>
  (['business', 'channel', 'sequence'] as const).every(
    (key) => a[key] === null || b[key] === null || a[key] === b[key],
  );

/** What a pause says that came without a reason. */
export const BY_HAND = 'paused by a person';

const WHAT = { sms: 'texts', email: 'emails', call: 'call tasks', move: 'moves' } as const;
