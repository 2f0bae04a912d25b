/** The report of an import, in words and as JSON. */
import type { EnrollReport, RowCounts } from '../engine/enroll-report.ts';
import type { Workspace } from '../engine/workspace.ts';
import type { RowProblem } from '../intake/reading.ts';
import type { FirstHeld } from './first-held.ts';
import type { Io } from './io.ts';
import { iso, isoOrNull } from './json.ts';
import { rehearsalLine } from './rehearsal.ts';
import { table } from './table.ts';
import { plain } from './terminal.ts';
import { showMoment } from './times.ts';

/** `leads.csv:12: Phone: seen "12"; allowed: a phone number such as …` */
export function problemLine(
  name: string,
  prefix: string,
  { line, column, seen, allowed }: RowProblem,
): string {
  const where = column === null ? '' : ` ${column}:`;
  const quoted = column === null ? seen : `"${seen}"`;
  return plain(
    `${name}:${line}: ${prefix}${where.trimStart()}${where === '' ? '' : ' '}seen ${quoted}; allowed: ${allowed}`,
  );
}

export function enrollmentLines(
  io: Io,
  ws: Workspace,
  name: string,
  report: EnrollReport,
  held: FirstHeld,
): readonly string[] {
  const { counts, enrolled, firstTexts, at, dryRun, file } = report;
  const [first] = enrolled;
  const zone =
    (first && ws.config.businesses.get(first.business)?.zone) ?? [...ws.config.businesses.values()][0]?.zone;
  const several = new Set(enrolled.map(({ business }) => business)).size > 1;
  const rows = enrolled.map(({ business, sequence, source, count }) => [
    ...(several ? [business] : []),
    sequence,
    source,
    shown(count),
  ]);
  const columns = [
    ...(several ? [{ title: 'business' }] : []),
    { title: 'sequence' },
    { title: 'source' },
    { title: 'leads', align: 'right' as const },
  ];
  const last =
    firstTexts.lastAt === null || zone === undefined
      ? ''
      : `, the last ${showMoment(firstTexts.lastAt, zone, at)} (${zone})`;
  const line = rehearsalLine(ws);
  return [
    ...(line === null ? [] : [line]),
    ...(dryRun ? ['Dry run: nothing is changed.'] : []),
    plain(`${name}: ${file?.format ?? ''}, ${shown(report.rows)} ${report.rows === 1 ? 'row' : 'rows'}.`),
    counts.enrolled === 0
      ? `Nobody ${dryRun ? 'would be' : 'was'} enrolled.`
      : `${dryRun ? 'Would be enrolled' : 'Enrolled'}:`,
    ...(counts.enrolled === 0 ? [] : table(columns, rows, io.stdout.columns)),
    ...(counts.enrolled === 0
      ? []
      : [
          `First texts: ${shown(firstTexts.now)} with the next tick, ${shown(firstTexts.later)} later${last}.`,
          ...withoutText(firstTexts),
          ...held.lines.map((text) => `  ${plain(text)}`),
        ]),
    ...otherwise(io, counts),
    ...(counts.enrolled === 0 || dryRun ? [] : [`Next: ${held.next ?? `${io.name} tick`}`]),
  ];
}

/** Whoever sees no text announced is not to be surprised by an email. */
function withoutText({ none, emailed }: EnrollReport['firstTexts']): readonly string[] {
  if (none === 0) return [];
  const leads = none === 1 ? '1 lead gets no text' : `${shown(none)} leads get no text`;
  if (emailed === 0) return [`${leads}.`];
  const emails = emailed === 1 ? '1 email goes' : `${shown(emailed)} emails go`;
  return [`${leads}; ${emails} to them with the next tick.`];
}

const shown = (count: number): string => count.toLocaleString('en-US');

/** One line for each thing that happened to rows other than being enrolled. */
function otherwise(io: Io, counts: RowCounts): readonly string[] {
  const words: readonly (readonly [what: keyof RowCounts, one: string, several?: string])[] = [
    ['already', 'imported before: left as it is', 'imported before: left as they are'],
    [
      'again',
      `new inquiry of a lead who is being followed up: recorded, with a task (${io.name} tasks)`,
      `new inquiries of leads who are being followed up: recorded, each with a task (${io.name} tasks)`,
    ],
    [
      'repeated',
      'further inquiry of a lead in this file: recorded',
      'further inquiries of leads in this file: recorded',
    ],
    ['suppressed', 'opted out or unreachable: never enrolled'],
    ['old', 'older than 30 days: taken only with --old-leads'],
    ['test', 'test lead of the ad platform: left out', 'test leads of the ad platform: left out'],
    ['blank', 'empty row', 'empty rows'],
    ['rejected', 'rejected: listed above'],
  ];
  return words.flatMap(([what, one, several = one]) => {
    const count = counts[what];
    return count === 0 ? [] : [`  ${shown(count)} ${count === 1 ? one : several}`];
  });
}

export function enrollmentJson(report: EnrollReport): object {
  const { file, firstTexts, stopped } = report;
  return {
    dry_run: report.dryRun,
    at: iso(report.at),
    file:
      file === null
        ? null
        : {
            encoding: file.encoding,
            windows_1252_lines: file.oldLines,
            delimiter: file.delimiter,
            format: file.format,
            columns: file.columns,
          },
    rows: report.rows,
    counts: report.counts,
    enrolled: report.enrolled,
    first_texts: {
      now: firstTexts.now,
      later: firstTexts.later,
      last_at: isoOrNull(firstTexts.lastAt),
      none: firstTexts.none,
      emailed: firstTexts.emailed,
    },
    rejected: report.rejected,
    notes: report.notes,
    note_count: report.noteCount,
    stopped:
      stopped === null
        ? null
        : { kind: stopped.kind, line: stopped.line, message: stopped.message, hint: stopped.hint },
  };
}
