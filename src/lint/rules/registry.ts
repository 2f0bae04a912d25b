/** Every rule there is, in the order of the manual, and those that there were: an id is never used for something else. */
import { everyCallHasVoicemail } from './every-call-has-voicemail.ts';
import type { Rule } from './rule.ts';
import { voicemailUnder30Seconds } from './voicemail-under-30-seconds.ts';

/** One a line. */
export const RULES: readonly Rule[] = [
  everyCallHasVoicemail,
  // Words of calls.
  voicemailUnder30Seconds,
];

interface Tombstone {
  readonly id: string;
  /** What became of it, for whoever still names it in settings or comments. */
  readonly instead: string;
}

export const TOMBSTONES: readonly Tombstone[] = [];
