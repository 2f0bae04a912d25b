/** The demo's timetable: one block a lead, one line a touch, in the lead's own time, with whatever moved or ended it. */
import type { ChalkInstance } from 'chalk';
import type { Instant, Zone } from '../../domain/time.ts';
import type { EnrollmentStory, LeadStory, TouchStory } from '../../engine/why.ts';
import { describeDuration } from '../../schedule/describe.ts';
import { zoneOfStory } from '../lead-words.ts';
import { type Column, table } from '../table.ts';
import { plain } from '../terminal.ts';
import { showDay, showMoment, showTime } from '../times.ts';
import { CHANNEL_WORDS, stateOf } from '../touch-words.ts';

export function leadBlock(
  story: LeadStory,
  until: Instant,
  width: number,
  color: ChalkInstance,
): readonly string[] {
  const { contact } = story.situation;
  const zone = zoneOfStory(story);
  const [lead] = story.leads;
  const elsewhere = zone === story.situation.business.zone ? '' : `, ${zone}`;
  return [
    '',
    `${color.bold(plain(`${contact.firstName} ${contact.lastName}`))}  ${plain(lead?.sourceText ?? '')}${elsewhere}`,
    ...story.enrollments.flatMap((each) => enrollmentLines(story, each, zone, until, width, color)),
  ];
}

function enrollmentLines(
  story: LeadStory,
  enrollment: EnrollmentStory,
  zone: Zone,
  until: Instant,
  width: number,
  color: ChalkInstance,
): readonly string[] {
  const came = enrollment.touches
    .filter((touch) => touch.record !== null)
    .map((touch) => ({ touch, at: momentOf(touch) }))
    .sort((a, b) => a.at - b.at);
  let day = '';
  const rows = came.map(({ touch, at }) => {
    const today = showDay(at, zone, until);
    const shown = today === day ? '' : today;
    day = today;
    const skipped = touch.record?.kind === 'skipped';
    const paint = skipped ? color.dim : (text: string) => text;
    return [
      shown,
      skipped ? '-' : showTime(at, zone),
      { text: CHANNEL_WORDS[touch.touch.channel], paint },
      { text: touch.key.touch, paint },
      { text: noteOf(story, touch, at), paint: color.dim },
    ];
  });
  const lines = [
    ...table(COLUMNS, rows, width - 2),
    ...table([{ title: '', fit: 'wrap' }], [[endOf(story, enrollment, zone, until)]], width - 2),
  ];
  return [`  ${color.cyan(enrollment.enrollment.sequence)}`, ...lines.map((line) => `  ${line}`)];
}

const COLUMNS: readonly Column[] = [
  { title: '' },
  { title: '' },
  { title: '' },
  { title: '' },
  { title: '', fit: 'wrap' },
];

/** A call belongs to the time at which its task came up; when somebody dialed is in the note. */
const momentOf = ({ record }: TouchStory): Instant => (record?.taskAt ?? record?.at ?? 0) as Instant;

function noteOf(story: LeadStory, touch: TouchStory, at: Instant): string {
  const { record, moves } = touch;
  if (record === null) return '';
  const moved = moves.at(-1);
  return [
    ...(record.kind === 'skipped' ? [`skipped: ${record.reasonDetail ?? record.reasonCode}`] : []),
    ...(record.kind === 'failed' ? [`refused: ${record.reasonDetail ?? record.reasonCode}`] : []),
    ...(record.kind === 'called' ? [callNote(record.outcome)] : []),
    ...(isFirstText(story, touch) ? [speedNote(story, touch, at)] : []),
    ...(moved === undefined || record.kind === 'skipped' ? [] : [`moved: ${moved.detail}`]),
  ].join('; ');
}

const callNote = (outcome: string | null): string =>
  outcome === null || outcome === 'not_done' ? 'nobody called' : outcome.replaceAll('_', ' ');

const isFirstText = (story: LeadStory, touch: TouchStory): boolean =>
  touch.touch.channel === 'sms' && touch === firstText(story);

/** The first text that went to the lead, over all sequences. */
function firstText(story: LeadStory): TouchStory | undefined {
  return story.enrollments
    .flatMap(({ touches }) => touches)
    .filter((touch) => touch.touch.channel === 'sms' && touch.record?.kind === 'sent')
    .sort((a, b) => momentOf(a) - momentOf(b))[0];
}

/** Milliseconds from the inquiry to the first text; null where there was none. */
export function speedToLead(story: LeadStory): number | null {
  const received = story.leads[0]?.receivedAt ?? null;
  const first = firstText(story);
  return received === null || first === undefined ? null : momentOf(first) - received;
}

function speedNote(story: LeadStory, touch: TouchStory, at: Instant): string {
  const received = story.leads[0]?.receivedAt ?? null;
  if (received === null) return '';
  const hours = touch.record?.attempt?.basis === 'instant_reply' ? ', after hours' : '';
  return `${describeDuration(at - received)} after the inquiry${hours}`;
}

function endOf(
  story: LeadStory,
  { enrollment, touches }: EnrollmentStory,
  zone: Zone,
  until: Instant,
): string {
  const left = touches.filter(({ record }) => record === null);
  if (enrollment.endedAt === null) {
    const next = left.find(({ forecast }) => forecast?.verdict.kind === 'defer');
    const verdict = next?.forecast?.verdict;
    if (next === undefined || verdict?.kind !== 'defer') return `${enrollment.state}.`;
    return `next: ${CHANNEL_WORDS[next.touch.channel]} ${next.key.touch}, ${showMoment(verdict.at, zone, until)}.`;
  }
  const when = showMoment(enrollment.endedAt, zone, until);
  if (enrollment.state === 'stopped') {
    const unsent = left.filter((touch) => stateOf(touch) === 'not sent').map(({ key }) => key.touch);
    return `stopped ${when}: ${enrollment.endDetail}${unsent.length === 0 ? '' : `; not sent: ${unsent.join(', ')}`}.`;
  }
  const last = story.enrollments.at(-1)?.enrollment.id === enrollment.id;
  const stage =
    last && story.situation.contact.stage !== null ? `, stage ${story.situation.contact.stage}` : '';
  const silent = story.situation.silentSince !== null && last ? '; silence was promised and holds' : '';
  return `finished ${when}${stage}${silent}.`;
}
