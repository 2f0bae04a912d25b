/** A comparison as Markdown to be pasted into a pull request: short, and what is long folded away. */
import type { DefinitionChange } from '../../engine/diff/definitions.ts';
import type { SequenceDiff } from '../../engine/diff/diff.ts';
import { plain } from '../terminal.ts';
import { leadsHead, warningsOf } from './lines.ts';
import { type Newcomers, newcomersOf } from './newcomers.ts';
import { grouped, rulesOf, type ShownChange, totalsOf } from './rows.ts';
import { countOf, isSame, leadName, STATUS, type Told } from './told.ts';

export function markdownLines(told: Told): readonly string[] {
  const head = `## Sequences: ${code(told.before)} → ${code(told.after)}`;
  if (isSame(told)) return [head, '', 'No difference: every lead gets the same touches at the same times.'];
  return [head, ...told.sequences.flatMap((each) => ['', ...sequenceLines(told, each)])];
}

/** Names of leads and words of files are shown, and never read as Markdown or HTML. */
const text = (raw: string): string =>
  plain(raw)
    .replace(/[\\`*_{}[\]()#+!|~@-]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
const code = (raw: string): string => `\`${plain(raw).replaceAll('`', "'").replaceAll('|', '\\|')}\``;

function sequenceLines(told: Told, diff: SequenceDiff): readonly string[] {
  const head = `### ${code(diff.id)}: ${STATUS[diff.status]}`;
  if (diff.status === 'broken')
    return [head, '', ...diff.diagnostics.map(({ message }) => `- ${text(message)}`)];
  if (diff.status === 'gone') return [head, '', 'Nobody can be enrolled in it any more.'];
  return [
    head,
    ...(diff.definitions.length === 0 ? [] : ['', ...diff.definitions.map(definitionLine)]),
    ...wordBlocks(diff.definitions),
    ...imaginedLines(told, diff),
    ...leadLines(told, diff),
  ];
}

const definitionLine = ({ touch, what, sources }: DefinitionChange): string =>
  `- ${touch === null ? '' : `${code(touch)}: `}${text(what)}${sources === null ? '' : ` (${sources.map(text).join(', ')})`}`;

function wordBlocks(definitions: readonly DefinitionChange[]): readonly string[] {
  const changed = definitions.flatMap(({ touch, texts }) => (texts && touch ? [{ touch, texts }] : []));
  if (changed.length === 0) return [];
  const lines = (texts: readonly string[]) => texts.flatMap((each) => each.trim().split('\n')).map(plain);
  const blocks = changed.flatMap(({ touch, texts }) => {
    const [a, b] = [lines(texts.before), lines(texts.after)];
    const body = [
      ...a.filter((line) => !b.includes(line)).map((line) => `- ${line}`),
      ...b.filter((line) => !a.includes(line)).map((line) => `+ ${line}`),
    ];
    return ['', code(touch), '', '````diff', ...body.map((line) => line.replaceAll('````', "''''")), '````'];
  });
  return ['', ...folded(`Words of ${countOf(changed.length, 'touch', 'touches')}`, blocks)];
}

const folded = (title: string, lines: readonly string[]): readonly string[] => [
  `<details><summary>${title}</summary>`,
  ...(lines[0] === '' ? [] : ['']),
  ...lines,
  '',
  '</details>',
];

function imaginedLines({ calls, limit }: Told, { imagined }: SequenceDiff): readonly string[] {
  const all = newcomersOf(imagined, calls, text);
  const more = all.length - limit;
  return [
    ...all.slice(0, limit).flatMap((each) => ['', ...newcomerLines(each)]),
    ...(more > 0 ? ['', `… ${countOf(more, 'more business', 'more businesses')} (--limit)`] : []),
  ];
}

function newcomerLines({ premise, groups, same, isMany }: Newcomers): readonly string[] {
  if (groups.length === 0) return [`${premise}: the same touches at the same times.`];
  return [
    `${premise}:`,
    ...groups.flatMap(({ leads, rows }) => [
      '',
      ...(isMany ? [`**${leads.map(({ source }) => text(source)).join(', ')}**`, ''] : []),
      ...rowTable(rows),
    ]),
    ...(same.length === 0 ? [] : ['', `No change: ${same.map(code).join(', ')}.`]),
  ];
}

const rowTable = (rows: readonly ShownChange[]): readonly string[] => [
  '| touch | before | after | |',
  '| --- | --- | --- | --- |',
  ...rows.map(
    ({ touch, before, after, what, why }) =>
      `| ${code(touch)} | ${before} | ${after} | ${text(what)}${why === null ? '' : `: ${text(why)}`} |`,
  ),
];

function leadLines(told: Told, diff: SequenceDiff): readonly string[] {
  const { leads, limit } = told;
  const all = leads?.all.filter(({ sequence }) => sequence === diff.id) ?? [];
  if (leads === null || all.length === 0) return [];
  const changed = all.filter((lead) => lead.changes.some(({ kind }) => kind !== 'same'));
  const rules = rulesOf(all);
  const groups = grouped(changed, leads.now);
  return [
    '',
    text(leadsHead(leads.kind, all, changed)),
    ...warningsOf(all).map((each) => `\n> **${text(each)}**`),
    ...(changed.length === 0 ? [] : ['', ...totalTable(changed)]),
    ...(rules.length === 0
      ? []
      : ['', `Rules that have a say: ${rules.map(([rule, n]) => `${rule} (${n})`).join(', ')}.`]),
    ...(groups.length === 0
      ? []
      : [
          '',
          ...folded(
            `Lead by lead${groups.length > limit ? ` (the first ${limit} of ${groups.length} courses)` : ''}`,
            groups
              .slice(0, limit)
              .flatMap(({ leads: same, rows }) => [
                '',
                `${text(same.slice(0, 4).map(leadName).join(', '))}${same.length > 4 ? ` and ${same.length - 4} more` : ''}`,
                '',
                ...rowTable(rows),
              ]),
          ),
        ]),
  ];
}

const totalTable = (changed: Parameters<typeof totalsOf>[0]): readonly string[] => [
  '| touch | earlier | later | new | dropped | other words |',
  '| --- | ---: | ---: | ---: | ---: | ---: |',
  ...totalsOf(changed).map(
    ({ touch, earlier, later, added, dropped, words }) =>
      `| ${code(touch)} | ${earlier} | ${later} | ${added} | ${dropped} | ${words} |`,
  ),
];
