/** How many days lie between a message and what it calls yesterday. */
import { dayOf } from '../../schedule/calendar.ts';
import type { Course, Scenario, VariantCourses } from './courses.ts';
import type { Said } from './said.ts';

export interface Distance {
  readonly days: number;
  readonly what: string;
  /** The call that it is about. */
  readonly call: string | null;
}

const LEAD_ACTED = /\byou (?:asked|wrote|called|contacted|messaged|reached out|got in touch)\b/i;

/** From the call that it asks about, the lead's own message, or else the contact before; null when it does not go to this lead. */
export function daysBefore(
  { run, frame }: VariantCourses,
  scenario: Scenario,
  { touch, template }: Said,
  call: string | null,
): Distance | null {
  const { zone } = frame(scenario.arrival);
  const course: Course = run(scenario);
  const at = course.sent.find((gone) => gone.touch.id === touch.id)?.at;
  if (at === undefined) return null;
  const back = (to: number): number => dayOf(at, zone) - dayOf(to as typeof at, zone);
  if (call === null && LEAD_ACTED.test(template.source))
    return { days: back(course.from), what: 'that', call: null };
  const named = course.sent.filter(
    (gone) => gone.at < at && gone.touch.channel !== 'move' && (call === null || gone.touch.id === call),
  );
  const last = named.at(-1);
  if (last === undefined) return null;
  const isCall = last.touch.channel === 'call';
  return { days: back(last.at), what: `\`${last.touch.id}\``, call: isCall ? last.touch.id : null };
}
