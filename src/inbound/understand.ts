/** What a person means by a message: the first rule that fits says so, and which rule it was is kept for people. */
import type { Meaning } from '../domain/meaning.ts';
import type { LocalDate, LocalTime } from '../domain/time.ts';
import { backOn } from './absence.ts';
import { isAnotherName } from './another-name.ts';
import { asks } from './asks.ts';
import { clausesOfComing } from './coming.ts';
import { reportedInWords, reportedOf } from './delivery-status.ts';
import { endsInDoubt, refusesInSomeSentence } from './doubt.ts';
import { bounded, fold, wordCount } from './fold.ts';
import { isDeliveryReport, isReaction, machineHeader } from './machine.ts';
import { timeNamed } from './named-time.ts';
import { ASKS_FOR_CALL, WITH_TIME } from './rules/asks-time.ts';
import { BOOKED } from './rules/booked.ts';
import { BOUNCED, DELAYED } from './rules/bounced.ts';
import { DECLINES } from './rules/declines.ts';
import { ABSENCE, AUTOMATIC, SELF_DESCRIBED } from './rules/machines.ts';
import { OPT_OUT } from './rules/opt-out.ts';
import { OPT_OUT_ANGER } from './rules/opt-out-anger.ts';
import { OPT_OUT_ES } from './rules/opt-out-es.ts';
import type { Rule } from './rules/rule.ts';
import { firstOf, withoutHarmless } from './rules/ruling.ts';
import { WANTS } from './rules/wants.ts';
import { WRONG_NUMBER } from './rules/wrong-number.ts';
import { visibleText } from './visible.ts';

/** A message as it came in, whichever way. */
export interface Said {
  readonly channel: 'sms' | 'email' | 'chat';
  readonly text: string;
  readonly subject: string | null;
  /** Names in lower case, in the order in which they came. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** What the provider has already made of it: Twilio's field of this name. */
  readonly optOutType: 'STOP' | 'START' | 'HELP' | null;
  /** The text of a `message/delivery-status` part, where there is one. */
  readonly deliveryStatus: string | null;
  /** The contact's wall clock when it came: "tomorrow" is counted from here. */
  readonly here: { readonly date: LocalDate; readonly time: LocalTime };
}

/** One recipient of whom a mail system reports, as it reports him. */
export interface Reported {
  readonly recipient: string;
  /** `failed`, `delayed`, `delivered`, `relayed` or `expanded` (RFC 3464), in lower case. */
  readonly action: string;
  /** An enhanced status code (RFC 3463) such as `5.1.1`. */
  readonly status: string;
  /** `hard`: the address is of no use; `soft`: this time; `elsewhere`: refused for a reason that is not the address. */
  readonly blame: 'hard' | 'soft' | 'elsewhere';
}

/** A time that somebody names: for a person to act on, and never a booking. */
export interface TimeNamed {
  /** The words it was read out of. */
  readonly words: string;
  readonly date: LocalDate | null;
  readonly at: LocalTime | null;
}

export interface Understood {
  readonly meaning: Meaning;
  /** What the person typed: without quotes, signature and footer. */
  readonly said: string;
  /** The id of the rule that decided. */
  readonly rule: string;
  readonly time: TimeNamed | null;
  /** The first day after an absence, as the notice says it. */
  readonly back: LocalDate | null;
  readonly failed: readonly Reported[];
}

/** What was decided, before what is read out of the text besides. */
interface Decided {
  readonly meaning: Meaning;
  readonly rule: string;
}

export function understand(said: Said): Understood {
  const typed = said.channel === 'email' ? visibleText(said.text) : said.text.trim();
  const named = once(() => timeNamed(typed, said.here));
  const { meaning, rule } = decided(said, typed, named);
  return {
    meaning,
    rule,
    said: typed,
    time: PERSONS.has(meaning) ? named() : null,
    back: meaning === 'out_of_office' ? backOn(`${said.subject ?? ''}\n${typed}`, said.here.date) : null,
    failed: meaning === 'bounce' || meaning === 'automatic' ? reports(said) : [],
  };
}

/** What is asked for twice is worked out once. */
function once<T>(work: () => T): () => T {
  let done: { readonly value: T } | null = null;
  return () => {
    done ??= { value: work() };
    return done.value;
  };
}

/** Meanings of what a person writes about coming together. */
const PERSONS: ReadonlySet<Meaning> = new Set([
  'booked',
  'asked_for_time',
  'question',
  'strong_intent',
  'not_interested',
  'reply',
]);

function decided(said: Said, typed: string, named: () => TimeNamed | null): Decided {
  const text = fold(typed);
  return (
    byProvider(said) ??
    byKeyword(said, text) ??
    byMachine(said, typed) ??
    leaves(`${ownSubject(said, typed)}${text}`, typed) ??
    leaves(withoutStaccato(text), '') ??
    byMachineWords(said, typed) ??
    doubted(byPerson(text, typed, said, named) ?? { meaning: 'reply', rule: 'reply' }, text)
  );
}

