/** Several columns to one value: the first usable phone, address, name and consent, with nothing else dropped. */
import type { Consent } from '../domain/lead.ts';
import type { Instant } from '../domain/time.ts';
import { parseAddress } from './address.ts';
import type { Columns } from './columns.ts';
import { readConsent } from './consent.ts';
import { splitName, tidy } from './names.ts';
import { parsePhone } from './phone.ts';
import type { CsvRecord } from './reading.ts';
import type { Target } from './targets.ts';

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

export function namesOf(cell: (target: Target) => Cell | null): readonly [string, string] {
  const first = tidy(cell('first_name')?.text ?? '');
  const last = tidy(cell('last_name')?.text ?? '');
  if (first !== '') return [first, last];
  const full = tidy(cell('full_name')?.text ?? '');
  return full === '' ? ['', last] : splitName(full);
}

type NoteCell = (at: number, allowed: string) => void;

/** The first usable number, a textable one before others; further numbers are kept as fields. */
export function readPhone(
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

export function readEmail(
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

export function consentOf(
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
