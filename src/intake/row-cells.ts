/** Several columns to one value: the first usable phone, address, name and consent, with nothing else dropped. */
import type { Consent } from '../domain/lead.ts';
import type { Instant } from '../domain/time.ts';
import { parseAddress } from './address.ts';
import type { Columns } from './columns.ts';
import { readConsent } from './consent.ts';
import { splitName, tidy } from './names.ts';
import { parsePhone } from './phone.ts';
import { type CsvRecord, excerpt, type RowProblem, type Setting } from './reading.ts';
import { parseTime } from './times.ts';

export const MAX_TEXT = 200;

export interface Cell {
  readonly at: number;
  readonly text: string;
}

/** The first of these columns that has something in it. */
export function firstCell(record: CsvRecord, columns: readonly number[]): Cell | null {
  for (const at of columns) {
    const text = (record.cells[at] ?? '').trim();
    if (text !== '') return { at, text };
  }
  return null;
}

export function namesOf(record: CsvRecord, { of }: Columns): readonly [string, string] {
  const first = tidy(firstCell(record, of.first_name)?.text ?? '');
  const last = tidy(firstCell(record, of.last_name)?.text ?? '');
  if (first !== '') return [first, last];
  const full = tidy(firstCell(record, of.full_name)?.text ?? '');
  return full === '' ? ['', last] : splitName(full);
}

/** Why a cell was left out although its row was taken. */
export function noteCell(
  notes: RowProblem[],
  { cells, line }: CsvRecord,
  { headings }: Columns,
  at: number,
  allowed: string,
): void {
  notes.push({ line, column: headings[at] ?? null, seen: excerpt(cells[at] ?? ''), allowed });
}

/** The first usable number, a textable one before others; further numbers are kept as fields. */
export function readPhone(
  record: CsvRecord,
  columns: Columns,
  country: string,
  notes: RowProblem[],
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
      noteCell(notes, record, columns, at, parsed.error);
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
  if (best?.note) noteCell(notes, record, columns, best.at, best.note);
  return best;
}

export function readEmail(
  record: CsvRecord,
  columns: Columns,
  notes: RowProblem[],
  fields: Map<string, string>,
): string | null {
  let best: string | null = null;
  for (const at of columns.of.email) {
    const text = (record.cells[at] ?? '').trim();
    if (text === '') continue;
    const parsed = parseAddress(text);
    if (!parsed.ok) {
      noteCell(notes, record, columns, at, parsed.error);
      fields.set(columns.own[at] ?? '', text.slice(0, MAX_TEXT));
    } else if (best === null) best = parsed.value;
    else if (parsed.value !== best) fields.set(columns.own[at] ?? '', parsed.value);
  }
  return best;
}

export function consentOf(
  record: CsvRecord,
  columns: Columns,
  notes: RowProblem[],
  setting: Setting,
): Consent | null {
  const answer = firstCell(record, columns.of.consent);
  const at = firstCell(record, columns.of.consent_at);
  if (answer === null && at === null) return null;
  const asTime = (text: string): Instant | null => {
    const time = asInstant(text, setting);
    return typeof time === 'string' ? null : time.at;
  };
  const consent = readConsent({
    answer: answer === null ? null : { heading: columns.headings[answer.at] ?? '', text: answer.text },
    at: at === null ? null : asTime(at.text),
    wording: firstCell(record, columns.of.consent_text)?.text ?? '',
    asTime,
  });
  if (consent.ok) return consent.value;
  if (answer !== null) noteCell(notes, record, columns, answer.at, consent.error);
  return null;
}

/** The countries that write the month first. */
const MONTH_FIRST: ReadonlySet<string> = new Set(['US', 'CA', 'PH', 'PR', 'VI', 'GU', 'AS', 'MP']);

/** `written`: with its zone, so that nothing had to be assumed; the error is what would have been allowed. */
export function asInstant(
  text: string,
  { country, atLocal }: Setting,
): { readonly at: Instant; readonly written: boolean } | string {
  const parsed = parseTime(text, MONTH_FIRST.has(country));
  if (!parsed.ok) return parsed.error;
  const time = parsed.value;
  if (time.kind === 'zoned') return { at: time.at, written: true };
  return { at: (atLocal(time.date, time.time) + time.ms) as Instant, written: false };
}
