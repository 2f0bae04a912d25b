/** `seq inbox`: the conversations in which somebody waits for an answer, and one of them whole. */

import type { ContactId } from '../../domain/ids.ts';
import { after, DAY, type Instant, type Zone } from '../../domain/time.ts';
import { closeOfLead, closeOfStranger } from '../../engine/close-conversation.ts';
import { findLead, keysTyped } from '../../engine/find-lead.ts';
import { type ThreadEntry, threadOf, threadOfStranger } from '../../engine/thread.ts';
import { tellStory } from '../../engine/why.ts';
import type { Workspace } from '../../engine/workspace.ts';
import type { Situation } from '../../schedule/situation.ts';
import { type Conversation, conversations } from '../../store/inbox.ts';
import { writeLines } from '../acted.ts';
import { chosenBusinesses } from '../businesses.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { iso, isoOrNull, writeJson } from '../json.ts';
import { leadJson, leadLines, zoneOfStory } from '../lead-words.ts';
import { usage } from '../problems.ts';
import { OPTED_OUT } from '../reply-words.ts';
import { type Column, table, tsv } from '../table.ts';
import { titleOf } from '../task-words.ts';
import { colorsFor, plain } from '../terminal.ts';
import { entryJson, HEARD_BY, meaningWords, threadLines } from '../thread-words.ts';
import { asSentence, showSpan } from '../times.ts';
import { whoTypes } from '../who.ts';
import { withWorkspace } from '../with-workspace.ts';
import { gone } from './why.ts';

export interface Options {
  readonly business?: string;
  readonly all?: boolean;
  readonly limit?: number;
}

type Given = Options & GlobalOptions;

/** Longer than this nobody reads at a terminal; piped or as JSON there is no end. */
const SHOWN = 40;

/** What a stranger wrote waits for an answer by itself no longer than this. */
const STRANGERS_WAIT = 14 * DAY;

export const run: Command<Options> = (io, [word = 'list', typed = ''], options) =>
  withWorkspace(
    io,
    options,
    (ws) => {
      if (word === 'show') return show(io, options, ws, typed);
      return word === 'close' ? close(io, options, ws, typed) : list(io, options, ws);
    },
    word === 'close' ? 'everything' : 'settings',
  );

async function list(io: Io, options: Given, ws: Workspace): Promise<ExitCode> {
  if (chosenBusinesses(io, options, ws, options.business) === null) return EXIT.usage;
  const now = io.now();
  const isShort = io.stdout.isTTY && !options.json;
  const found = await conversations(ws.db, {
    business: options.business ?? null,
    all: options.all ?? false,
    strangersSince: after(now, -STRANGERS_WAIT),
    limit: options.limit ?? (isShort ? SHOWN + 1 : 1_000_000),
  });
  if (options.json) writeJson(io, 'inbox', { conversations: found.map(conversationJson) });
  else if (!io.stdout.isTTY) io.stdout.write(tsv(TITLES, found.map(cellsOf)));
  else writeLines(io, listLines(io, options, ws, found, now));
  return EXIT.ok;
}

function listLines(
  io: Io,
  options: Given,
  ws: Workspace,
  found: readonly Conversation[],
  now: Instant,
): readonly string[] {
  if (found.length === 0)
    return options.all
      ? ['Nobody has written yet.']
      : [`Nobody waits for an answer. All conversations: ${io.name} inbox --all`];
  const color = colorsFor(io, io.stdout, options);
  const several = ws.config.businesses.size > 1;
  const columns: readonly Column[] = [
    { title: 'lead', align: 'right' },
    { title: 'who', fit: 'cut' },
    ...(several ? [{ title: 'business', fit: 'cut' } as const] : []),
    { title: 'by' },
    { title: 'meaning' },
    { title: 'words', fit: 'cut' },
    { title: 'waits' },
  ];
  const most = options.limit ?? SHOWN;
  const rows = found
    .slice(0, most)
    .map((one) => [
      one.contact === null ? '' : String(one.contact),
      whoOf(one),
      ...(several ? [one.business] : []),
      HEARD_BY[one.channel],
      meaningWords(one.meaning),
      one.text.trim(),
      one.waitingSince === null
        ? { text: '', paint: color.dim }
        : { text: showSpan(now - one.waitingSince), paint: color.yellow },
    ]);
  const first = found[0];
  return [
    ...table(columns, rows, Math.min(io.stdout.columns, 100)),
    ...(found.length > most ? ['  … and more, which are older: --limit or --json shows them'] : []),
    '',
    `One of them whole: ${io.name} inbox show ${first?.contact ?? first?.sender ?? 'LEAD'}`,
    `To answer: ${io.name} reply LEAD "…"`,
  ];
}

const whoOf = ({ name, sender }: Conversation): string => name || sender || '(no name)';

const TITLES = ['lead', 'business', 'name', 'from', 'channel', 'meaning', 'at', 'waiting_since', 'text'];

const cellsOf = (one: Conversation): readonly string[] => [
  one.contact === null ? '' : String(one.contact),
  one.business,
  one.name,
  one.sender ?? '',
  one.channel,
  one.meaning,
  iso(one.at),
  isoOrNull(one.waitingSince) ?? '',
  one.text,
];

