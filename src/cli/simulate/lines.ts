/** A simulation as people read it: one line a lead, or each lead's days in order. */
import type { ChalkInstance } from 'chalk';
import type { Instant } from '../../domain/time.ts';
import { countsOf, type Happening, type LeadStory } from '../../engine/simulate-story.ts';
import { type Cell, layTable, table, wrap } from '../table.ts';
import { plain, plainLines } from '../terminal.ts';
import { humanDates, showDay, showMoment, showTime } from '../times.ts';
import { CHANNEL_WORDS } from '../touch-words.ts';

export const WIDTH = 80;

/** One line a lead: what went, what did not, how it ended. */
export function leadTable(stories: readonly LeadStory[], near: Instant): readonly string[] {
  return table(
    [
      { title: '#', align: 'right' },
      { title: 'lead', fit: 'cut' },
      { title: 'source', fit: 'cut' },
      { title: 'texts', align: 'right' },
      { title: 'emails', align: 'right' },
      { title: 'calls', align: 'right' },
      { title: 'skipped', align: 'right' },
      { title: 'in the end', fit: 'wrap' },
    ],
    stories.map((story) => {
      const { texts, emails, calls, skipped } = countsOf(story.happenings);
      const { contact, name } = story.person;
      const counts = [texts, emails, calls, skipped].map(String);
      return [String(contact), name || '(no name)', story.source, ...counts, endOf(story, near)];
    }),
    WIDTH,
  );
}

/** Where its last enrollment stands. */
function endOf({ standings, zone, person }: LeadStory, near: Instant): string {
  const last = standings.at(-1);
  if (last === undefined) return 'not enrolled';
  const of = standings.length > 1 ? `${last.sequence}: ` : '';
  const stage = person.stage === null ? '' : `, stage ${person.stage}`;
  const at = last.endedAt ?? last.pausedAt;
  const when = at === null ? '' : ` ${showMoment(at, zone, near)}`;
  const why = last.state === 'stopped' && last.endDetail !== null ? `: ${last.endDetail}` : '';
  const word = last.state === 'active' ? 'still running' : last.state;
  return humanDates(`${of}${word}${when}${why}${stage}`, zone, near);
}

/** What a lead gets and does, in the lead's own time. */
export function leadTimeline(
  { person, zone, source, happenings }: LeadStory,
  near: Instant,
  messages: boolean,
  color: ChalkInstance,
): readonly string[] {
  let before = '';
  const rows = happenings.map((one): readonly Cell[] => {
    const today = showDay(one.at, zone, near);
    const day = today === before ? '' : today;
    before = today;
    const paint = isOwn(one) ? color.cyan : one.kind === 'skipped' ? color.dim : (text: string) => text;
    return [
      day,
      showTime(one.at, zone),
      { text: byOf(one), paint },
      { text: humanDates(noteOf(one), zone, near), paint },
    ];
  });
  const laid = layTable(
    [{ title: '' }, { title: '' }, { title: '' }, { title: '', fit: 'wrap' }],
    rows,
    WIDTH,
  );
  return [
    `${color.bold(plain(`${person.contact} ${person.name || '(no name)'}`))}  ${plain(source)}, times in ${zone}`,
    ...happenings.flatMap((one, at) => [
      ...(laid.rows[at] ?? []),
      ...(messages && isMessage(one) ? quoted(one) : []),
    ]),
  ];
}

const OWN: ReadonlySet<string> = new Set(['reply', 'stop', 'book', 'missed_call', 'click', 'bounce']);
const isOwn = ({ kind }: Happening): boolean => OWN.has(kind);
const isMessage = ({ kind, text, channel }: Happening): boolean =>
  (kind === 'sent' || kind === 'uncertain' || kind === 'refused') && text !== null && channel !== 'call';

/** The channel of what goes out; for what comes in, who does it. */
function byOf({ kind, channel }: Happening): string {
  if (OWN.has(kind)) return 'lead';
  if (kind === 'called' || kind === 'asked') return 'person';
  return channel === null ? '' : CHANNEL_WORDS[channel];
}

const WORDS: Partial<Record<Happening['kind'], string>> = {
  reply: 'writes',
  stop: 'writes',
  book: 'books',
  missed_call: 'rings, and nobody answers',
  click: 'opens a link',
  bounce: 'address bounces',
};

function noteOf(one: Happening): string {
  const { kind, touch, detail, text, sequence, late } = one;
  const because = detail === null ? '' : `: ${detail}`;
  switch (kind) {
    case 'sent':
    case 'moved':
      return `${touch ?? ''}${late ? ', late' : ''}`;
    case 'task':
      return `${touch ?? ''}: to call`;
    case 'called':
      return `${touch ?? 'a call'}: ${detail ?? ''}`;
    case 'not_made':
      return `${touch ?? ''}${because}`;
    case 'asked':
      return `is asked: ${detail ?? ''}`;
    case 'enrolled':
      return `enrolled in ${sequence}`;
    case 'started':
      return `${sequence} starts`;
    case 'paused':
    case 'stopped':
    case 'finished':
      return `${sequence} ${kind === 'paused' ? 'rests' : kind}${kind === 'finished' ? '' : because}`;
    case 'reply':
    case 'stop':
      return `${WORDS[kind]} "${text}"${because}`;
    case 'book':
    case 'missed_call':
    case 'click':
    case 'bounce':
      return `${WORDS[kind]}${because}`;
    default:
      return `${touch ?? ''} ${kind}${because}`.trim();
  }
}

function quoted({ subject, text, segments }: Happening): readonly string[] {
  const lines = [
    ...(subject === null ? [] : [`Subject: ${subject}`, '']),
    ...plainLines((text ?? '').trimEnd()),
  ];
  const size =
    segments === null ? [] : [`          (${segments} ${segments === 1 ? 'segment' : 'segments'})`];
  return [
    ...lines.flatMap((line) => wrap(plain(line), 68)).map((line) => `          | ${line}`.trimEnd()),
    ...size,
    '',
  ];
}
