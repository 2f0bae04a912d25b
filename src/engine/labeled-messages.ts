/** Messages out of a person's own CSV, each with the line it stands on and, where there is such a column, what it means. */
import { MEANINGS, type Meaning } from '../domain/meaning.ts';
import { nearest } from '../domain/nearest.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Said } from '../inbound/understand.ts';
import type { CsvRecord, FileProblem } from '../intake/reading.ts';
import { openCsv } from './csv-stream.ts';

export interface LabeledMessage {
  /** One-based line on which it begins. */
  readonly line: number;
  readonly id: string | null;
  readonly channel: Said['channel'];
  readonly text: string;
  readonly subject: string | null;
  readonly headers: Said['headers'];
  /** Null in a file without a column of meanings. */
  readonly meaning: Meaning | null;
}

/** Headings that are taken for a column, in lower case and without what is no letter. */
const COLUMNS = {
  text: ['text', 'message', 'body', 'content', 'msg', 'sms', 'reply', 'texto', 'mensaje'],
  meaning: ['meaning', 'label', 'class', 'category', 'intent', 'expected', 'significado', 'etiqueta'],
  id: ['id', 'messageid', 'sid', 'key', 'no', 'nr'],
  channel: ['channel', 'via', 'type', 'canal'],
  subject: ['subject', 'title', 'asunto'],
  headers: ['headers', 'header', 'mailheaders', 'cabeceras'],
} as const;
type Column = keyof typeof COLUMNS;

const letters = (heading: string): string =>
  heading
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z]/g, '');

/** A test of some thousands of messages is plenty; more of them are more likely the wrong file. */
const MOST_MESSAGES = 100_000;

export async function readLabeled(
  bytes: AsyncIterable<Uint8Array>,
): Promise<Result<readonly LabeledMessage[], FileProblem>> {
  const opened = await openCsv(bytes);
  if (!opened.ok) return opened;
  const { heading, pieces } = opened.value;
  const columns = columnsOf(heading);
  if (!columns.ok) return columns;
  const messages: LabeledMessage[] = [];
  for await (const piece of pieces) {
    if (!piece.ok) return piece;
    for (const record of piece.value) {
      if (record.cells.every((cell) => cell.trim() === '')) continue;
      const message = messageOf(record, columns.value, heading);
      if (!message.ok) return message;
      messages.push(message.value);
      if (messages.length > MOST_MESSAGES)
        return fail({
          line: record.line,
          message: `There are more than ${MOST_MESSAGES} messages.`,
          hint: null,
        });
    }
  }
  return messages.length > 0
    ? ok(messages)
    : fail({ line: null, message: 'There is a heading, and no message below it.', hint: null });
}

type Columns = ReadonlyMap<Column, number>;

function columnsOf(heading: CsvRecord): Result<Columns, FileProblem> {
  const names = heading.cells.map(letters);
  const found = new Map<Column, number>();
  for (const [column, headings] of Object.entries(COLUMNS) as [Column, readonly string[]][]) {
    const at = names.findIndex((name) => headings.includes(name));
    if (at >= 0) found.set(column, at);
  }
  if (found.has('text')) return ok(found);
  const seen = heading.cells.map((cell) => `"${cell.trim().slice(0, 40)}"`).slice(0, 12);
  return fail({
    line: heading.line,
    message: `No column holds the messages; the columns are ${seen.join(', ')}.`,
    hint: 'Call the column with what people wrote "text", and the one with what it means "meaning".',
  });
}

function messageOf(
  record: CsvRecord,
  columns: Columns,
  heading: CsvRecord,
): Result<LabeledMessage, FileProblem> {
  const cell = (column: Column): string => record.cells[columns.get(column) ?? -1] ?? '';
  const place = (column: Column): string =>
    `column ${(columns.get(column) ?? 0) + 1} (${heading.cells[columns.get(column) ?? 0]?.trim()})`;
  if (
    record.cells.length > heading.cells.length &&
    record.cells.slice(heading.cells.length).some((more) => more.trim() !== '')
  )
    return fail({
      line: record.line,
      message: `There are ${record.cells.length} cells, and ${heading.cells.length} in the heading: a comma in a text needs quotes around the text.`,
      hint: null,
    });
  const channel = channelOf(cell('channel'));
  if (channel === null)
    return fail({
      line: record.line,
      message: `${place('channel')}: "${cell('channel').slice(0, 40)}" is no channel; it may be sms, email or chat.`,
      hint: null,
    });
  const meaning = columns.has('meaning') ? meaningOf(cell('meaning')) : null;
  if (meaning === undefined) {
    const near = nearest(letters(cell('meaning')), MEANINGS);
    return fail({
      line: record.line,
      message: `${place('meaning')}: "${cell('meaning').slice(0, 40)}" is no meaning.${near === null ? '' : ` Did you mean ${near}?`}`,
      hint: `It may be ${MEANINGS.join(', ')}.`,
    });
  }
  return ok({
    line: record.line,
    id: cell('id').trim() || null,
    channel,
    text: cell('text'),
    subject: channel === 'email' ? cell('subject') : null,
    headers: headersOf(cell('headers')),
    meaning,
  });
}

/** Nothing said is a text: most are. */
function channelOf(cell: string): Said['channel'] | null {
  const name = letters(cell);
  if (['', 'sms', 'text', 'mms', 'whatsapp'].includes(name)) return 'sms';
  if (['email', 'mail', 'correo'].includes(name)) return 'email';
  return ['chat', 'webchat', 'messenger'].includes(name) ? 'chat' : null;
}

/** `Opt-out`, `opt_out` and `OPT OUT` are one; undefined is none of them. */
function meaningOf(cell: string): Meaning | undefined {
  return MEANINGS.find((meaning) => letters(meaning) === letters(cell));
}

/** As a mail has them, one on a line. */
function headersOf(cell: string): Said['headers'] {
  return cell.split(/\r?\n/).flatMap((line) => {
    const colon = line.indexOf(':');
    return colon < 1
      ? []
      : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const];
  });
}