const conversationJson = ({ contact, at, waitingSince, ...one }: Conversation): object => ({
  lead: contact,
  ...one,
  at: iso(at),
  waitingSince: isoOrNull(waitingSince),
});

async function show(io: Io, options: Given, ws: Workspace, typed: string): Promise<ExitCode> {
  const found = await findLead(ws, typed, options.business ?? null);
  if (!found.ok) {
    const places = keysTyped(ws, typed, options.business ?? null);
    const entries = await threadOfStranger(
      ws.db,
      places.map(({ key }) => key),
    );
    if (entries.length > 0) return showStranger(io, options, ws, places[0]?.value ?? typed, entries);
    return usage(io, options, found.error.message, found.error.hint);
  }
  const now = io.now();
  const story = await tellStory(ws, found.value, now);
  if (story === null) return gone(io, options, typed);
  const entries = await threadOf(ws.db, found.value);
  if (options.json) {
    writeJson(io, 'thread', {
      lead: leadJson(story),
      entries: entries.map((entry) => entryJson(entry, now)),
    });
    return EXIT.ok;
  }
  const color = colorsFor(io, io.stdout, options);
  const { firstName, lastName } = story.situation.contact;
  const name = firstName || lastName;
  const width = Math.min(io.stdout.columns, 80);
  writeLines(io, [
    ...leadLines(story, color),
    ...threadLines(entries, name, zoneOfStory(story), now, width, color),
    ...(entries.length === 0 ? ['', 'Nothing has been said yet.'] : []),
    '',
    ...wayToAnswer(io, story.situation, found.value),
  ]);
  return EXIT.ok;
}

/** How somebody is answered, or why nobody may. */
function wayToAnswer(io: Io, { contact, suppressed }: Situation, lead: ContactId): readonly string[] {
  const places = [
    ...(contact.phone === null ? [] : [{ channel: 'sms', one: 'text', why: suppressed.sms }]),
    ...(contact.email === null ? [] : [{ channel: 'email', one: 'email', why: suppressed.email }]),
  ];
  const open = places.filter(({ why }) => why === null);
  const [only] = open;
  if (open.length === places.length && only !== undefined) return [`To answer: ${io.name} reply ${lead} "…"`];
  if (only !== undefined)
    return [`To answer, by ${only.one} alone: ${io.name} reply ${lead} "…" --channel ${only.channel}`];
  const reason = places[0]?.why?.detail ?? null;
  if (reason === null) return ['There is neither a number nor an address to answer at.'];
  const name = contact.firstName || contact.lastName || 'the lead';
  return [
    asSentence(`Nobody may answer: ${plain(name)} ${OPTED_OUT[reason] ?? 'has opted out'}`),
    `If they have asked to be contacted again: ${io.name} optout ${lead} --lift`,
  ];
}

async function close(io: Io, options: Given, ws: Workspace, typed: string): Promise<ExitCode> {
  const by = whoTypes(io);
  const now = io.now();
  const found = await findLead(ws, typed, options.business ?? null);
  const places = found.ok ? [] : keysTyped(ws, typed, options.business ?? null);
  const keys = places.map(({ key }) => key);
  const isKnown = found.ok || (keys.length > 0 && (await threadOfStranger(ws.db, keys)).length > 0);
  if (!found.ok && !isKnown) return usage(io, options, found.error.message, found.error.hint);
  const closed = found.ok
    ? await closeOfLead(ws, found.value, by, now)
    : await closeOfStranger(ws, keys, by, now);
  const { messages, done, openCalls } = closed;
  if (options.json) {
    writeJson(io, 'closed', {
      lead: found.ok ? found.value : null,
      messages,
      tasksDone: done.map(({ id }) => id),
      openCalls: openCalls.map(({ id }) => id),
    });
    return EXIT.ok;
  }
  const who = found.ok ? `lead ${found.value}` : (places[0]?.value ?? typed);
  writeLines(io, [
    messages === 0 && done.length === 0
      ? `Nobody waited there: ${plain(who)}.`
      : `Closed: nobody waits for an answer to ${plain(who)} any more. Their next word opens it again.`,
    ...done.map((task) => `Done by it: ${titleOf(task, now)} (task ${task.id}).`),
    ...openCalls.map((task) => `Still to be made: ${titleOf(task, now)} (task ${task.id}).`),
  ]);
  return EXIT.ok;
}

function showStranger(
  io: Io,
  options: Given,
  ws: Workspace,
  value: string,
  entries: readonly ThreadEntry[],
): ExitCode {
  const now = io.now();
  if (options.json) {
    writeJson(io, 'thread', {
      lead: null,
      from: value,
      entries: entries.map((entry) => entryJson(entry, now)),
    });
    return EXIT.ok;
  }
  const color = colorsFor(io, io.stdout, options);
  const zone = ([...ws.config.businesses.values()][0]?.zone ?? 'UTC') as Zone;
  writeLines(io, [
    color.bold(plain(value)),
    `Nobody here knows this ${value.includes('@') ? 'address' : 'number'}. Times are in ${zone}.`,
    ...threadLines(entries, '', zone, now, Math.min(io.stdout.columns, 80), color),
    '',
    `If nobody is to answer: ${io.name} inbox close ${value}`,
  ]);
  return EXIT.ok;
}
