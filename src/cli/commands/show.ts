/** `seq show`: one lead whole - the person, what each touch said, and the log of what happened. */
import type { Event } from '../../domain/event.ts';
import type { Instant, Zone } from '../../domain/time.ts';
import { type EnrollmentStory, type LeadStory, type TouchStory, tellStory } from '../../engine/why.ts';
import { newestEventsOf } from '../../store/events.ts';
import { leadOrComplain } from '../acted.ts';
import { eventKind, eventText } from '../event-words.ts';
import { type Command, EXIT, type GlobalOptions, type Io } from '../io.ts';
import { iso, isoOrNull, writeJson } from '../json.ts';
import { enrollmentLine, leadJson, leadLines, zoneOfStory } from '../lead-words.ts';
import { type Cell, table, wrap } from '../table.ts';
import { colorsFor, plain, plainLines } from '../terminal.ts';
import { showMoment } from '../times.ts';
import { CHANNEL_WORDS, stateOf, timeOf } from '../touch-words.ts';
import { withWorkspace } from '../with-workspace.ts';
import { gone } from './why.ts';

interface Options {
  readonly business?: string;
}

const NEWEST = 15;

export const run: Command<Options> = (io, [typed = ''], options) =>
  withWorkspace(
    io,
    options,
    async (ws) => {
      const lead = await leadOrComplain(io, options, ws, typed, options.business);
      if (lead === null) return EXIT.usage;
      const story = await tellStory(ws, lead, io.now());
      if (story === null) return gone(io, options, typed);
      const events = await newestEventsOf(ws.db, lead, { from: null, limit: NEWEST });
      if (options.json) writeJson(io, 'lead', toJson(story, events));
      else io.stdout.write(`${textOf(io, options, story, events).join('\n')}\n`);
      return EXIT.ok;
    },
    'settings',
  );

function textOf(
  io: Io,
  options: GlobalOptions,
  story: LeadStory,
  events: readonly Event[],
): readonly string[] {
  const color = colorsFor(io, io.stdout, options);
  const now = io.now();
  const zone = zoneOfStory(story);
  return [
    ...leadLines(story, color),
    ...inquiries(story, zone, now),
    ...stops(story),
    ...story.enrollments.flatMap((each) => [
      '',
      color.bold(enrollmentLine(each, zone, now)),
      ...table(
        COLUMNS,
        each.touches.map((touch) => cellsOf(touch, zone, now)),
        80,
      ),
      ...messages(each, zone, now),
    ]),
    '',
    color.bold('What happened, newest first'),
    ...table(
      [{ title: '' }, { title: '' }, { title: '', fit: 'wrap' }],
      events.map((event) => [showMoment(event.at, zone, now), eventKind(event), eventText(event, zone, now)]),
      80,
    ),
  ];
}

const COLUMNS = [
  { title: 'touch', fit: 'cut' as const },
  { title: 'by' },
  { title: 'state' },
  { title: 'when' },
  { title: 'note', fit: 'cut' as const },
];

function cellsOf(touch: TouchStory, zone: Zone, now: Instant): readonly Cell[] {
  const at = timeOf(touch);
  return [
    touch.key.touch,
    CHANNEL_WORDS[touch.touch.channel],
    stateOf(touch),
    at === null ? '' : showMoment(at, zone, now),
    touch.record?.outcome?.replaceAll('_', ' ') ?? touch.record?.reasonDetail ?? touch.touch.purpose ?? '',
  ];
}

function inquiries({ leads }: LeadStory, zone: Zone, now: Instant): readonly string[] {
  return leads.flatMap((lead) => {
    const at = lead.receivedAt ?? lead.importedAt;
    const fields = Object.entries(lead.fields).map(([name, value]) => `${name} ${value}`);
    const consent = lead.consent === null ? '' : `; consent ${lead.consent.given ? 'given' : 'refused'}`;
    const text = `Inquired ${showMoment(at, zone, now)} by ${lead.sourceText ?? 'an unknown source'}${consent}`;
    return wrap(plain([text, ...fields].join('; ')), 80);
  });
}

/** Whatever keeps this person from being contacted, in one line each. */
function stops({ situation }: LeadStory): readonly string[] {
  const { suppressed, silentSince } = situation;
  const channels = (['sms', 'email', 'call'] as const).filter((channel) => suppressed[channel] !== null);
  return [
    ...channels.map(
      (channel) => `No ${CHANNEL_WORDS[channel]}s: ${plain(suppressed[channel]?.detail ?? '')}`,
    ),
    ...(silentSince === null ? [] : ['Silence was promised; nothing goes out until the lead acts.']),
  ];
}

/** The texts and emails that went out, as the lead reads them. */
function messages(story: EnrollmentStory, zone: Zone, now: Instant): readonly string[] {
  return story.touches.flatMap(({ key, record }) => {
    const attempt = record?.attempt ?? null;
    if (record === null || attempt === null) return [];
    const subject = attempt.subject === null ? [] : [`Subject: ${plain(attempt.subject)}`, ''];
    const body = [...subject, ...plainLines(attempt.body.trimEnd())].flatMap((line) => wrap(line, 74));
    return [
      '',
      `  ${key.touch}, ${showMoment(record.at, zone, now)}`,
      ...body.map((line) => `    | ${line}`.trimEnd()),
    ];
  });
}

function toJson(story: LeadStory, events: readonly Event[]): object {
  return {
    lead: leadJson(story),
    inquiries: story.leads.map((lead) => ({
      ...lead,
      receivedAt: isoOrNull(lead.receivedAt),
      importedAt: iso(lead.importedAt),
    })),
    enrollments: story.enrollments.map(({ enrollment, touches }) => ({
      ...enrollment,
      enrolledAt: iso(enrollment.enrolledAt),
      anchor: iso(enrollment.anchor),
      pausedAt: isoOrNull(enrollment.pausedAt),
      reviewAt: isoOrNull(enrollment.reviewAt),
      endedAt: isoOrNull(enrollment.endedAt),
      touches: touches.map((touch) => ({
        touch: touch.key.touch,
        occurrence: touch.key.occurrence,
        channel: touch.touch.channel,
        state: stateOf(touch),
        at: isoOrNull(timeOf(touch)),
        outcome: touch.record?.outcome ?? null,
        subject: touch.record?.attempt?.subject ?? null,
        body: touch.record?.attempt?.body ?? null,
      })),
    })),
    events: events.map((event) => ({ ...event, at: iso(event.at) })),
  };
}
