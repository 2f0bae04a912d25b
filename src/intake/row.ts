/** One record of the file to one lead, a rejection with its place, or a test row. Nothing in it is dropped without a word. */
import type { NewLead } from '../domain/lead.ts';
import { DAY, type Instant, type LocalDate, type LocalTime } from '../domain/time.ts';
import type { Columns } from './columns.ts';
import { isNo, isYes } from './consent.ts';
import { isFormula, isSum, MAX_NAME } from './names.ts';
import { parseState, parseZone } from './places.ts';
import { type CsvRecord, excerpt, type Reading, type RowProblem } from './reading.ts';
import { type Cell, consentOf, firstCell, MAX_TEXT, namesOf, readEmail, readPhone } from './row-cells.ts';
import type { Target } from './targets.ts';
import { parseTime } from './times.ts';

/** What reading a row needs to know of the business whose lead it is. */
export interface Setting {
  readonly country: string;
  readonly now: Instant;
  /** A local time of the business as an instant. */
  readonly atLocal: (date: LocalDate, time: LocalTime) => Instant;
}

/** A long message typed into a form fits; a book does not. */
const MAX_FIELD = 5_000;
/** The countries that write the month first. */
const MONTH_FIRST: ReadonlySet<string> = new Set(['US', 'CA', 'PH', 'PR', 'VI', 'GU', 'AS', 'MP']);

export function isBlank(record: CsvRecord): boolean {
  return record.cells.every((cell) => cell === '' || cell.trim() === '');
}

/** The row's own word on whose lead it is; read first, because the business decides how the rest is read. */
export function businessTextOf(record: CsvRecord, columns: Columns): string | null {
  return firstCell(record, columns.of.business)?.text ?? null;
}

export function readRow(record: CsvRecord, columns: Columns, setting: Setting): Reading {
  const { cells, line } = record;
  const reject = (at: number | null, seen: string, allowed: string): Reading => ({
    kind: 'rejected',
    problem: {
      line,
      column: at === null ? null : (columns.headings[at] ?? null),
      seen: excerpt(seen),
      allowed,
    },
  });
  const wide = columns.headings.length;
  const extra = cells.length > wide && cells.slice(wide).some((cell) => cell.trim() !== '');
  if (cells.length < wide || extra)
    return reject(
      null,
      `${cells.length} cells`,
      `${wide}, as many as the heading has (is a quote or a delimiter missing?)`,
    );
  if (
    cells.some((cell) => cell.startsWith('<test lead')) ||
    isYes(firstCell(record, columns.of.is_test)?.text ?? '')
  )
    return { kind: 'test' };

  const notes: RowProblem[] = [];
  const note = (at: number, allowed: string): void => {
    notes.push({ line, column: columns.headings[at] ?? null, seen: excerpt(cells[at] ?? ''), allowed });
  };
  const cell = (target: Target): Cell | null => firstCell(record, columns.of[target]);
  const fields = new Map<string, string>();

  for (const { at, name } of columns.fields) {
    const text = (cells[at] ?? '').trim();
    if (text.length > MAX_FIELD) return reject(at, text, `at most ${MAX_FIELD} characters`);
    if (text !== '') fields.set(name, text);
  }
  for (const target of [
    'first_name',
    'last_name',
    'full_name',
    'source',
    'stage',
    'external_id',
    'business',
  ] as const) {
    const found = cell(target);
    if (found === null) continue;
    const isName = target.endsWith('name');
    if (isFormula(found.text) || (isName && isSum(found.text)))
      return reject(found.at, found.text, 'text, not a spreadsheet formula');
    const longest = isName ? MAX_NAME : MAX_TEXT;
    if (found.text.length > longest) return reject(found.at, found.text, `at most ${longest} characters`);
  }
  const out = cell('opted_out');
  if (out !== null && !isNo(out.text)) return reject(out.at, out.text, 'someone who has not opted out');

  const phone = readPhone(record, columns, setting.country, note, fields);
  const email = readEmail(record, columns, note, fields);
  if (phone === null && email === null) {
    const bad = notes[0];
    if (bad) return { kind: 'rejected', problem: bad };
    return reject(null, 'no phone number and no email address', 'at least one of them');
  }

  const monthFirst = MONTH_FIRST.has(setting.country);
  const asInstant = (text: string): { readonly at: Instant; readonly written: boolean } | string => {
    const parsed = parseTime(text, monthFirst);
    if (!parsed.ok) return parsed.error;
    const time = parsed.value;
    if (time.kind === 'zoned') return { at: time.at, written: true };
    return { at: (setting.atLocal(time.date, time.time) + time.ms) as Instant, written: false };
  };
  const received = cell('received_at');
  let receivedAt: Instant | null = null;
  if (received !== null) {
    const time = asInstant(received.text);
    if (typeof time === 'string') return reject(received.at, received.text, time);
    if (time.at > setting.now + DAY)
      return reject(received.at, received.text, 'a time that is not in the future');
    // A clock that runs ahead is no arrival just now: such a time is unknown, and kept as it was written.
    receivedAt = time.at > setting.now ? null : time.at;
    if (!time.written || receivedAt === null) fields.set(columns.own[received.at] ?? '', received.text);
  }

  const consent = consentOf(cell, columns, note, (text) => {
    const time = asInstant(text);
    return typeof time === 'string' ? null : time.at;
  });
  const zone = cell('zone');
  const state = cell('state');
  const knownZone = zone === null ? null : parseZone(zone.text);
  const knownState = state === null ? null : parseState(state.text);
  if (zone !== null && knownZone === null) {
    note(zone.at, 'a time zone such as America/Chicago; the zone is taken from the address or the number');
    fields.set(columns.own[zone.at] ?? '', zone.text);
  }
  if (state !== null && knownState === null) fields.set(columns.own[state.at] ?? '', state.text);

  const [firstName, lastName] = namesOf(cell);
  const lead: NewLead = {
    firstName,
    lastName,
    phone: phone?.e164 ?? null,
    textable: phone?.textable ?? false,
    email,
    sourceText: cell('source')?.text ?? columns.format.source,
    receivedAt,
    externalId: cell('external_id')?.text.replace(/^l:/, '') ?? null,
    zone: knownZone,
    state: knownState,
    postalCode: cell('postal_code')?.text.slice(0, 20) ?? null,
    consent,
    businessText: cell('business')?.text ?? null,
    stage: cell('stage')?.text ?? null,
    fields,
  };
  return { kind: 'lead', lead, notes };
}
