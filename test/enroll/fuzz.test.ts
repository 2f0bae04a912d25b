/** Whatever the file holds: nothing is thrown, every row is counted once, and a second reading changes nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, instant } from '../../src/domain/time.ts';
import { enrollStream } from '../../src/engine/enroll.ts';
import type { EnrollReport } from '../../src/engine/enroll-report.ts';
import { bytesOf, NOW, openTestWorkspace } from './workspace.ts';

const cell = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'Maria',
    'Ben',
    'web',
    'fb',
    'nowhere',
    '2026-03-03',
    '2020-01-01',
    'yes',
    '=1+1',
    '12',
  ),
  fc.constantFrom('3125550142', '(312) 555-0143', '312-555-0144 x1', '8005550142', '3125550142, 3125550143'),
  fc.constantFrom('maria@example.com', 'ben@example.org', 'b@y, evil@z', 'x'.repeat(120), '<test lead: x>'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const COLUMNS = [
  'name',
  'phone',
  'email',
  'source',
  'created_at',
  'id',
  'sms consent',
  'state',
  'zone',
  'interest',
];
const file = fc
  .subarray(COLUMNS, { minLength: 2 })
  .chain((columns) =>
    fc.tuple(
      fc.constant([...new Set(['phone', ...columns])]),
      fc.array(fc.array(cell, { minLength: columns.length - 1, maxLength: columns.length + 2 }), {
        maxLength: 25,
      }),
    ),
  )
  .map(([columns, rows]) => [columns, ...rows].map((row) => row.map(quoted).join(',')).join('\n'));

const total = (report: EnrollReport): number =>
  Object.values(report.counts).reduce((sum, count) => sum + count, 0);

describe('an arbitrary file', () => {
  it('is accounted for row by row, and read again enrolls nobody', async () => {
    const ws = await openTestWorkspace();
    let clock: number = NOW;
    try {
      await fc.assert(
        fc.asyncProperty(file, fc.boolean(), fc.integer({ min: 1, max: 300 }), async (text, dryRun, size) => {
          await ws.db.script(
            'DELETE FROM task; DELETE FROM enrollment; DELETE FROM lead; DELETE FROM contact; DELETE FROM destination;',
          );
          clock += 1_000;
          const at: Instant = instant(clock);
          const first = await enrollStream(ws, bytesOf(text, size), { source: 'web', dryRun }, () => at);
          if (first.stopped?.kind !== 'heading') expect(total(first)).toBe(first.rows);
          const [stored] = await ws.rows(
            'SELECT (SELECT count(*) FROM enrollment) AS e, (SELECT count(*) FROM lead) AS l',
          );
          expect(stored).toEqual(
            dryRun
              ? { e: 0, l: 0 }
              : { e: first.counts.enrolled, l: first.counts.enrolled + first.counts.repeated },
          );
          if (dryRun) return;
          const second = await enrollStream(ws, bytesOf(text, size), { source: 'web' }, () =>
            instant(clock + 500),
          );
          expect(second.counts.enrolled).toBe(0);
          const [after] = await ws.rows('SELECT count(*) AS e FROM enrollment');
          expect(after).toEqual({ e: first.counts.enrolled });
        }),
        { numRuns: 150 },
      );
    } finally {
      await ws.close();
    }
  });

  it('of plain noise is refused or counted, never thrown', async () => {
    const ws = await openTestWorkspace();
    try {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (noise) => {
          const bytes = Buffer.concat([Buffer.from('phone,name\n'), noise]);
          const report = await enrollStream(
            ws,
            bytesOf(bytes, 64),
            { source: 'web', dryRun: true },
            () => NOW,
          );
          if (report.stopped === null) expect(total(report)).toBe(report.rows);
        }),
        { numRuns: 200 },
      );
    } finally {
      await ws.close();
    }
  });
});

describe('a file of several pieces', () => {
  const rows = (count: number, offset = 0): string =>
    Array.from(
      { length: count },
      (_, at) => `Lead${at},+1312${2_000_000 + at + offset},lead${at + offset}@example.com,web\n`,
    ).join('');
  const text = `name,phone,email,source\n${rows(10_500)}${rows(10)}Late,3125550142,,Paid social\n`;

  it('is stored piece by piece, and a rehearsal counts the same', async () => {
    const ws = await openTestWorkspace();
    try {
      const rehearsal = await enrollStream(ws, bytesOf(text, 65_536), { dryRun: true }, () => NOW);
      const report = await enrollStream(ws, bytesOf(text, 65_536), {}, () => NOW);
      expect(report.counts).toMatchObject({ enrolled: 10_500, already: 10, rejected: 1 });
      expect(rehearsal.counts).toMatchObject({ enrolled: 10_500, repeated: 10, rejected: 1 });
      expect(report.rejected).toEqual([
        { line: 10_512, column: null, seen: 'source Paid social', allowed: 'facebook, web_form, google_lsa' },
      ]);
      // On a server the rehearsal's ids are used up, and the first one is another.
      const [row] = await ws.rows('SELECT MIN(id) AS first FROM enrollment');
      const first = Number(row?.first);
      expect(await ws.rows("SELECT data FROM event WHERE kind = 'enrolled' ORDER BY seq")).toEqual([
        { data: JSON.stringify({ first, last: first + 9_999, count: 10_000 }) },
        { data: JSON.stringify({ first: first + 10_000, last: first + 10_499, count: 500 }) },
      ]);
      expect(
        await ws.rows(
          "SELECT count(*) AS n FROM enrollment JOIN lead ON lead.id = lead_id JOIN contact ON contact.id = lead.contact_id JOIN destination ON destination.id = email_id WHERE enrollment.contact_id <> lead.contact_id OR destination.value NOT LIKE '%' || substr(first_name, 5) || '@example.com'",
        ),
      ).toEqual([{ n: 0 }]);
    } finally {
      await ws.close();
    }
  });

  it('that breaks off is enrolled up to there, and the rest when it is mended', async () => {
    const ws = await openTestWorkspace();
    try {
      const broken = `name,phone,source\n${'A,3125550142,web\n'}B,3125550143,"we`;
      const report = await enrollStream(ws, bytesOf(broken), {}, () => NOW);
      expect(report.stopped).toMatchObject({
        kind: 'file',
        line: 3,
        message: 'line 3 has a cell that opens with a quote (") and never closes it',
      });
      expect(report.counts.enrolled).toBe(1);
      const mended = await enrollStream(ws, bytesOf(`${broken}b"\n`), {}, () => instant(NOW + 1));
      expect(mended.counts).toMatchObject({ enrolled: 1, already: 1 });
    } finally {
      await ws.close();
    }
  });
});
