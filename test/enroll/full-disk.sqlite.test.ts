/** A disk that fills up in the middle of an import; the fault is one of SQLite's own switches. */
import { expect, it } from 'vitest';
import { instant } from '../../src/domain/time.ts';
import { enrollStream } from '../../src/engine/enroll.ts';
import { bytesOf, NOW, openTestWorkspace } from './workspace.ts';

const ROWS = Array.from(
  { length: 20_500 },
  (_, at) => `Lead${at},+1312${2_000_000 + at},lead${at}@example.com,web\n`,
);
const ALL = `name,phone,email,source\n${ROWS.join('')}`;

it('a file that the disk has no room for keeps its whole pieces, and the rest comes when there is room', async () => {
  const ws = await openTestWorkspace();
  const counts = () =>
    ws.rows(
      'SELECT (SELECT count(*) FROM enrollment) AS enrollments, (SELECT count(*) FROM lead) AS leads, (SELECT count(*) FROM contact) AS contacts, (SELECT count(*) FROM destination) AS destinations',
    );
  try {
    const progress: number[] = [];
    await ws.db.script('PRAGMA max_page_count = 1400');
    await expect(
      enrollStream(ws, bytesOf(ALL, 65_536), { onProgress: (now) => progress.push(now.rows) }, () => NOW),
    ).rejects.toMatchObject({ kind: 'full' });
    expect(progress).toEqual([10_000]);
    expect(await counts()).toEqual([
      { enrollments: 10_000, leads: 10_000, contacts: 10_000, destinations: 20_000 },
    ]);
    await ws.db.script('PRAGMA max_page_count = 1000000');
    const rest = await enrollStream(ws, bytesOf(ALL, 65_536), {}, () => instant(NOW + 1));
    expect(rest.counts).toMatchObject({ enrolled: 10_500, already: 10_000, rejected: 0 });
    expect(await counts()).toEqual([
      { enrollments: 20_500, leads: 20_500, contacts: 20_500, destinations: 41_000 },
    ]);
  } finally {
    await ws.close();
  }
});
