/** A sequence with one thing taken away: each rule, condition and setting in turn, to ask whether a test misses it. */
import type { Business } from '../../domain/business.ts';
import type { Policy } from '../../domain/policy.ts';
import { DAY, millis } from '../../domain/time.ts';
import { usualLate } from '../../sequence/compile-variant.ts';
import type { LeadAct, Sequence, Timing, Touch, WhenRule } from '../../sequence/sequence.ts';
import { LEAD_ACTS } from '../../sequence/sequence.ts';
import { businessMutants, policyMutants } from './policy-mutants.ts';

export type Mutant = {
  /** What is taken away; a finished clause. */
  readonly what: string;
} & (
  | {
      readonly kind: 'touch';
      /** Whose touches are changed by it. */
      readonly sources: readonly string[];
      readonly touch: string;
      /** The key of the file that it is about. */
      readonly setting: string;
      readonly sequence: Sequence;
    }
  | { readonly kind: 'rule'; readonly act: LeadAct; readonly sequence: Sequence }
  | { readonly kind: 'source'; readonly source: string; readonly sequence: Sequence }
  | { readonly kind: 'sequence'; readonly sequence: Sequence }
  | { readonly kind: 'policy'; readonly policy: (policy: Policy) => Policy }
  | { readonly kind: 'business'; readonly business: (business: Business) => Business }
);

/** What would be the same without it is left out: `within` is a promise and moves nothing, a default says nothing new. */
export function mutantsOf(sequence: Sequence, policy: Policy, business: Business | null): readonly Mutant[] {
  return [
    ...touchMutants(sequence, policy),
    ...LEAD_ACTS.flatMap((act) => ruleMutants(sequence, act)),
    ...sourceMutants(sequence),
    ...policyMutants(sequence, policy).map((one): Mutant => ({ ...one, kind: 'policy' })),
    ...(business === null ? [] : businessMutants(sequence, business)).map(
      (one): Mutant => ({ ...one, kind: 'business' }),
    ),
  ];
}

interface Change {
  readonly setting: string;
  readonly what: string;
  /** Null takes the touch away. */
  readonly touch: Touch | null;
}

/** Sources that share a setting share its mutant: the file says it once. */
function touchMutants(sequence: Sequence, policy: Policy): readonly Mutant[] {
  const found = new Map<
    string,
    { readonly first: Change; readonly id: string; readonly to: Map<string, Touch | null> }
  >();
  for (const { source, touches } of sequence.variants)
    for (const touch of touches)
      for (const change of changesOf(touch, policy)) {
        const key = JSON.stringify([touch.id, change.setting, change.what]);
        const one = found.get(key) ?? { first: change, id: touch.id, to: new Map() };
        one.to.set(source, change.touch);
        found.set(key, one);
      }
  return [...found.values()].map(({ first, id, to }) => {
    const sources = [...to.keys()];
    const whose = sources.length === sequence.variants.length ? '' : ` (${sources.join(', ')})`;
    return {
      kind: 'touch',
      what: `${id} ${first.what}${whose}`,
      sources,
      touch: id,
      setting: first.setting,
      sequence: {
        ...sequence,
        variants: sequence.variants.map((variant) => ({
          ...variant,
          touches: variant.touches.flatMap((touch) => {
            const other = touch.id === id ? to.get(variant.source) : undefined;
            return other === undefined ? [touch] : other === null ? [] : [other];
          }),
        })),
      },
    };
  });
}

function changesOf(touch: Touch, policy: Policy): readonly Change[] {
  const { timing, action } = touch;
  const change = (setting: string, what: string, more: Partial<Touch>): Change => ({
    setting,
    what,
    touch: { ...touch, ...more },
  });
  const found: Change[] = [{ setting: 'id', what: 'is not there', touch: null }];
  if (touch.closes) found.push(change('closes', 'does not close', { closes: false }));
  if (touch.varyFrom !== null)
    found.push(change('vary_from', `does not vary from ${touch.varyFrom}`, { varyFrom: null }));
  if (touch.if !== null) found.push(change('if', 'has no condition', { if: null }));
  const late = usualLate(touch.channel, touch.closes);
  if (JSON.stringify(late) !== JSON.stringify(touch.late))
    found.push(change('late', 'has no policy of its own when it is late', { late }));
  for (const { setting, what, to } of timingsOf(timing, policy))
    found.push(change(setting, what, { timing: to }));
  if (action.kind === 'call' && action.expires !== null)
    found.push(
      change('expires', 'expires with the next business day', { action: { ...action, expires: null } }),
    );
  if (action.kind === 'move' && action.stage !== null)
    found.push(change('stage', 'leaves the stage as it is', { action: { ...action, stage: null } }));
  if (action.kind === 'move' && action.start !== null)
    found.push(change('start', 'starts no other sequence', { action: { ...action, start: null } }));
  if (action.kind === 'sms' || action.kind === 'email') found.push(...wordingsOf(touch, action));
  return found;
}

function wordingsOf(
  touch: Touch,
  action: Extract<Touch['action'], { readonly kind: 'sms' | 'email' }>,
): readonly Change[] {
  const { alternatives } = action;
  const found: Change[] = [];
  const withThese = (setting: string, what: string, kept: readonly unknown[]): Change => ({
    setting,
    what,
    touch: { ...touch, action: { ...action, alternatives: kept } as Touch['action'] },
  });
  for (const [at, one] of alternatives.entries()) {
    if (alternatives.length > 1)
      found.push(
        withThese(
          'wording',
          `lacks wording ${at + 1}`,
          alternatives.filter((each) => each !== one),
        ),
      );
    if (one.if !== null)
      found.push(
        withThese(
          'wording',
          `says wording ${at + 1} whatever its condition`,
          alternatives.map((each) => (each === one ? { ...each, if: null } : each)),
        ),
      );
  }
  return found;
}

