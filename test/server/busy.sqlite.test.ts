/** A SQLite file has one writer at a time: what `seq serve` answers while another process writes. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { asId, type DestinationKey } from '../../src/domain/ids.ts';
import { unsubscribeToken } from '../../src/engine/unsubscribe.ts';
import { createApp } from '../../src/server/app.ts';
import { listen } from '../../src/server/listen.ts';
import { openStore } from '../../src/store/open.ts';
import { openSqlite } from '../../src/store/sqlite-driver.ts';
import { createSite } from './site.ts';

it('a database that another process holds is told as passing, and the next click counts', async () => {
  const site = await createSite();
  const path = join(site.kit.ws.root, 'busy.db');
  const known = { pepper: site.kit.ws.pepper, now: site.kit.clock.now };
  const holder = await openStore({ path, create: true, ...known });
  const db = await openSqlite(path, { create: false, busyTimeout: 20 });
  const listening = await listen(createApp({ ...site.site, ws: { ...site.site.ws, db } }), 0, '127.0.0.1');
  const click = async (): Promise<readonly unknown[]> => {
    const token = unsubscribeToken(known.pepper, asId<DestinationKey>('0'.repeat(32)));
    const answer = await fetch(`${listening.url}/u/${token}`, { method: 'POST' });
    return [answer.status, answer.headers.get('retry-after')];
  };
  await holder.tx(async () => {
    expect(await click()).toEqual([503, '5']);
  });
  expect(await click()).toEqual([200, null]);
  await listening.close();
  await holder.close();
  await db.close();
  await site.close();
});