const BY_PROVIDER = { STOP: 'opt_out', START: 'opt_in', HELP: 'help' } as const;

function byProvider({ optOutType }: Said): Decided | null {
  return optOutType === null ? null : { meaning: BY_PROVIDER[optOutType], rule: 'provider' };
}

const KEYWORDS: ReadonlyMap<string, Meaning> = new Map([
  ['start', 'opt_in'],
  ['unstop', 'opt_in'],
  ['help', 'help'],
  ['info', 'help'],
  ['ayuda', 'help'],
]);

/** A whole message that is a keyword, or a mail whose whole subject is one that nobody answered with. */
function byKeyword(said: Said, text: string): Decided | null {
  const bare = text.replace(/ (?:[.,?]|stopsign)(?= |$)/g, '').trim();
  const meaning = KEYWORDS.get(bare);
  if (meaning !== undefined) return { meaning, rule: 'keyword' };
  const subject = said.channel === 'email' ? fold((said.subject ?? '').slice(0, 300)) : '';
  return LEAVING_SUBJECT.test(subject) ? { meaning: 'opt_out', rule: 'subject' } : null;
}

/** What mail programs send for a list's unsubscribe link, and what people write above an empty letter. */
const LEAVING_SUBJECT =
  /^(?: re)?(?: [.,])*(?: please)? (?:unsubscribe|stop|remove|opt out|optout|unsubscribe me|remove me|take me off|baja|cancelar suscripcion)(?: me)?(?: please| request| from list| now| this email)?(?: [.,?])*$/;

function byMachine(said: Said, typed: string): Decided | null {
  if (isReaction(typed)) return { meaning: 'reaction', rule: 'reaction' };
  const head = said.channel === 'email' ? fold((said.subject ?? '').slice(0, 300)) : '';
  const text = `${head} .${fold(typed)}`;
  if (
    said.channel === 'email' &&
    (isDeliveryReport(said) || REFUSED.test(said.text.slice(0, 4_000)) || firstOf(BOUNCED, text) !== null)
  ) {
    const reported = reports(said);
    const failed = reported.length === 0 || reported.some(({ action }) => action === 'failed');
    return failed && firstOf(DELAYED, text) === null
      ? { meaning: 'bounce', rule: 'bounce/report' }
      : { meaning: 'automatic', rule: 'automatic/delayed' };
  }
  const header = said.channel === 'email' ? machineHeader(said.headers) : null;
  if (header !== null) {
    const absent = firstOf(ABSENCE, text);
    if (absent !== null) return { meaning: 'out_of_office', rule: absent.id };
    return AUTO_SUBJECT.test(head) && !ABOUT_ANSWERS.test(text)
      ? { meaning: 'out_of_office', rule: 'absence/subject' }
      : { meaning: 'automatic', rule: `header ${header}` };
  }
  const itself = AUTO_SUBJECT.test(head) ? null : firstOf(SELF_DESCRIBED, text);
  if (itself === null) return null;
  return absentOr(itself, text);
}

/** What a machine says where no header told: after whatever a person might say of leaving. */
function byMachineWords(said: Said, typed: string): Decided | null {
  const head = said.channel === 'email' ? fold((said.subject ?? '').slice(0, 300)) : '';
  const text = `${head} .${fold(typed)}`;
  if (AUTO_SUBJECT.test(head)) return { meaning: 'out_of_office', rule: 'absence/subject' };
  const absent = firstOf(UNMISTAKABLE, text);
  if (absent !== null) return { meaning: 'out_of_office', rule: absent.id };
  const automatic = firstOf(AUTOMATIC, text);
  return automatic === null ? null : absentOr(automatic, text);
}

/** What calls itself an automatic reply may speak of an absence in any words; other machines only in unmistakable ones. */
function absentOr(automatic: Rule, text: string): Decided {
  const absent = firstOf(REPLIES_BY_ITSELF.test(text) ? ABSENCE : UNMISTAKABLE, text);
  return absent === null
    ? { meaning: 'automatic', rule: automatic.id }
    : { meaning: 'out_of_office', rule: absent.id };
}

const REPLIES_BY_ITSELF =
  / (?:auto|autoreply|autoresponder|(?:auto|automatic|automated) (?:reply|response|message)|(?:respuesta|mensaje) automatic[ao])(?= |$)/;

/** A business that is open, and says how soon it answers. */
const ABOUT_ANSWERS =
  / (?:answer(?:ing|s)?|repl(?:y|ies|ying)|respon(?:d|ding|ses?)|back to you|respondemos|contestamos)(?: [^ .,?]+){0,5} (?:within|in|next|dentro)(?: [^ .,?]+){0,3} (?:minutes|hours?|days?|business|horas|dias)(?= |$)/;

