/** Turns the bytes of an exported file into text: UTF-8, UTF-16 with or without a mark, and windows-1252 where UTF-8 fails. */

import { fail, ok, type Result } from '../domain/result.ts';
import { type FileProblem, MAX_RECORD } from './reading.ts';

export interface Decoder {
  /** Text that ends at a line end, as far as it is known by now. */
  push(bytes: Uint8Array): Result<string, FileProblem>;
  end(): Result<string, FileProblem>;
  found(): Decoded;
}

export interface Decoded {
  readonly encoding: 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'windows-1252';
  /** Lines that are not UTF-8 and were read as windows-1252, one by one, so that a mixed file keeps both. */
  readonly oldLines: number;
}

/** Enough bytes to see a mark, a signature, or UTF-16's pattern of NULs. */
const HEAD = 512;
const CR = 13;
const LF = 10;

export function createDecoder(): Decoder {
  let head: Uint8Array | null = new Uint8Array(0);
  let utf16: InstanceType<typeof TextDecoder> | null = null;
  let encoding: 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' = 'UTF-8';
  let rest = new Uint8Array(0);
  let oldLines = 0;
  /** Characters of a UTF-16 line that has not ended yet. */
  let width = 0;

  const begin = (bytes: Uint8Array): Result<Uint8Array, FileProblem> => {
    const kind = signature(bytes);
    if (kind !== null) return fail(notText(kind));
    const [found, mark] = sniff(bytes);
    encoding = found;
    // The mark is cut off by hand, so the decoder must not look for a second one.
    if (found !== 'UTF-8') utf16 = new TextDecoder(found, { ignoreBOM: true });
    return ok(bytes.subarray(mark));
  };

  const decode = (bytes: Uint8Array, last: boolean): Result<string, FileProblem> => {
    if (utf16) {
      const text = utf16.decode(bytes, { stream: !last });
      const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
      width = end === 0 ? width + text.length : text.length - end;
      return width > MAX_RECORD ? fail(tooLong) : withoutNul(text);
    }
    const all = joined(rest, bytes);
    // Cut at a line end: then no character is ever split, and each line can be decoded by itself.
    const cut = last ? all.length : Math.max(all.lastIndexOf(LF), all.lastIndexOf(CR)) + 1;
    rest = all.slice(cut);
    if (rest.length > MAX_RECORD) return fail(tooLong);
    return withoutNul(
      utf8OrOld(all.subarray(0, cut), () => {
        oldLines++;
      }),
    );
  };

  const start = (last: boolean): Result<string, FileProblem> => {
    const begun = begin(head ?? new Uint8Array(0));
    head = null;
    return begun.ok ? decode(begun.value, last) : begun;
  };

  return {
    push(bytes) {
      if (head === null) return decode(bytes, false);
      head = joined(head, bytes);
      return head.length < HEAD ? ok('') : start(false);
    },
    end: () => (head === null ? decode(new Uint8Array(0), true) : start(true)),
    found: () => ({ encoding: oldLines > 0 ? 'windows-1252' : encoding, oldLines }),
  };
}

function utf8OrOld(bytes: Uint8Array, onOldLine: () => void): string {
  try {
    return STRICT.decode(bytes);
  } catch {
    const lines: string[] = [];
    for (let from = 0; from < bytes.length; ) {
      const found = bytes.indexOf(LF, from);
      const to = found === -1 ? bytes.length : found + 1;
      const line = bytes.subarray(from, to);
      try {
        lines.push(STRICT.decode(line));
      } catch {
        onOldLine();
        lines.push(fromWindows1252(line));
      }
      from = to;
    }
    return lines.join('');
  }
}

// Not shared with a stream, so keeping them for good is safe: a failed decode leaves no state behind.
const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What windows-1252 has where Latin-1 has control characters, 0x80 to 0x9f. Node 20 decodes it as plain Latin-1. */
const PUNCTUATION = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const LATIN = new TextDecoder('latin1');

const fromWindows1252 = (line: Uint8Array): string =>
  LATIN.decode(line).replace(
    /[\u0080-\u009f]/g,
    (character) => PUNCTUATION[character.charCodeAt(0) - 0x80] ?? '',
  );

function sniff(bytes: Uint8Array): readonly ['UTF-8' | 'UTF-16LE' | 'UTF-16BE', number] {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return ['UTF-8', 3];
  if (a === 0xff && b === 0xfe) return ['UTF-16LE', 2];
  if (a === 0xfe && b === 0xff) return ['UTF-16BE', 2];
  // Without a mark: a heading in Latin letters has a NUL in every second byte.
  const seen = bytes.subarray(0, HEAD);
  const nuls = [0, 0];
  for (const [at, byte] of seen.entries()) if (byte === 0) nuls[at % 2] = (nuls[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = nuls;
  const many = seen.length / 4;
  if (odd > many && even === 0) return ['UTF-16LE', 0];
  if (even > many && odd === 0) return ['UTF-16BE', 0];
  return ['UTF-8', 0];
}

const SIGNATURES: readonly (readonly [string, readonly number[]])[] = [
  ['an Excel workbook or a zip archive', [0x50, 0x4b, 0x03, 0x04]],
  ['an old Excel workbook', [0xd0, 0xcf, 0x11, 0xe0]],
  ['a gzip archive', [0x1f, 0x8b]],
  ['a PDF', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['a SQLite database', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20]],
  ['an image', [0x89, 0x50, 0x4e, 0x47]],
  ['an image', [0xff, 0xd8, 0xff]],
];

function signature(bytes: Uint8Array): string | null {
  return SIGNATURES.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0] ?? null;
}

function withoutNul(text: string): Result<string, FileProblem> {
  return text.includes('\0') ? fail(notText('binary data (it has NUL characters)')) : ok(text);
}

const notText = (kind: string): FileProblem => ({
  line: null,
  message: `the file is ${kind}, not CSV text`,
  hint: 'Export it again as CSV, or open it in a spreadsheet and save it as "CSV UTF-8".',
});

const tooLong: FileProblem = {
  line: null,
  message: 'a line is longer than 1 MB; a lead never is',
  hint: 'Is this a CSV file? Each lead must be on a line of its own.',
};

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
