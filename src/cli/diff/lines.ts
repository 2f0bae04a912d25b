/** A comparison as text for a terminal: what the files say, what a new lead gets, and whom in flight it would reach. */
import type { ChalkInstance } from 'chalk';
import type { Instant } from '../../domain/time.ts';
import type { DefinitionChange } from '../../engine/diff/definitions.ts';
import type { SequenceDiff } from '../../engine/diff/diff.ts';
import type { LeadDiff } from '../../engine/diff/leads.ts';
import { layTable, table, wrap } from '../table.ts';
import { plain } from '../terminal.ts';
import { type Newcomers, newcomersOf } from './newcomers.ts';
import { type Group, grouped, rulesOf, type ShownChange, totalsOf } from './rows.ts';
import { countOf, isSame, leadName, STATUS, type Told } from './told.ts';

export function textLines(told: Told, color: ChalkInstance): readonly string[] {
  const head = color.bold(plain(`${told.before} → ${told.after}`));
  if (isSame(told)) return [head, 'No difference: every lead gets the same touches at the same times.'];
  return [head, ...told.sequences.flatMap((each) => ['', ...sequenceLines(told, each, color)])];
}

function sequenceLines(told: Told, diff: SequenceDiff, color: ChalkInstance): readonly string[] {
  const head = `${color.bold(plain(diff.id))}: ${STATUS[diff.status]}`;
  if (diff.status === 'broken') return [head];
  return [
    head,
    ...definitionLines(diff.definitions, color),
    ...imaginedLines(told, diff, color),
    ...leadsLines(told, diff, color),
  ];
}

function definitionLines(changes: readonly DefinitionChange[], color: ChalkInstance): readonly string[] {
  if (changes.length === 0) return [];
  const rows = changes.map(({ touch, what, sources }) => [
    touch ?? '',
    `${what}${sources === null ? '' : ` (${sources.join(', ')})`}`,
  ]);
  const laid = layTable([{ title: '' }, { title: '', fit: 'wrap' }], rows, 80);
  return changes.flatMap(({ texts }, at) => [
    ...(laid.rows[at] ?? []),
    ...(texts === null ? [] : wordLines(texts.before, texts.after, color)),
  ]);
}

const MOST_WORDS = 6;

/** Lines that only one side has, the old ones first. */
function wordLines(
  before: readonly string[],
  after: readonly string[],
  color: ChalkInstance,
): readonly string[] {
  const lines = (texts: readonly string[]) => texts.flatMap((text) => text.trim().split('\n'));
  const [a, b] = [lines(before), lines(after)];
  const show = (mark: string, all: readonly string[], paint: (text: string) => string) => {
    const wrapped = all.filter((line) => line.trim() !== '').flatMap((line) => wrap(plain(line), 68));
    const more = wrapped.length - MOST_WORDS;
    return [
      ...wrapped.slice(0, MOST_WORDS).map((line) => paint(`      ${mark} ${line}`)),
      ...(more > 0 ? [paint(`      ${mark} … ${countOf(more, 'more line')}`)] : []),
    ];
  };
  return [
    ...show(
      '-',
      a.filter((line) => !b.includes(line)),
      color.red,
    ),
    ...show(
      '+',
      b.filter((line) => !a.includes(line)),
      color.green,
    ),
  ];
}

function imaginedLines(
  told: Told,
  { imagined, status }: SequenceDiff,
  color: ChalkInstance,
): readonly string[] {
  if (status === 'gone') return ['  Nobody can be enrolled in it any more.'];
  const all = newcomersOf(imagined, told.calls, plain);
  return [
    ...all.slice(0, told.limit).flatMap((each) => ['', ...newcomerLines(each, color)]),
    ...moreLine(all.length - told.limit, 'more business', 'more businesses'),
  ];
}

function newcomerLines(
  { premise, groups, same, isMany }: Newcomers,
  color: ChalkInstance,
): readonly string[] {
  if (groups.length === 0) return wrap(`${premise}: the same touches at the same times.`, 80);
  return [
    ...wrap(`${premise}:`, 80),
    ...groups.flatMap((group) => [
      ...(isMany
        ? wrap(`${group.leads.map(({ source }) => source).join(', ')}:`, 78).map((line) => `  ${line}`)
        : []),
      ...changeLines(group.rows, color),
    ]),
    ...(same.length === 0 ? [] : wrap(`${same.join(', ')}: no change`, 78).map((line) => `  ${line}`)),
  ];
}

const COLUMNS = [
  { title: '' },
  { title: '' },
  { title: '' },
  { title: '' },
  { title: '', fit: 'wrap' as const },
];

function changeLines(rows: readonly ShownChange[], color: ChalkInstance): readonly string[] {
  const paint = { '+': color.green, '-': color.red, '~': color.yellow };
  const laid = layTable(
    COLUMNS,
    rows.map(({ mark, touch, before, after, what }) => [
      { text: mark, paint: paint[mark] },
      touch,
      before,
      `→ ${after}`,
      what,
    ]),
    78,
  );
  return rows.flatMap(({ why }, at) => [
    ...(laid.rows[at] ?? []).map((line) => `  ${line}`),
    ...(why === null ? [] : wrap(plain(why), 70).map((line) => color.dim(`         ${line}`))),
  ]);
}