/** Those of absence that need no header beside them. */
const UNMISTAKABLE = ABSENCE.slice(1);

/** What one mail server says to another. */
const REFUSED =
  /(?<!\d)5\d\d[ -]#?5\.\d{1,2}\.\d{1,2}(?!\d)|final-recipient:|diagnostic-code:|mailer-daemon|remote (?:host|server) (?:said|returned)|smtp error|(?<![\d.])5\.[1-7]\.\d{1,2}(?![\d.])|(?<!\d)55[0-4] .{0,40}(?:user|mailbox|recipient|address|account|no existe|usuario|buzon|cuenta)/i;

const AUTO_SUBJECT =
  /^(?: re)?(?: [.,])* (?:automatic reply|auto reply|auto|autoreply|auto response|autoresponse|out of (?:the )?office|ooo|de licencia|i am out|respuesta automatica|fuera de (?:la )?oficina|estoy de vacaciones|gone fishin\w*|on vacation|away|vacation|ausente)/;

function reports(said: Said): Understood['failed'] {
  const reported = reportedOf(said.deliveryStatus ?? bounded(said.text));
  return reported.length > 0 ? reported : reportedInWords(bounded(said.text));
}

function byWords(rules: readonly Rule[], text: string): Decided | null {
  const rule = firstOf(rules, text);
  return rule === null ? null : { meaning: rule.meaning, rule: rule.id };
}

/** A subject that the person wrote: none that answers or forwards another, unless nothing stands below it. */
function ownSubject({ channel, subject }: Said, typed: string): string {
  if (channel !== 'email' || subject === null) return '';
  const answers = /^\s*(?:re|fwd?|aw|rv|sv|tr|enc)\s*:/i.test(subject);
  return answers && typed !== '' ? '' : `${fold(subject.slice(0, 300))} .`;
}

/** “Do. Not. Text. Me.” is one sentence. */
function withoutStaccato(text: string): string {
  return text.replace(/ [^ .,?]+(?: [.,] [^ .,?]+){2,}(?= [.,?]|$)/g, (run) => run.replace(/ [.,]/g, ''));
}

function leaves(whole: string, typed: string): Decided | null {
  const text = withoutHarmless(whole);
  const words = byWords(OPT_OUT, text) ?? byWords(OPT_OUT_ANGER, text) ?? byWords(OPT_OUT_ES, text);
  if (words !== null) return words;
  if (/ stop(?= |$)/.test(text) && SHOUTED.test(typed))
    return { meaning: 'opt_out', rule: 'opt-out/shouted' };
  return endsInDoubt(text) ? { meaning: 'opt_out', rule: 'opt-out/doubt' } : null;
}

/** The keyword in capitals, which nobody stops by in. */
const SHOUTED = /(?<![\p{L}\p{N}])STOP(?![\p{L}\p{N}])/u;

/** Meanings that a refusal to be written to may hide behind. */
const MAY_HIDE: ReadonlySet<Meaning> = new Set([
  'wrong_number',
  'not_interested',
  'booked',
  'question',
  'strong_intent',
  'reply',
]);

function doubted(found: Decided, whole: string): Decided {
  if (!MAY_HIDE.has(found.meaning)) return found;
  return refusesInSomeSentence(withoutHarmless(whole))
    ? { meaning: 'opt_out', rule: 'opt-out/doubt-in-a-sentence' }
    : found;
}

function byPerson(text: string, typed: string, said: Said, named: () => TimeNamed | null): Decided | null {
  return (
    byWords(WRONG_NUMBER, text) ??
    (isAnotherName(typed) ? { meaning: 'wrong_number', rule: 'wrong-number/another-name' } : null) ??
    byWords(DECLINES, text) ??
    byWords(BOOKED, text) ??
    asksTime(text, typed, said, named) ??
    asks(text) ??
    byWords(WANTS, text)
  );
}

function asksTime(text: string, typed: string, said: Said, named: () => TimeNamed | null): Decided | null {
  const clauses = clausesOfComing(typed);
  const time = clauses === typed ? named() : timeNamed(clauses, said.here);
  const rule = time === null ? null : byWords(WITH_TIME, text);
  if (LITTLE_BUT_A_TIME.test(text) || (time !== null && / \?$/.test(text) && wordCount(text) <= 2))
    return { meaning: 'asked_for_time', rule: 'time/alone' };
  return rule ?? byWords(ASKS_FOR_CALL, text);
}

/** “7?” answers “What time?”. */
const LITTLE_BUT_A_TIME = /^ (?:at |a las )?\d{1,2} \?$/;
