/** One record of the file to one lead, a rejection with its place, or a test row. Nothing in it is dropped without a word. */
import type { Consent, NewLead } from '../domain/lead.ts';
import { DAY, type Instant, type LocalDate, type LocalTime } from '../domain/time.ts';
import { parseAddress } from './address.ts';
import type { Columns } from './columns.ts';
import { isNo, isYes, readConsent } from './consent.ts';
import { isFormula, MAX_NAME, splitName, tidy } from './names.ts';
import { parsePhone } from './phone.ts';
import { parseState, parseZone } from './places.ts';
import { type CsvRecord, excerpt, type Reading, type RowProblem } from './reading.ts';
import type { Target } from './targets.ts';
import { parseTime } from './times.ts';

/** What reading a row needs to know of the business whose lead it is. */
export interface Setting {
  readonly country: string;
  readonly now: Instant;
  /** A local time of the business as an instant. */
  readonly atLocal: (date: LocalDate, time: LocalTime) => Instant;
}

const MAX_TEXT = 200;
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
  const extra = cells.slice(wide).some((cell) => cell.trim() !== '');
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
    if (isFormula(found.text)) return reject(found.at, found.text, 'text, not a spreadsheet formula');
    const longest = target.endsWith('name') ? MAX_NAME : MAX_TEXT;
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

interface Cell {
  readonly at: number;
  readonly text: string;
}

/** The first of these columns that has something in it. */
function firstCell(record: CsvRecord, columns: readonly number[]): Cell | null {
  for (const at of columns) {
    const text = (record.cells[at] ?? '').trim();
    if (text !== '') return { at, text };
  }
  return null;
}

function namesOf(cell: (target: Target) => Cell | null): readonly [string, string] {
  const first = tidy(cell('first_name')?.text ?? '');
  const last = tidy(cell('last_name')?.text ?? '');
  if (first !== '') return [first, last];
  const full = tidy(cell('full_name')?.text ?? '');
  return full === '' ? ['', last] : splitName(full);
}

type NoteCell = (at: number, allowed: string) => void;

/** The first usable number, a textable one before others; further numbers are kept as fields. */
function readPhone(
  record: CsvRecord,
  columns: Columns,
  country: string,
  note: NoteCell,
  fields: Map<string, string>,
): { readonly e164: string; readonly textable: boolean } | null {
  let best: {
    readonly at: number;
    readonly e164: string;
    readonly textable: boolean;
    readonly note: string | null;
  } | null = null;
  for (const at of columns.of.phone) {
    const text = record.cells[at] ?? '';
    if (text.trim() === '') continue;
    const parsed = parsePhone(text, country);
    if (!parsed.ok) {
      note(at, parsed.error);
      fields.set(columns.own[at] ?? '', text.trim().slice(0, MAX_TEXT));
      continue;
    }
    const better: boolean = best === null || (!best.textable && parsed.value.textable);
    if (best !== null && best.e164 !== parsed.value.e164) {
      const other = better ? best : { ...parsed.value, at };
      fields.set(columns.own[other.at] ?? '', other.e164);
    }
    if (better) best = { ...parsed.value, at };
  }
  if (best?.note) note(best.at, best.note);
  return best;
}

function readEmail(
  record: CsvRecord,
  columns: Columns,
  note: NoteCell,
  fields: Map<string, string>,
): string | null {
  let best: string | null = null;
  for (const at of columns.of.email) {
    const text = (record.cells[at] ?? '').trim();
    if (text === '') continue;
    const parsed = parseAddress(text);
    if (!parsed.ok) {
      note(at, parsed.error);
      fields.set(columns.own[at] ?? '', text.slice(0, MAX_TEXT));
    } else if (best === null) best = parsed.value;
    else if (parsed.value !== best) fields.set(columns.own[at] ?? '', parsed.value);
  }
  return best;
}

function consentOf(
  cell: (target: Target) => Cell | null,
  columns: Columns,
  note: NoteCell,
  asTime: (text: string) => Instant | null,
): Consent | null {
  const answer = cell('consent');
  const at = cell('consent_at');
  const consent = readConsent({
    answer: answer === null ? null : { heading: columns.headings[answer.at] ?? '', text: answer.text },
    at: at === null ? null : asTime(at.text),
    wording: cell('consent_text')?.text ?? '',
    asTime,
  });
  if (consent.ok) return consent.value;
  if (answer !== null) note(answer.at, consent.error);
  return null;
}
