/** The place in a mailbox: nothing before it is read again, nothing after it is missed, whatever dies and whatever is made anew. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asId, type BusinessId } from '../../src/domain/ids.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { tick } from '../../src/engine/tick.ts';
import { unsubscribeToken } from '../../src/engine/unsubscribe.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import { destinationKey } from '../../src/store/destinations.ts';
import type { Driver } from '../../src/store/driver.ts';
import { BUSINESS, tickDefaults } from './kit.ts';
import { letter } from './letters.ts';
import { type MailboxKit, mailboxKit } from './mailbox-kit.ts';

let box: MailboxKit;
beforeEach(async () => {
  box = await mailboxKit();
});
afterEach(() => box.close());

const now = (): Date => new Date(box.kit.clock.now);
const ago = (ms: number): Date => new Date(box.kit.clock.now - ms);
const fetched = (): readonly string[] =>
  box.server.asked.filter((line) => line.startsWith('UID FETCH')).map((line) => line.split(' ')[2] ?? '');

describe('a mailbox that is read for the first time', () => {
  it('is read from the first email on, and a week back at most', async () => {
    box.server.deliver(letter({ from: 'long@example.com' }), ago(30 * DAY));
    await box.lead();
    expect(fetched()).toEqual([]);
    box.server.deliver(letter(), now());
    // As if the settings had named no mailbox until now.
    await box.kit.ws.db.run('DELETE FROM mailbox');
    box.kit.advance(20 * DAY);
    box.server.deliver(letter({ from: 'late@example.com' }), now());
    await box.tick();
    expect(fetched()).toEqual(['3']);
    expect(await box.mailbox()).toMatchObject({ uid_validity: 1_000, last_uid: 3 });
  });

  it('is begun anew when the settings name another one', async () => {
    await box.lead();
    box.server.deliver(letter(), now());
    box.kit.advance(5 * MINUTE);
    await box.tick();
    await box.kit.ws.db.run("UPDATE mailbox SET account = 'other@example.com/INBOX', last_uid = 900");
    box.server.deliver(letter({ text: 'And one more thing.' }), now());
    box.kit.advance(5 * MINUTE);
    await box.tick();
    expect(await box.meanings()).toEqual(['reply', 'reply']);
    expect(await box.mailbox()).toMatchObject({ account: 'hello@example.com@127.0.0.1/INBOX', last_uid: 2 });
  });
});

describe('a mailbox that was made anew', () => {
  it('is read again for the last days: what is known has no effect, what is new has', async () => {
    await box.lead();
    box.server.deliver(letter({ from: 'old@example.com' }), now());
    box.kit.advance(5 * MINUTE);
    await box.tick();
    box.kit.advance(9 * DAY);
    box.server.deliver(letter({ text: 'unsubscribe' }), now());
    await box.tick();
    // A person has lifted it since.
    await box.kit.ws.db.run('UPDATE suppression SET lifted_at = 1, lifted_seq = 1');
    box.server.deliver(letter({ from: 'new@example.com' }), now());
    box.server.remake();
    box.kit.advance(5 * MINUTE);
    expect((await box.tick()).received).toBe(1);
    expect(await box.kit.all('SELECT sender FROM inbound ORDER BY id')).toEqual([
      { sender: 'old@example.com' },
      { sender: 'maria@example.com' },
      { sender: 'new@example.com' },
    ]);
    expect(await box.kit.all('SELECT id FROM suppression WHERE lifted_at IS NULL')).toEqual([]);
    expect(fetched()).toEqual(['1', '2', '2', '3']);
    expect(await box.mailbox()).toMatchObject({ uid_validity: 1_001, last_uid: 3 });
  });
});

describe('many mails', () => {
  it('are read by parts, and no email goes before the last of them', async () => {
    await box.close();
    box = await mailboxKit({ limits: { mails: 3 } });
    await box.lead();
    for (const n of [1, 2, 3, 4, 5, 6, 7]) box.server.deliver(letter({ from: `p${n}@example.com` }), now());
    box.kit.advance(4 * DAY + HOUR);
    const seen: unknown[] = [];
    for (const _ of [1, 2, 3]) {
      const { sent, received, mailsHeld } = await box.tick();
      seen.push([sent, received, mailsHeld[0]?.detail]);
      box.kit.advance(MINUTE);
    }
    expect(seen).toEqual([
      [0, 3, '4 more mails are in it, and the next tick reads on'],
      [0, 3, '1 more mails are in it, and the next tick reads on'],
      [1, 1, undefined],
    ]);
  });
});

it('a mail of more than ten megabytes is read as far as that, and its text counts', async () => {
  await box.lead();
  const picture = Buffer.alloc(11 * 1024 * 1024, `${'A'.repeat(76)}\r\n`);
  const more = ['Content-Type: multipart/mixed; boundary=b'];
  const text = '--b\r\n\r\nPlease stop writing to me.\r\n--b\r\nContent-Type: image/jpeg\r\n';
  const raw = Buffer.concat([Buffer.from(`${letter({ more, text })}\r\n`), picture]);
  box.server.deliver(raw, now());
  box.kit.advance(5 * MINUTE);
  await box.tick();
  expect([await box.meanings(), await box.states()]).toEqual([['opt_out'], ['stopped']]);
  expect(box.server.asked.find((line) => line.startsWith('UID FETCH'))).toBe(
    'UID FETCH 1 (UID BODY.PEEK[]<0.10485760>)',
  );
});

it('a mail to the address of the button takes its reader off the list, once', async () => {
  await box.lead();
  const { pepper } = box.kit.ws;
  const token = unsubscribeToken(pepper, destinationKey(pepper, BUSINESS.id, 'email', 'maria@example.com'));
  const raw = letter({ from: 'home@example.net', to: `hello+${token}@example.com`, subject: '', text: '' });
  box.server.deliver(raw, now());
  box.kit.advance(5 * MINUTE);
  expect((await box.tick()).received).toBe(1);
  expect(await box.kit.all('SELECT channel, reason FROM suppression')).toEqual([
    { channel: 'email', reason: 'opted_out' },
  ]);
  await box.kit.ws.db.run('UPDATE suppression SET lifted_at = 1, lifted_seq = 1');
  box.server.deliver(raw, now());
  box.kit.advance(5 * MINUTE);
  expect((await box.tick()).received).toBe(0);
  expect(await box.kit.all('SELECT id FROM suppression WHERE lifted_at IS NULL')).toEqual([]);
});

it('of a mailbox that two businesses share each takes its own, and what names neither both do', async () => {
  const oak = { ...BUSINESS, id: asId<BusinessId>('oak'), senders: { email: 'oak@example.com' } };
  await box.close();
  box = await mailboxKit({ businesses: [BUSINESS, oak] });
  await box.lead();
  box.server.deliver(letter({ from: 'a@example.net' }), now());
  box.server.deliver(letter({ from: 'b@example.net', to: 'oak@example.com' }), now());
  box.server.deliver(letter({ from: 'c@example.net', to: 'list@example.org' }), now());
  box.kit.advance(5 * MINUTE);
  await box.tick();
  const rows = await box.kit.all(
    'SELECT b.slug, i.sender FROM inbound i JOIN business b ON b.id = i.business_id ORDER BY b.slug, i.sender',
  );
  expect(rows.map(({ slug, sender }) => `${slug} ${sender}`)).toEqual([
    'bright-dental a@example.net',
    'bright-dental c@example.net',
    'oak b@example.net',
    'oak c@example.net',
  ]);
});

class Killed extends Error {}

/** The database of a process that dies at its n-th commit, right before it or right after. */
function dyingAt(db: Driver, n: number, when: 'before' | 'after'): Driver {
  let commits = 0;
  let dead = false;
  const alive = (): void => {
    if (dead) throw new Killed('dead');
  };
  return {
    ...db,
    all: async (sql, params) => {
      alive();
      return db.all(sql, params);
    },
    run: async (sql, params) => {
      alive();
      return db.run(sql, params);
    },
    async tx(work) {
      alive();
      commits += 1;
      const last = commits === n;
      const done = await db.tx(async (handle) => {
        const result = await work(handle);
        if (last && when === 'before') {
          dead = true;
          throw new Killed('before the commit');
        }
        return result;
      });
      if (last) dead = true;
      alive();
      return done;
    },
  };
}

