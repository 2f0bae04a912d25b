/** Every rule there is, in the order of the manual, and those that there were: an id is never used for something else. */
import { answeredInMinutes } from './answered-in-minutes.ts';
import { callHoursVary } from './call-hours-vary.ts';
import { claimsGuarded } from './claims-guarded.ts';
import { coldMoreEmail } from './cold-more-email.ts';
import { coldRuns3Weeks } from './cold-runs-3-weeks.ts';
import { coldStartsLater } from './cold-starts-later.ts';
import { conditionNeverHolds } from './condition-never-holds.ts';
import { emails48hApart } from './emails-48h-apart.ts';
import { endingMoves } from './ending-moves.ts';
import { everyActAnswered } from './every-act-answered.ts';
import { everyCallHasVoicemail } from './every-call-has-voicemail.ts';
import { firstLineNamesLead } from './first-line-names-lead.ts';
import { firstTextNamesBusiness } from './first-text-names-business.ts';
import { idsKeepTheirMeaning } from './ids-keep-their-meaning.ts';
import { localAds7Days } from './local-ads-7-days.ts';
import { noLinkShorteners } from './no-link-shorteners.ts';
import { noOpenWindow } from './no-open-window.ts';
import { noReplyInReach } from './no-reply-in-reach.ts';
import { oneTextADay } from './one-text-a-day.ts';
import { referralCallsFirst } from './referral-calls-first.ts';
import { referralCallsTwice } from './referral-calls-twice.ts';
import { referralNoBreakup } from './referral-no-breakup.ts';
import type { Rule } from './rule.ts';
import { silenceKept } from './silence-kept.ts';
import { smsFirst } from './sms-first.ts';
import { textCutByComment } from './text-cut-by-comment.ts';
import { textSegments } from './text-segments.ts';
import { timeNeverOpen } from './time-never-open.ts';
import { unreachableTouch } from './unreachable-touch.ts';
import { unusedTemplate } from './unused-template.ts';
import { voicemailUnder30Seconds } from './voicemail-under-30-seconds.ts';
import { withinTooShort } from './within-too-short.ts';
import { wordingNeverChosen } from './wording-never-chosen.ts';

/** One a line. */
export const RULES: readonly Rule[] = [
  everyCallHasVoicemail,
  voicemailUnder30Seconds,
  // Words and form.
  firstLineNamesLead,
  firstTextNamesBusiness,
  textSegments,
  noLinkShorteners,
  textCutByComment,
  unusedTemplate,
  idsKeepTheirMeaning,
  everyActAnswered,
  noReplyInReach,
  conditionNeverHolds,
  // Times, order and ending, as simulated.
  smsFirst,
  oneTextADay,
  emails48hApart,
  callHoursVary,
  timeNeverOpen,
  noOpenWindow,
  withinTooShort,
  unreachableTouch,
  wordingNeverChosen,
  silenceKept,
  claimsGuarded,
  endingMoves,
  answeredInMinutes,
  localAds7Days,
  referralCallsFirst,
  referralCallsTwice,
  referralNoBreakup,
  coldStartsLater,
  coldRuns3Weeks,
  coldMoreEmail,
];

interface Tombstone {
  readonly id: string;
  /** What became of it, for whoever still names it in settings or comments. */
  readonly instead: string;
}

export const TOMBSTONES: readonly Tombstone[] = [];
