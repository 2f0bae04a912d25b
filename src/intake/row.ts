/** One record of the file to one lead, a rejection with its place, or a test row. Nothing in it is dropped without a word. */
import type { NewLead } from '../domain/lead.ts';
import { DAY, type Instant } from '../domain/time.ts';
import type { Columns } from './columns.ts';
import { isNo, isYes } from './consent.ts';
import { isFormula, isSum, MAX_NAME } from './names.ts';
import { parseState, parseZone } from './places.ts';
import { type CsvRecord, excerpt, type Reading, type RowProblem, type Setting } from './reading.ts';
import {
  asInstant,
  consentOf,
  firstCell,
  MAX_TEXT,
  namesOf,
  noteCell,
  readEmail,
  readPhone,
} from './row-cells.ts';

/** A long message typed into a form fits; a book does not. */
const MAX_FIELD = 5_000;
/** Cells that are kept as they are. */
const TEXTS = ['first_name', 'last_name', 'full_name', 'source', 'stage', 'external_id', 'business'] as const;
export function isBlank(record: CsvRecord): boolean {
  return record.cells.every((cell) => cell === '' || cell.trim() === '');
}

/** The row's own word on whose lead it is; read first, because the business decides how the rest is read. */
export function businessTextOf(record: CsvRecord, columns: Columns): string | null {
  return firstCell(record, columns.of.business)?.text ?? null;
}

function reject(
  { line }: CsvRecord,
  { headings }: Columns,
  at: number | null,
  seen: string,
  allowed: string,
): Reading {
  const column = at === null ? null : (headings[at] ?? null);
  return { kind: 'rejected', problem: { line, column, seen: excerpt(seen), allowed } };
}

// A million rows are read: nothing in here makes a function or an object that a row does not need.
export function readRow(record: CsvRecord, columns: Columns, setting: Setting): Reading {
  const { cells } = record;
  const wide = columns.headings.length;
  const extra = cells.length > wide && cells.slice(wide).some((cell) => cell.trim() !== '');
  if (cells.length < wide || extra)
    return reject(
      record,
      columns,
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
  const fields = new Map<string, string>();

  for (const { at, name } of columns.fields) {
    const text = (cells[at] ?? '').trim();
    if (text.length > MAX_FIELD) return reject(record, columns, at, text, `at most ${MAX_FIELD} characters`);
    if (text !== '') fields.set(name, text);
  }
  for (const target of TEXTS) {
    const found = firstCell(record, columns.of[target]);
    if (found === null) continue;
    const isName = target.endsWith('name');
    if (isFormula(found.text) || (isName && isSum(found.text)))
      return reject(record, columns, found.at, found.text, 'text, not a spreadsheet formula');
    const longest = isName ? MAX_NAME : MAX_TEXT;
    if (found.text.length > longest)
      return reject(record, columns, found.at, found.text, `at most ${longest} characters`);
  }
  const out = firstCell(record, columns.of.opted_out);
  if (out !== null && !isNo(out.text))
    return reject(record, columns, out.at, out.text, 'someone who has not opted out');

  const phone = readPhone(record, columns, setting.country, notes, fields);
  const email = readEmail(record, columns, notes, fields);
  if (phone === null && email === null) {
    const bad = notes[0];
    if (bad) return { kind: 'rejected', problem: bad };
    return reject(record, columns, null, 'no phone number and no email address', 'at least one of them');
  }

  const received = firstCell(record, columns.of.received_at);
  let receivedAt: Instant | null = null;
  if (received !== null) {
    const time = asInstant(received.text, setting);
    if (typeof time === 'string') return reject(record, columns, received.at, received.text, time);
    if (time.at > setting.now + DAY)
      return reject(record, columns, received.at, received.text, 'a time that is not in the future');
    // A clock that runs ahead is no arrival just now: such a time is unknown, and kept as it was written.
    receivedAt = time.at > setting.now ? null : time.at;
    if (!time.written || receivedAt === null) fields.set(columns.own[received.at] ?? '', received.text);
  }

  const consent = consentOf(record, columns, notes, setting);
  const zone = firstCell(record, columns.of.zone);
  const state = firstCell(record, columns.of.state);
  const knownZone = zone === null ? null : parseZone(zone.text);
  const knownState = state === null ? null : parseState(state.text);
  if (zone !== null && knownZone === null) {
    noteCell(
      notes,
      record,
      columns,
      zone.at,
      'a time zone such as America/Chicago; the zone is taken from the address or the number',
    );
    fields.set(columns.own[zone.at] ?? '', zone.text);
  }
  if (state !== null && knownState === null) fields.set(columns.own[state.at] ?? '', state.text);

  const [firstName, lastName] = namesOf(record, columns);
  const lead: NewLead = {
    firstName,
    lastName,
    phone: phone?.e164 ?? null,
    textable: phone?.textable ?? false,
    email,
    sourceText: firstCell(record, columns.of.source)?.text ?? columns.format.source,
    receivedAt,
    externalId: firstCell(record, columns.of.external_id)?.text.replace(/^l:/, '') ?? null,
    zone: knownZone,
    state: knownState,
    postalCode: firstCell(record, columns.of.postal_code)?.text.slice(0, 20) ?? null,
    consent,
    businessText: firstCell(record, columns.of.business)?.text ?? null,
    stage: firstCell(record, columns.of.stage)?.text ?? null,
    fields,
  };
  return { kind: 'lead', lead, notes };
}
