/** Files that are no list of leads, or not quite: each gets a sentence that says what was seen and what to do. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readFileText } from './read.ts';

const problem = async (bytes: string | Uint8Array) =>
  (await readFileText(bytes, undefined, undefined, 4_096)).problem?.message;

describe('the whole file is refused', () => {
  it.each([
    ['empty', '', 'the file is empty'],
    ['only blank lines', '\n\r\n  \n', 'the file is empty'],
    [
      'no contact column',
      'name,city\nMaria,Chicago\n',
      'no column holds a phone number or an email address; the columns are "name", "city"',
    ],
    ['a column twice', 'Phone,Name,phone\n', 'columns 1 ("Phone") and 3 ("phone") have the same name'],
    ['__proto__', 'phone,__proto__\n', 'column 2 is named "__proto__", which is reserved'],
    ['constructor', 'constructor,phone\n', 'column 1 is named "constructor", which is reserved'],
    [
      '100,000 columns',
      `${Array.from({ length: 100_000 }, (_, at) => `c${at}`).join()}\n`,
      'the file has 100000 columns; at most 1000 are read',
    ],
    [
      'a NUL',
      'phone,name\n3125550142,Ma\0ria\n',
      'the file is binary data (it has NUL characters), not CSV text',
    ],
    [
      'a line that never ends',
      `phone\n${'1'.repeat(5_000_000)}`,
      'a line is longer than 1 MB; a lead never is',
    ],
  ])('%s', async (_, text, message) => {
    expect(await problem(text)).toBe(message);
  });

  it.each([
    [
      'a workbook',
      [0x50, 0x4b, 3, 4, 20, 0, 6, 0],
      'the file is an Excel workbook or a zip archive, not CSV text',
    ],
    ['an old workbook', [0xd0, 0xcf, 0x11, 0xe0, 0xa1], 'the file is an old Excel workbook, not CSV text'],
    ['a PDF', [...Buffer.from('%PDF-1.7')], 'the file is a PDF, not CSV text'],
  ])('%s', async (_, bytes, message) => {
    expect(await problem(new Uint8Array(bytes))).toBe(message);
  });

  it('a gzip archive, also a broken one', async () => {
    const archive = gzipSync('phone\n3125550142\n');
    expect(await problem(archive)).toBe('the file is a gzip archive, not CSV text');
    expect(await problem(archive.subarray(0, 12))).toBe('the file is a gzip archive, not CSV text');
  });
});

describe('a row is rejected, with its line and column', () => {
  const HEADING = 'First Name,Phone,Email,Created At';
  it.each([
    [
      'too few cells',
      'Maria,3125550142',
      {
        line: 2,
        column: null,
        seen: '2 cells',
        allowed: '4, as many as the heading has (is a quote or a delimiter missing?)',
      },
    ],
    [
      'too many cells',
      'Maria,3125550142,,,x',
      {
        line: 2,
        column: null,
        seen: '5 cells',
        allowed: '4, as many as the heading has (is a quote or a delimiter missing?)',
      },
    ],
    [
      'nothing to reach them by',
      'Maria,,,',
      {
        line: 2,
        column: null,
        seen: 'no phone number and no email address',
        allowed: 'at least one of them',
      },
    ],
    [
      'two addresses',
      'Maria,,"b@y.com, evil@z.com",',
      {
        line: 2,
        column: 'Email',
        seen: 'b@y.com, evil@z.com',
        allowed: 'one email address such as maria@example.com',
      },
    ],
    [
      'a sum for a name',
      '+1+1,3125550142,,',
      { line: 2, column: 'First Name', seen: '+1+1', allowed: 'text, not a spreadsheet formula' },
    ],
    [
      'a formula for a name',
      '"=HYPERLINK(""http://evil.example"",""x"")",3125550142,,',
      {
        line: 2,
        column: 'First Name',
        seen: '=HYPERLINK("http://evil.example","x")',
        allowed: 'text, not a spreadsheet formula',
      },
    ],
    [
      'a name that is a novel',
      `${'x'.repeat(101)},3125550142,,`,
      { line: 2, column: 'First Name', seen: `${'x'.repeat(59)}…`, allowed: 'at most 100 characters' },
    ],
    [
      'a time that is none',
      'Maria,3125550142,,soon',
      {
        line: 2,
        column: 'Created At',
        seen: 'soon',
        allowed: 'a time such as 2026-03-03T10:15:00-06:00, 2026-03-03 10:15 or 03/03/2026 10:15 AM',
      },
    ],
    [
      'a time far ahead',
      'Maria,3125550142,,2027-01-01',
      { line: 2, column: 'Created At', seen: '2027-01-01', allowed: 'a time that is not in the future' },
    ],
  ])('%s', async (_, row, rejected) => {
    expect((await readFileText(`${HEADING}\n${row}\n`)).readings).toEqual([
      { kind: 'rejected', problem: rejected },
    ]);
  });

  it('who opted out elsewhere stays out here', async () => {
    const read = await readFileText('phone,DND\n3125550142,All\n3125550143,\n3125550144,false\n');
    expect(read.readings.map(({ kind }) => kind)).toEqual(['rejected', 'lead', 'lead']);
  });
});

describe('a row is taken, with a word about what was left out', () => {
  it('when one of phone and email is good', async () => {
    const read = await readFileText('phone,email\n12,maria@example.com\n');
    expect(read.readings).toMatchObject([
      {
        kind: 'lead',
        lead: {
          phone: null,
          textable: false,
          email: 'maria@example.com',
          fields: new Map([['phone', '12']]),
        },
        notes: [{ line: 2, column: 'phone', seen: '12' }],
      },
    ]);
  });

  it('when the clock of the form runs a little ahead: then the time is unknown', async () => {
    const read = await readFileText('phone,created_at\n3125550142,2026-03-03T16:30:00Z\n');
    expect(read.readings).toMatchObject([
      { kind: 'lead', lead: { receivedAt: null, fields: new Map([['created_at', '2026-03-03T16:30:00Z']]) } },
    ]);
  });
});

describe('bytes that are not UTF-8', () => {
  it('are read as windows-1252, line by line, and it is said how many', async () => {
    const bytes = Buffer.concat([
      Buffer.from('phone,first name\n3125550142,José\n', 'utf8'),
      Buffer.from('3125550143,Ren\xe9e \x96 x\n', 'latin1'),
    ]);
    const read = await readFileText(bytes);
    expect(read.encoding).toBe('windows-1252');
    expect(read.readings).toMatchObject([
      { lead: { firstName: 'José' } },
      { lead: { firstName: 'Renée – x' } },
    ]);
  });

  it.each(['\r', '\r\n', '\n'])('line ends %j are all line ends', async (end) => {
    const read = await readFileText(['phone,name', '3125550142,Maria', '3125550143,Ben', ''].join(end));
    expect(read.readings).toMatchObject([{ lead: { firstName: 'Maria' } }, { lead: { firstName: 'Ben' } }]);
  });
});
