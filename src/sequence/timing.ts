/** When a touch is due, out of `day at between after before within`: by the calendar or by elapsed time, never both. */
import type { Range } from '../domain/diagnostic.ts';
import { asId, type TouchId } from '../domain/ids.ts';
import { DAY, type Millis, millis } from '../domain/time.ts';
import type { Report } from './finding.ts';
import { daysOf, type MergedTouch } from './layers.ts';
import { parseDuration, parseStretch, parseTime } from './literals.ts';
import type { Sequence, Timing } from './sequence.ts';
import { asText, type Scalar, type Tree, textAt } from './tree.ts';

/** A touch that waits for another; where that one is named, and whether it has a day of its own. */
export interface TimingDraft {
  readonly timing: Timing;
  readonly waitsFor: { readonly touch: string; readonly range: Range } | null;
  readonly hasDay: boolean;
}

/** Null, and reported, when the keys contradict each other. */
export function timingOf(
  touch: MergedTouch,
  anchor: Sequence['anchor'],
  scale: (day: number) => number,
  report: Report,
): TimingDraft | null {
  const key = (name: string): Tree | null => touch.keys.get(name)?.value ?? null;
  const [day, at, between, after, before, within] = [
    key('day'),
    key('at'),
    key('between'),
    key('after'),
    key('before'),
    key('within'),
  ];
  const wrong = (name: string, message: string, hint?: string): null => {
    report({ code: 'timing', message, hint, range: touch.keys.get(name)?.keyRange ?? touch.range });
    return null;
  };
  const clock = at ? 'at' : between ? 'between' : null;
  const elapsed = after ? 'after' : within ? 'within' : null;

  if (anchor === 'appointment' && !before && after?.kind !== 'map')
    return wrong(
      'id',
      `\`${touch.id}\` does not say how long before the appointment: this sequence has \`anchor: appointment\`, so each touch has \`before\`.`,
      'Write for example `before: 24h`; a touch that follows another has `after: { touch: … }`.',
    );
  if (before) {
    const other = ['day', 'at', 'between', 'after', 'within'].find((name) => touch.keys.has(name));
    if (anchor !== 'appointment')
      return wrong(
        'before',
        '`before` counts back from an appointment; this sequence is counted from the enrollment.',
        'Write `anchor: appointment` at the top of a reminder sequence.',
      );
    if (other)
      return wrong(
        other,
        `\`${other}\` does not go with \`before\`: a reminder has one time, counted back from the appointment.`,
      );
    return plain({ kind: 'before_appointment', before: span(before) });
  }
  if (at && between) return wrong('between', '`at` and `between` are both given; a touch has one of them.');
  if (clock && elapsed)
    return wrong(
      elapsed,
      `\`${elapsed}\` counts elapsed time and \`${clock}\` is a time of day; a touch has one kind, never both.`,
      `Take \`${clock}\` out, or \`${elapsed}\`.`,
    );
  if (clock && !day)
    return wrong(
      clock,
      `\`${clock}\` is a time of day and needs a \`day\`.`,
      'Day 0 is the day of the enrollment.',
    );
  if (!day && !elapsed)
    return wrong(
      'id',
      `\`${touch.id}\` does not say when.`,
      'Write `day: 3` with or without `at: "10:00"`, or `after: 20m`, or `within: 5m`.',
    );

  const given = daysOf(day ?? undefined);
  const days = [...new Set(touch.dayIsFinal ? given : given.map(scale))].sort((a, b) => a - b);
  const first = days[0] ?? 0;
  if (elapsed && days.length > 1)
    return wrong(
      'day',
      'A list of days goes with a time of day, not with elapsed time.',
      `Keep one day, or take \`${elapsed}\` out.`,
    );
  if (after?.kind === 'map') {
    if (within)
      return wrong(
        'within',
        '`within` does not go with `after: { touch: … }`.',
        '`or_by` says there how long the wait may last.',
      );
    const [wait, orBy] = [textAt(after, 'wait'), textAt(after, 'or_by')];
    const name = after.entries.get('touch');
    const target = textAt(after, 'touch') ?? '';
    const timing: Timing = {
      kind: 'after_touch',
      day: first,
      touch: asId<TouchId>(target),
      wait: millis((wait && parseDuration(wait)) || 0),
      orBy: orBy === null ? null : parseDuration(orBy),
    };
    return {
      timing,
      waitsFor: { touch: target, range: name?.value.range ?? after.range },
      hasDay: day !== null,
    };
  }
  if (elapsed)
    return plain({
      kind: 'elapsed',
      day: first,
      after: after ? span(after) : millis(0),
      within: within ? span(within) : null,
    });
  if (at && (at as Scalar).style === 'plain') {
    report({
      code: 'timing',
      message: `\`at: ${asText(at)}\` needs quotes: to many YAML tools it is the number of minutes since midnight.`,
      suggestion: `"${asText(at)}"`,
      mend: `"${asText(at)}"`,
      range: at.range,
    });
    return null;
  }
  const stretch = between ? parseStretch(asText(between)) : null;
  if (between && !stretch) return wrong('between', `\`between: ${asText(between)}\` ends before it begins.`);
  return plain({
    kind: 'calendar',
    days,
    at: stretch ? stretch.opens : at ? parseTime(asText(at)) : null,
    until: stretch ? stretch.closes : null,
  });
}

const plain = (timing: Timing): TimingDraft => ({ timing, waitsFor: null, hasDay: true });

/** The schema has checked the form. */
const span = (tree: Tree): Millis => parseDuration(asText(tree)) ?? millis(0);

/** First and last day on which a timing can fall, counted from the anchor; days before an appointment are negative. */
export function daySpan(timing: Timing): readonly [number, number] {
  switch (timing.kind) {
    case 'calendar':
      return [timing.days[0] ?? 0, timing.days.at(-1) ?? 0];
    case 'elapsed':
      return both(timing.day + Math.floor(timing.after / DAY));
    case 'after_touch':
      return both(timing.day);
    case 'before_appointment':
      return both(-timing.before / DAY);
  }
}

const both = (day: number): readonly [number, number] => [day, day];

/** Whether `a` is surely planned after `b`: on a later day, or later on the same one. */
export function isAfter(a: Timing, b: Timing): boolean {
  const [[firstA], [, lastB]] = [daySpan(a), daySpan(b)];
  if (firstA !== lastB) return firstA > lastB;
  if (a.kind === 'calendar' && b.kind === 'calendar') return a.at !== null && b.at !== null && a.at > b.at;
  return a.kind === 'elapsed' && b.kind === 'elapsed' && a.after > b.after;
}
