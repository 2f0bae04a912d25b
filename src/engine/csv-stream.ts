/** From a stream of bytes to records: pumps the file through the decoder and csv-parse, never holding more than a piece of it. */
import { fail, ok, type Result } from '../domain/result.ts';
import { createDecoder, type Decoded } from '../intake/decode.ts';
import { sniffDelimiter } from '../intake/delimiter.ts';
import { type CsvRecord, type FileProblem, MAX_RECORD } from '../intake/reading.ts';
import { isBlank } from '../intake/row.ts';
import { createSplitter } from './csv-records.ts';

export interface CsvStream {
  readonly heading: CsvRecord;
  readonly delimiter: string;
  /** Records in pieces as they come; the last may be a problem, after which nothing can be read. */
  readonly pieces: AsyncGenerator<Result<readonly CsvRecord[], FileProblem>, void>;
  decoded(): Decoded;
  /** Bytes read so far, for a progress line. */
  bytes(): number;
}

/** Reads as far as the heading. */
export async function openCsv(stream: AsyncIterable<Uint8Array>): Promise<Result<CsvStream, FileProblem>> {
  const decoder = createDecoder();
  const source = stream[Symbol.asyncIterator]();
  let bytes = 0;
  let ended = false;
  const nextText = async (): Promise<Result<string, FileProblem>> => {
    const next = await source.next();
    if (next.done) {
      ended = true;
      return decoder.end();
    }
    bytes += next.value.length;
    return decoder.push(next.value);
  };

  let text = '';
  while (!ended && !/[\r\n]/.test(text.trimStart())) {
    const piece = await nextText();
    if (!piece.ok) return piece;
    text = (text + piece.value).replace(/^\ufeff/, '');
    if (text.length > MAX_RECORD) break;
  }
  if (text.trim() === '') return fail(EMPTY);
  const firstLine = text.trimStart().split(/[\r\n]/, 1)[0] ?? '';
  const delimiter = sniffDelimiter(firstLine);
  const splitter = createSplitter(delimiter);

  async function* pieces(): AsyncGenerator<Result<readonly CsvRecord[], FileProblem>, void> {
    try {
      for (let piece: Result<string, FileProblem> = ok(text); ; piece = await nextText()) {
        if (!piece.ok) {
          yield piece;
          return;
        }
        const { records, problem } = await splitter.split(piece.value, ended);
        yield ok(records);
        if (problem !== null) yield fail(problem);
        if (problem !== null || ended) return;
      }
    } finally {
      splitter.close();
      await source.return?.();
    }
  }

  const all = pieces();
  const heading = await firstRecord(all);
  if (!heading.ok) {
    await all.return();
    return heading;
  }
  const [first, rest] = heading.value;
  return ok({
    heading: first,
    delimiter,
    pieces: chain(rest, all),
    decoded: () => decoder.found(),
    bytes: () => bytes,
  });
}

const EMPTY: FileProblem = {
  line: null,
  message: 'the file is empty',
  hint: 'Its first line must name the columns, such as: first_name,phone,email',
};

/** The first record with something in it, other than Excel's `sep=;`, and what came in the same piece after it. */
async function firstRecord(
  pieces: CsvStream['pieces'],
): Promise<Result<readonly [CsvRecord, readonly CsvRecord[]], FileProblem>> {
  for (;;) {
    const next = await pieces.next();
    if (next.done) return fail(EMPTY);
    if (!next.value.ok) return next.value;
    const records = next.value.value;
    const at = records.findIndex((record) => !isBlank(record) && !/^sep=/i.test(record.cells[0] ?? ''));
    const record = records[at];
    if (record !== undefined) return ok([record, records.slice(at + 1)]);
  }
}

async function* chain(first: readonly CsvRecord[], rest: CsvStream['pieces']): CsvStream['pieces'] {
  yield ok(first);
  yield* rest;
}