describe.each(['before', 'after'] as const)('a run that dies right %s a commit', (when) => {
  it('loses no mail and counts none twice, whichever commit it is', async () => {
    await box.lead();
    const outcomes: string[] = [];
    for (let n = 1; n <= 40; n += 1) {
      const [from, mails] = [`dies-${n}@example.net`, 3];
      for (let mail = 0; mail < mails; mail += 1) box.server.deliver(letter({ from }), now());
      box.kit.advance(5 * MINUTE);
      const ws: Workspace = { ...box.kit.ws, db: dyingAt(box.kit.ws.db, n, when) };
      const died = await tick(ws, {
        ...tickDefaults(box.kit.clock),
        transports: box.through(),
        watched: true,
      }).then(
        () => false,
        (error: unknown) => error instanceof Killed,
      );
      const [partly] = await box.kit.all('SELECT COUNT(*) AS n FROM inbound WHERE sender = ?', [from]);
      box.kit.advance(5 * MINUTE);
      await box.tick();
      const [whole] = await box.kit.all('SELECT COUNT(*) AS n FROM inbound WHERE sender = ?', [from]);
      expect([n, Number(whole?.n)]).toEqual([n, mails]);
      if (!died) break;
      outcomes.push(String(partly?.n));
    }
    // Control: it did die with none, some and all of them taken.
    expect(new Set(outcomes)).toEqual(new Set(['0', '1', '2', '3']));
    expect(outcomes.length).toBeLessThan(40);
    const events = await box.kit.all("SELECT COUNT(*) AS n FROM event WHERE kind = 'received'");
    const stored = await box.kit.all('SELECT COUNT(*) AS n FROM inbound');
    expect(events).toEqual(stored);
  });
});