interface OtherTiming {
  readonly setting: string;
  readonly what: string;
  readonly to: Timing;
}

function timingsOf(timing: Timing, { defaultAt }: Policy): readonly OtherTiming[] {
  switch (timing.kind) {
    case 'calendar': {
      const { days, at, until } = timing;
      const [first = 0] = days;
      const last = days.at(-1) ?? first;
      return [
        ...(at !== null && (at !== defaultAt || until !== null)
          ? [{ setting: 'at', what: 'has no time of its own', to: { ...timing, at: null, until: null } }]
          : []),
        ...(until !== null
          ? [{ setting: 'between', what: 'has one time and no stretch', to: { ...timing, until: null } }]
          : []),
        ...(days.length > 1
          ? [{ setting: 'day', what: `goes on day ${last} alone`, to: { ...timing, days: [last] } }]
          : []),
        ...(first > 0
          ? [{ setting: 'day', what: 'goes on the first day', to: { ...timing, days: [0] } }]
          : []),
      ];
    }
    case 'elapsed':
      return [
        ...(timing.after > 0
          ? [{ setting: 'after', what: 'waits for nothing', to: { ...timing, after: millis(0) } }]
          : []),
        ...(timing.day > 0
          ? [{ setting: 'day', what: 'goes on the first day', to: { ...timing, day: 0 } }]
          : []),
      ];
    case 'after_touch':
      return [
        ...(timing.wait > 0
          ? [
              {
                setting: 'after',
                what: `does not wait after ${timing.touch}`,
                to: { ...timing, wait: millis(0) },
              },
            ]
          : []),
        ...(timing.orBy !== null
          ? [
              {
                setting: 'after',
                what: `waits for ${timing.touch} however long`,
                to: { ...timing, orBy: null },
              },
            ]
          : []),
      ];
    case 'before_appointment':
      return [
        {
          setting: 'before',
          what: 'goes a day earlier',
          to: { ...timing, before: millis(timing.before + DAY) },
        },
      ];
  }
}

/** A paused lead is shown to a person after two days, whether or not the file says so. */
const REVIEW_AFTER = 2 * DAY;

/** What happens also where no rule says so. */
const saysTheUsual = (act: LeadAct, { do: does, ...rest }: WhenRule): boolean =>
  does === USUAL[act] && Object.values(rest).every((value) => value === null);
const USUAL: Partial<Record<LeadAct, WhenRule['do']>> = { bounced: 'drop_channel', finished: 'stop' };

function ruleMutants(sequence: Sequence, act: LeadAct): readonly Mutant[] {
  const rule = sequence.when[act];
  if (rule === undefined) return [];
  const mutant = (what: string, to: WhenRule | null): Mutant => {
    const { [act]: _, ...others } = sequence.when;
    return {
      kind: 'rule',
      what: `when: ${act} ${what}`,
      act,
      sequence: { ...sequence, when: to === null ? others : { ...others, [act]: to } },
    };
  };
  return [
    ...(saysTheUsual(act, rule) ? [] : [mutant('is not there', null)]),
    ...(rule.moveTo === null ? [] : [mutant('moves to no stage', { ...rule, moveTo: null })]),
    ...(rule.start === null ? [] : [mutant('starts no other sequence', { ...rule, start: null })]),
    ...(rule.wait === null ? [] : [mutant('waits for nothing', { ...rule, wait: null })]),
    ...(rule.if === null ? [] : [mutant('has no condition', { ...rule, if: null })]),
    ...(rule.reviewAfter === null || rule.reviewAfter === REVIEW_AFTER
      ? []
      : [mutant('is reviewed after two days', { ...rule, reviewAfter: null })]),
    ...(rule.task === null ? [] : [mutant('has no words for its task', { ...rule, task: null })]),
    ...(rule.call === null ? [] : [mutant('asks for no call', { ...rule, call: null })]),
    ...(rule.call === null || rule.call.note === null
      ? []
      : [mutant('has no note for its call', { ...rule, call: { ...rule.call, note: null } })]),
  ];
}

function sourceMutants(sequence: Sequence): readonly Mutant[] {
  const withVariant = (source: string, more: Partial<Sequence['variants'][number]>): Sequence => ({
    ...sequence,
    variants: sequence.variants.map((one) => (one.source === source ? { ...one, ...more } : one)),
  });
  return [
    ...sequence.variants.flatMap(({ source, consent, startAfter, touches }): readonly Mutant[] => [
      ...(consent === 'required' && touches.some(({ channel }) => channel === 'sms')
        ? [
            {
              kind: 'source' as const,
              source,
              what: `${source} asks for no consent`,
              sequence: withVariant(source, { consent: 'not_required' }),
            },
          ]
        : []),
      ...(startAfter > 0
        ? [
            {
              kind: 'source' as const,
              source,
              what: `${source} starts at once`,
              sequence: withVariant(source, { startAfter: millis(0) }),
            },
          ]
        : []),
    ]),
    ...(sequence.repeat === null
      ? []
      : [{ kind: 'sequence' as const, what: 'it does not repeat', sequence: { ...sequence, repeat: null } }]),
  ];
}
