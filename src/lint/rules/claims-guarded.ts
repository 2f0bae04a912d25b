/** "I left you a message" is a lie to everybody whose phone had no mailbox. */
import {
  type Claimed,
  claimsIn,
  type Fact,
  isConditional,
  isGuarded,
  sentenceAt,
  YESTERDAY,
} from '../behavior/claims.ts';
import { ALL_ARRIVALS, leadFor, type VariantCourses } from '../behavior/courses.ts';
import { goesAlways, type Said, saidBy } from '../behavior/said.ts';
import { answersInquiries } from '../behavior/who.ts';
import { daysBefore } from '../behavior/yesterday.ts';
import type { Rule, RuleFinding, RuleInput } from './rule.ts';

export const claimsGuarded: Rule = {
  id: 'claims-guarded',
  severity: 'error',
  title: 'What a message says about the past is true for everybody who gets it',
  why: 'A text that says "I left you a message" to somebody who was never called, or "thanks for talking" to somebody who did not pick up, shows that a machine wrote it, and that nobody looked. Each such sentence needs its fact: a wording with `if` on the outcome of the call, or an earlier message that always goes first. "Yesterday" must be one day back for whoever comes in on whatever day; `{{ touches.call-1.day_name }}` says the right day by itself. Voicemails and call scripts are read too: there the call that is being made may be missed, and a script may say "if".',
  bad: `touches:
  - { id: call-1, day: 1, at: "10:00", call: { script: Ask., voicemail: Hi. } }
  - { id: after-call, day: 2, at: "11:00", sms: "It's {{ business_name }}. I left you a message. Reply STOP to opt out." }
`,
  good: `touches:
  - { id: call-1, day: 1, at: "10:00", call: { script: Ask., voicemail: Hi. } }
  - id: after-call
    day: 2
    at: "11:00"
    sms:
      - { if: { call-1: voicemail }, text: "It's {{ business_name }}. I left you a message. Reply STOP to opt out." }
      - { text: "It's {{ business_name }}. Easier by text? Reply STOP to opt out." }
`,
  check: (input) =>
    input.sequence.variants.flatMap((variant, index) =>
      variant.touches
        .flatMap(saidBy)
        .flatMap((said) => [
          ...claimsIn(said.template.source).flatMap((claimed) => claimIn(said, claimed, index, input)),
          ...yesterdayIn(said, index, input),
        ]),
    ),
};

function claimIn(
  said: Said,
  { fact, matches }: Claimed,
  index: number,
  input: RuleInput,
): readonly RuleFinding[] {
  const match = matches.find(({ at }) => !isKnown(said, fact, at));
  const variant = input.sequence.variants[index];
  if (match === undefined || variant === undefined) return [];
  const lacking = whatIsMissing(said, fact, index, input);
  if (lacking === null) return [];
  return [
    {
      message: `\`${said.touch.id}\` says "${match.words.replace(/\s+/g, ' ')}", and ${lacking.problem}.`,
      hint: lacking.hint,
      at: input.places.words(said.template, match.words, match.at),
      source: variant.source,
    },
  ];
}

/** Whether who says it sees that it is true: the call that is being made, or a wording that asks for the fact by itself. */
function isKnown({ as, template: { source } }: Said, fact: Fact, offset: number): boolean {
  if (isGuarded(source, offset)) return true;
  if (as === 'message' || fact.kind !== 'call') return as === 'script' && isInIf(source, offset);
  const ofThisCall = as === 'voicemail' ? fact.about === 'missed' : fact.about !== 'voicemail';
  return ofThisCall || (as === 'script' && isInIf(source, offset));
}

const isInIf = (source: string, offset: number): boolean => isConditional(sentenceAt(source, offset));

/** Null when the fact holds for everybody who reads it. */
function whatIsMissing(
  { touch, conditions }: Said,
  fact: Fact,
  index: number,
  input: RuleInput,
): { readonly problem: string; readonly hint: string } | null {
  const variant = input.sequence.variants[index];
  if (variant === undefined) return null;
  if (fact.kind === 'asked') {
    if (variant.like !== 'cold' && !conditions.some((one) => one?.source?.includes('cold'))) return null;
    const hint = 'Under `change:` of this source, give the touch other words.';
    return { problem: 'these leads did not ask', hint };
  }
  if (fact.kind === 'call') {
    const asked = conditions.flatMap((one) => one?.calls ?? []);
    const isTrue = asked.some(({ outcomes }) =>
      outcomes.every((outcome) => fact.outcomes.some((allowed) => allowed === outcome)),
    );
    if (isTrue) return null;
    const allowed = fact.outcomes.slice(0, 3);
    const listed = allowed.length === 1 ? allowed[0] : `[${allowed.join(', ')}]`;
    const call = asked[0]?.touch ?? variant.touches.findLast(({ channel }) => channel === 'call')?.id;
    if (call === undefined)
      return { problem: 'there is no call at all', hint: 'Say something that is true without a call.' };
    const also = asked
      .flatMap(({ outcomes }) => outcomes)
      .find((one) => !fact.outcomes.some((is) => is === one));
    return {
      problem:
        also === undefined ? `nothing makes sure ${fact.what}` : `\`if\` lets it go after \`${also}\` too`,
      hint: `Make it one of several wordings, with \`if: { ${call}: ${listed} }\`, and other words without \`if\` below it.`,
    };
  }
  // What another sequence has sent before is not known here.
  if (!answersInquiries(input)) return null;
  const { planned } = (input.courses().variants[index] as VariantCourses) ?? {};
  const order = planned('Tuesday at 10:00').map((each) => each.touch);
  const before = order.slice(
    0,
    order.findIndex(({ id }) => id === touch.id),
  );
  const sends = before.filter(({ channel }) => fact.channels.some((one) => one === channel));
  if (sends.some((each) => goesAlways(each) && (each.channel === 'email' || variant.consent !== 'required')))
    return null;
  return {
    problem: sends.length === 0 ? `there is not ${fact.what}` : `${fact.what} does not go to everybody`,
    hint: `Let ${fact.what} go first, without a condition, or say it otherwise.`,
  };
}

function yesterdayIn(said: Said, index: number, input: RuleInput): readonly RuleFinding[] {
  const match = YESTERDAY.exec(said.template.source);
  if (match !== null && said.as === 'script' && isInIf(said.template.source, match.index)) return [];
  const course = input.courses().variants[index];
  if (match === null || course === undefined) return [];
  const asked = said.conditions.flatMap((one) => one?.calls ?? []);
  for (const arrival of ALL_ARRIVALS) {
    const seen = daysBefore(course, leadFor(arrival, said.conditions), said, asked[0]?.touch ?? null);
    if (seen === null || seen.days === 1) continue;
    const days = seen.days === 0 ? 'the same day' : `${seen.days} days back`;
    return [
      {
        message: `\`${said.touch.id}\` says "${match[0]}", and for a lead of ${arrival} ${seen.what} was ${days}.`,
        hint: seen.call
          ? `Write {{ touches.${seen.call}.day_name }}, which says "yesterday" when it was, and else the day.`
          : 'Leave the day out, or name it otherwise.',
        at: input.places.words(said.template, match[0], match.index),
        source: course.variant.source,
      },
    ];
  }
  return [];
}
