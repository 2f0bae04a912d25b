/** An import whose piece the server undoes, because somebody else was at the same people: it begins again, and nobody is there twice. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { instant } from '../../src/domain/time.ts';
import { enrollStream } from '../../src/engine/enroll.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import type { Driver } from '../../src/store/driver.ts';
import { openPostgres } from '../../src/store/postgres-driver.ts';
import { bytesOf, NOW, openTestWorkspace } from '../enroll/workspace.ts';

vi.hoisted(() => {
  process.env.LEADSEQ_TEST_ENGINE = 'postgres';
});

const FIRST = `name,phone,source,received\nAna,3125550142,web,2026-03-01 10:00\nBo,3125550143,web,2026-03-01 10:00\n`;
/** They ask again, now with an address each: both contacts are changed, in the order of the file. */
const AGAIN = `name,phone,email,source,received\nAna,3125550142,ana@example.com,web,2026-03-02 10:00\nBo,3125550143,bo@example.com,web,2026-03-02 10:00\nCy,3125550144,cy@example.com,web,2026-03-02 10:00\n`;

const TOUCH = 'UPDATE contact SET urgency = urgency WHERE first_name = ?';
const WAITING = `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

test("a deadlock that the server breaks at the import's cost: the piece is done anew, once", async () => {
  const ws = await openTestWorkspace();
  const url = readFileSync(join(ws.root, 'leadseq.db.url'), 'utf8');
  const [other, onlooker] = [await openPostgres(url), await openPostgres(url)];
  try {
    await enrollStream(ws, bytesOf(FIRST), {}, () => NOW);
    const ends: string[] = [];
    const tx: Driver['tx'] = async (work) => {
      try {
        const done = await ws.db.tx(work);
        ends.push('committed');
        return done;
      } catch (error) {
        ends.push(String((error as { cause?: { code?: string } }).cause?.code));
        throw error;
      }
    };
    const watched: Workspace = { ...ws, db: { ...ws.db, tx } };

    let enrolling: ReturnType<typeof enrollStream> | null = null;
    await other.tx(async (handle) => {
      // Whoever waits longest looks for deadlocks first, and gives way: that is to be the import.
      await handle.run(`SET LOCAL deadlock_timeout = '60s'`);
      await handle.run(`SET LOCAL lock_timeout = '60s'`);
      await handle.run(TOUCH, ['Bo']);
      enrolling = enrollStream(watched, bytesOf(AGAIN), {}, () => instant(NOW + 1));
      // It has changed Ana and waits for Bo.
      await vi.waitFor(async () => expect(await onlooker.all(WAITING)).toEqual([{ n: 1 }]), 100_000);
      await handle.run(TOUCH, ['Ana']);
    });
    const report = await (enrolling as unknown as ReturnType<typeof enrollStream>);

    expect(['40P01', '55P03']).toContain(ends[0]);
    expect(ends.slice(1)).toEqual(['committed']);
    expect(report.counts).toMatchObject({ enrolled: 1, again: 2, already: 0, rejected: 0 });
    expect(
      await ws.rows(
        'SELECT first_name, count(*) AS leads, count(DISTINCT email_id) AS addresses FROM contact JOIN lead ON lead.contact_id = contact.id GROUP BY first_name ORDER BY first_name',
      ),
    ).toEqual([
      { first_name: 'Ana', leads: 2, addresses: 1 },
      { first_name: 'Bo', leads: 2, addresses: 1 },
      { first_name: 'Cy', leads: 1, addresses: 1 },
    ]);
    expect(await ws.rows('SELECT count(*) AS n FROM enrollment')).toEqual([{ n: 3 }]);
  } finally {
    await other.close();
    await onlooker.close();
    await ws.close();
  }
});