function leadsLines(told: Told, diff: SequenceDiff, color: ChalkInstance): readonly string[] {
  const { leads, limit } = told;
  if (leads === null || diff.status === 'gone') return [];
  const all = leads.all.filter(({ sequence }) => sequence === diff.id);
  if (all.length === 0)
    return [
      '',
      leads.kind === 'roster'
        ? 'Nobody of the roster is in it.'
        : 'Nobody is in flight in another revision of it.',
    ];
  return [
    '',
    ...wrap(leadsHead(leads.kind, all, changedOf(all)), 80),
    ...effectLines(all, leads.now, limit, color),
  ];
}

export const changedOf = (all: readonly LeadDiff[]): readonly LeadDiff[] =>
  all.filter((lead) => lead.changes.some(({ kind }) => kind !== 'same'));

/** What a change does to these leads: in sum, what keeps some from it, and course by course. */
export function effectLines(
  all: readonly LeadDiff[],
  now: Instant,
  limit: number,
  color: ChalkInstance,
): readonly string[] {
  const changed = changedOf(all);
  const rules = rulesOf(all);
  const groups = grouped(changed, now);
  return [
    ...(changed.length === 0 ? [] : totalLines(changed)),
    ...(rules.length === 0
      ? []
      : wrap(`Rules that have a say: ${rules.map(([rule, n]) => `${rule} (${n})`).join(', ')}.`, 78).map(
          (line) => `  ${line}`,
        )),
    ...warningLines(all, color),
    ...groups.slice(0, limit).flatMap((group) => ['', ...groupLines(group, color)]),
    ...moreLine(groups.length - limit, 'more course'),
  ];
}

const moreLine = (more: number, one: string, many = `${one}s`): readonly string[] =>
  more > 0 ? ['', `  … ${countOf(more, one, many)} (--limit)`] : [];

export function leadsHead(
  kind: 'roster' | 'in flight',
  all: readonly LeadDiff[],
  changed: readonly LeadDiff[],
): string {
  const who =
    kind === 'roster'
      ? `${countOf(all.length, 'lead')} of the roster`
      : `${countOf(all.length, 'lead')} in flight`;
  const what =
    changed.length === 0 ? 'nothing changes' : `${countOf(changed.length, 'gets', 'get')} something else`;
  if (kind === 'roster') return `${who}: ${what}.`;
  return `${who}: ${what} if they are moved. By itself an edited file moves nobody: they finish what they began.`;
}

function totalLines(changed: readonly LeadDiff[]): readonly string[] {
  const right = (title: string) => ({ title, align: 'right' as const });
  const n = (count: number): string => (count === 0 ? '·' : count.toLocaleString('en-US'));
  return table(
    [{ title: 'touch' }, ...['earlier', 'later', 'new', 'dropped', 'other words'].map(right)],
    totalsOf(changed).map(({ touch, earlier, later, added, dropped, words }) => [
      touch,
      ...[earlier, later, added, dropped, words].map(n),
    ]),
    80,
  );
}

/** What keeps somebody from being moved, and what somebody would get twice. */
export function warningsOf(all: readonly LeadDiff[]): readonly string[] {
  const counts = new Map<string, number>();
  const count = (text: string): void => void counts.set(text, (counts.get(text) ?? 0) + 1);
  for (const { notMoved, again, passed } of all) {
    for (const touch of passed)
      count(`would never get ${touch}, which is placed before now (--policy catch-up)`);
    if (notMoved !== null) count(`cannot be moved now: ${notMoved.detail}`);
    for (const { from, to } of again)
      count(
        `had ${from}, which is gone, and would get ${to} in its place: if it is the same touch, say --map ${from}=${to}`,
      );
  }
  return [...counts].map(([text, n]) => `${countOf(n, 'lead')} ${text}.`);
}

const warningLines = (all: readonly LeadDiff[], color: ChalkInstance): readonly string[] =>
  warningsOf(all).flatMap((text) =>
    wrap(plain(text), 76).map((line, at) => color.yellow(`${at === 0 ? '  ! ' : '    '}${line}`)),
  );

const MOST_NAMES = 4;

function groupLines({ leads, rows }: Group, color: ChalkInstance): readonly string[] {
  const names = leads.slice(0, MOST_NAMES).map(leadName);
  const more = leads.length - names.length;
  const who = `${names.join(', ')}${more > 0 ? ` and ${more.toLocaleString('en-US')} more` : ''}`;
  const [first] = leads;
  const had =
    first === undefined || first.had === 0 ? '' : `, has had ${countOf(first.had, 'touch', 'touches')}`;
  const facts =
    leads.length === 1 && first ? ` – ${first.source}${had}${first.paused ? ', paused' : ''}` : '';
  return [...wrap(plain(`${who}${facts}`), 78).map((line) => `  ${line}`), ...changeLines(rows, color)];
}
