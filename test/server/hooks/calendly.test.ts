/** Calendly's words over a real socket: who is believed, and what a booking, a move, a cancellation and an empty chair do. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leadToken } from '../../../src/engine/lead-token.ts';
import { mergeLeads } from '../../../src/engine/merge.ts';
import type { TestSite } from '../site.ts';
import {
  calendarSite,
  calendly,
  FRIDAY,
  IN_THREE_YEARS,
  KEY,
  noShow,
  postCalendly,
  signedByCalendly,
  THURSDAY,
  uriOf,
  YESTERDAY,
} from './calendars.ts';

let site: TestSite;
beforeEach(async () => {
  site = await calendarSite();
});
afterEach(() => site.close());

const enroll = (lead: object = {}) =>
  site.kit.enroll({ sequence: 'chase', email: 'maria@example.com', ...lead });
const said = async (word: object): Promise<[number, unknown]> => {
  const answer = await postCalendly(site, word);
  return [answer.status, await answer.json()];
};
const sequences = async (): Promise<readonly string[]> =>
  (
    await site.kit.all(
      'SELECT w.said, e.state, e.end_code, e.anchor_at FROM enrollment e JOIN word w ON w.id = e.sequence_word ORDER BY e.id',
    )
  ).map((row) =>
    [row.said, row.state, row.end_code, row.said === 'reminders' ? iso(row.anchor_at) : null]
      .filter(Boolean)
      .join(' '),
  );
const iso = (at: unknown): string => new Date(Number(at)).toISOString();
const appointments = async (): Promise<readonly string[]> =>
  (await site.kit.all('SELECT starts_at, state, provider_id FROM appointment ORDER BY id')).map(
    (row) => `${iso(row.starts_at)} ${row.state} ${String(row.provider_id).split('/').at(-1)}`,
  );
const tasks = async (): Promise<readonly unknown[]> =>
  (await site.kit.all("SELECT title FROM task WHERE state = 'open' ORDER BY id")).map(({ title }) => title);

describe('what Calendly says', () => {
  it('stops the chase and starts the reminders when the lead has booked', async () => {
    const { contact } = await enroll();
    expect(await said(calendly('invitee.created'))).toEqual([200, { result: 'booked' }]);
    expect(await sequences()).toEqual(['chase stopped booked', `reminders active ${THURSDAY}`]);
    expect(await appointments()).toEqual([`${THURSDAY} booked A`]);
    expect(await site.kit.all('SELECT stage FROM contact WHERE id = ?', [contact])).toEqual([
      { stage: 'booked' },
    ]);
    expect(site.log.at(-1)).toEqual({
      level: 'info',
      event: 'booking',
      business: 'bright-dental',
      from: 'calendly',
      word: 'invitee.created',
      result: 'booked',
      leads: String(contact),
    });
  });

  it('moves the reminders with the appointment, whichever half of the move comes first', async () => {
    await enroll();
    await said(calendly('invitee.created'));
    const away = calendly('invitee.canceled', { rescheduled: true });
    expect(await said(away)).toEqual([200, { result: 'unchanged' }]);
    expect(await sequences()).toContain(`reminders active ${THURSDAY}`);
    expect(await said(calendly('invitee.created', { id: 'B', old: 'A', start: FRIDAY }))).toEqual([
      200,
      { result: 'moved' },
    ]);
    expect(await sequences()).toEqual(['chase stopped booked', `reminders active ${FRIDAY}`]);
    expect(await appointments()).toEqual([`${THURSDAY} cancelled A`, `${FRIDAY} booked B`]);
    expect(await tasks()).toEqual([]);
  });

  it('ends the reminders and asks for a new time when it is cancelled, and restarts nothing', async () => {
    await enroll();
    await said(calendly('invitee.created'));
    expect(await said(calendly('invitee.canceled'))).toEqual([200, { result: 'cancelled' }]);
    expect(await sequences()).toEqual([
      'chase stopped booked',
      `reminders stopped appointment_cancelled ${THURSDAY}`,
    ]);
    expect(await tasks()).toEqual(['Maria Lopez cancelled Thu 2026-03-12 10:00: find a new time']);
  });

  it('leaves the reminders of the other appointment when one of two is cancelled', async () => {
    await enroll();
    await said(calendly('invitee.created'));
    await said(calendly('invitee.created', { id: 'B', start: FRIDAY }));
    expect(await sequences()).toContain(`reminders active ${THURSDAY}`);
    await said(calendly('invitee.canceled', { id: 'B', start: FRIDAY }));
    expect(await sequences()).toEqual(['chase stopped booked', `reminders active ${THURSDAY}`]);
    expect(await tasks()).toEqual(['Maria Lopez cancelled Fri 2026-03-13 10:00: find a new time']);
    expect(await site.kit.all('SELECT script FROM task')).toEqual([
      { script: 'Another appointment stands: Thu 2026-03-12 10:00' },
    ]);
  });

  it('reminds of the one that stands when the nearer of two is cancelled', async () => {
    await enroll();
    await said(calendly('invitee.created', { id: 'B', start: FRIDAY }));
    await said(calendly('invitee.created'));
    expect(await sequences()).toEqual(['chase stopped booked', `reminders active ${THURSDAY}`]);
    await said(calendly('invitee.canceled'));
    expect(await sequences()).toEqual(['chase stopped booked', `reminders active ${FRIDAY}`]);
  });

  it('asks a person to see to a lead who did not come, and starts nothing', async () => {
    await enroll();
    await said(calendly('invitee.created'));
    expect(await said(noShow('A'))).toEqual([200, { result: 'missed' }]);
    expect(await appointments()).toEqual([`${THURSDAY} missed A`]);
    expect(await tasks()).toEqual(['Maria Lopez did not come Thu 2026-03-12 10:00: find a new time']);
    expect((await sequences()).filter((one) => one.includes('active'))).toEqual([]);
  });

  it.each([
    ['has passed', YESTERDAY, 'its time had passed when it was told'],
    ['is years ahead', IN_THREE_YEARS, 'its time is more than two years ahead'],
    ['is no time', 'next Tuesday', 'its time cannot be read'],
    ['has no zone', '2026-03-12T10:00:00', 'its time cannot be read'],
  ])(
    'makes no appointment of a time that %s, says why, and stops the chase all the same',
    async (_n, start, why) => {
      await enroll();
      expect(await said(calendly('invitee.created', { start }))).toEqual([200, { result: 'refused' }]);
      expect(await appointments()).toEqual([]);
      expect(await sequences()).toEqual(['chase stopped booked']);
      expect(await tasks()).toEqual([
        `Maria Lopez has booked by calendly, but ${why}: write it down, or find a new time`,
      ]);
      expect(site.log.at(-1)).toMatchObject({ level: 'warn', result: 'refused', reason: why });
    },
  );
});

describe('who has booked', () => {
  it('is told by our token, whatever address is typed', async () => {
    const other = await enroll({ email: 'other@example.com' });
    await enroll();
    const token = leadToken(site.kit.ws.pepper, other.contact);
    await said(calendly('invitee.created', { token }));
    expect(await site.kit.all('SELECT contact_id FROM appointment')).toEqual([{ contact_id: other.contact }]);
  });

  it('is told by the token of somebody who was merged into another since', async () => {
    const before = await enroll({ email: 'old@example.com', phone: null });
    const { contact } = await enroll({ phone: null });
    const token = leadToken(site.kit.ws.pepper, before.contact);
    await site.kit.ws.db.tx((handle) =>
      mergeLeads(handle, site.kit.ws, before.contact, contact, 'ana', site.kit.clock.now),
    );
    await said(calendly('invitee.created', { email: 'new@example.com', token }));
    expect(await site.kit.all('SELECT contact_id FROM appointment')).toEqual([{ contact_id: contact }]);
  });

  it('is told by the phone when the address is new, and by the address before the phone', async () => {
    const byPhone = await enroll({ phone: '+13125550142', email: 'p@example.com' });
    await said(calendly('invitee.created', { email: 'new@example.com', phone: '(312) 555-0142' }));
    expect(await site.kit.all('SELECT contact_id FROM appointment')).toEqual([
      { contact_id: byPhone.contact },
    ]);
    const byEmail = await enroll();
    await said(calendly('invitee.created', { id: 'B', phone: '(312) 555-0142' }));
    expect(await site.kit.all('SELECT contact_id FROM appointment ORDER BY id')).toEqual([
      { contact_id: byPhone.contact },
      { contact_id: byEmail.contact },
    ]);
  });

  it('is everybody who shares the address: all are stopped, and a task says so', async () => {
    const first = await enroll({ phone: '+13125550142' });
    const second = await enroll({ firstName: 'Jo', phone: '+13125550143' });
    expect(await said(calendly('invitee.created'))).toEqual([200, { result: 'booked' }]);
    expect((await sequences()).filter((one) => one === 'chase stopped booked')).toHaveLength(2);
    expect(await tasks()).toEqual([
      `2 leads share what the booking for Thu 2026-03-12 10:00 names, and all are stopped: Maria Lopez (${first.contact}), Jo Lopez (${second.contact})`,
    ]);
  });

  it('is nobody of another business', async () => {
    await enroll();
    expect((await postCalendly(site, calendly('invitee.created'), 'a-key-of-oak', 'oak-dental')).status).toBe(
      200,
    );
    expect((await sequences()).filter((one) => one.includes('stopped'))).toEqual([]);
  });

  it('is kept with a task when nobody here knows them, and nothing is sent to them', async () => {
    expect(await said(calendly('invitee.created'))).toEqual([200, { result: 'booked' }]);
    expect(await tasks()).toEqual([
      'Maria Lopez has booked for Thu 2026-03-12 10:00 and is no lead here: see whether it is one of yours',
    ]);
    await said(calendly('invitee.created', { id: 'B', start: FRIDAY }));
    expect([await site.kit.all('SELECT COUNT(*) AS n FROM contact'), (await tasks()).length]).toEqual([
      [{ n: 1 }],
      1,
    ]);
    expect(await sequences()).toEqual([]);
  });

  it('is stored and logged when not even an address is known', async () => {
    expect(await said(calendly('invitee.created', { email: null }))).toEqual([200, { result: 'nobody' }]);
    expect(site.log.at(-1)).toMatchObject({ level: 'warn', result: 'nobody', leads: '' });
    expect(await site.kit.all('SELECT source, kind, result FROM webhook')).toEqual([
      { source: 'calendly', kind: 'invitee.created', result: 'nobody' },
    ]);
  });
});

describe('who is believed', () => {
  const refused = async (answer: Promise<Response>): Promise<void> => {
    expect((await answer).status).toBe(403);
    expect(await site.kit.all('SELECT * FROM webhook')).toEqual([]);
  };
  const send = (body: string, signature: string | null, business = 'bright-dental') =>
    fetch(`${site.url}/hooks/calendly/${business}`, {
      method: 'POST',
      body,
      headers: signature === null ? {} : { 'calendly-webhook-signature': signature },
    });
  const body = JSON.stringify(calendly('invitee.created'));
  const now = (): number => Math.floor(site.kit.clock.now / 1_000);

  it('is nobody without the key, with another business’s, or with changed bytes', async () => {
    await refused(send(body, null));
    await refused(send(body, signedByCalendly(body, now(), 'another-key')));
    await refused(postCalendly(site, calendly('invitee.created'), 'a-key-of-oak'));
    await refused(send(`${body} `, signedByCalendly(body, now())));
    await refused(send(body, `t=${now()},v1=`));
    await refused(send(body, signedByCalendly(body, now()), 'no-such-business'));
  });

  it.each([
    [299, 200],
    [-299, 200],
    [301, 403],
    [-301, 403],
  ])('is who signed %i seconds ago: %i', async (ago, status) => {
    expect((await send(body, signedByCalendly(body, now() - ago))).status).toBe(status);
  });

  it('is whoever has either of two keys while one takes the other’s place', async () => {
    await site.close();
    site = await calendarSite({ env: { LEADSEQ_CALENDLY_KEY: `new-key ${KEY}` } });
    for (const key of [KEY, 'new-key'])
      expect((await postCalendly(site, calendly('invitee.created'), key)).status).toBe(200);
  });

  it('is nobody while no key is set, and the log says which', async () => {
    await site.close();
    site = await calendarSite({ env: {} });
    await refused(postCalendly(site, calendly('invitee.created')));
    expect(site.log.at(-1)).toMatchObject({ event: 'booking_refused', missing: 'LEADSEQ_CALENDLY_KEY' });
  });

  it.each([
    ['what is no JSON', 'no', 400],
    ['a list', '[]', 400],
    ['what names no booking', '{"event":"invitee.created","payload":{}}', 400],
    ['a name that would be a prototype', '{"event":"x","__proto__":{"payload":{"uri":"A"}}}', 400],
    ['what is too long', JSON.stringify({ a: 'a'.repeat(64 * 1024) }), 413],
  ])('and is answered %s: %s', async (_name, odd, status) => {
    expect((await send(odd, signedByCalendly(odd, now()))).status).toBe(status);
    expect(await site.kit.all('SELECT * FROM webhook')).toEqual([]);
  });

  it('is applied once, however often it is told', async () => {
    await enroll();
    expect(await said(calendly('invitee.created'))).toEqual([200, { result: 'booked' }]);
    for (let times = 0; times < 3; times += 1)
      expect(await said(calendly('invitee.created'))).toEqual([200, { result: 'known' }]);
    expect(await site.kit.all('SELECT provider_id FROM appointment')).toEqual([{ provider_id: uriOf('A') }]);
    expect(await site.kit.all('SELECT COUNT(*) AS n FROM webhook')).toEqual([{ n: 1 }]);
  });
});
