/** Cal.com's words over a real socket: never unsigned, moved in one word, and requests that are no appointment yet. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leadToken } from '../../../src/engine/lead-token.ts';
import type { TestSite } from '../site.ts';
import { CAL_KEY, cal, calendarSite, FRIDAY, postCal, THURSDAY } from './calendars.ts';

let site: TestSite;
beforeEach(async () => {
  site = await calendarSite();
});
afterEach(() => site.close());

const enroll = () => site.kit.enroll({ sequence: 'chase', email: 'maria@example.com' });
const said = async (word: object): Promise<unknown> => {
  const answer = await postCal(site, word);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { result: string }).result;
};
const appointments = async (): Promise<readonly string[]> =>
  (await site.kit.all('SELECT starts_at, state, provider_id FROM appointment ORDER BY id')).map(
    (row) => `${new Date(Number(row.starts_at)).toISOString()} ${row.state} ${row.provider_id}`,
  );
const anchors = async (): Promise<readonly unknown[]> =>
  (await site.kit.all("SELECT anchor_at FROM enrollment WHERE state = 'active'")).map(({ anchor_at: at }) =>
    new Date(Number(at)).toISOString(),
  );

describe('what Cal.com says', () => {
  it('books, moves and cancels, each in one word', async () => {
    await enroll();
    expect(await said(cal('BOOKING_CREATED'))).toBe('booked');
    expect(await anchors()).toEqual([THURSDAY]);
    expect(await said(cal('BOOKING_RESCHEDULED', { uid: 'U2', old: 'U1', start: FRIDAY }))).toBe('moved');
    expect([await anchors(), await appointments()]).toEqual([
      [FRIDAY],
      [`${THURSDAY} cancelled U1`, `${FRIDAY} booked U2`],
    ]);
    expect(await said(cal('BOOKING_CANCELLED', { uid: 'U2', start: FRIDAY }))).toBe('cancelled');
    expect(await anchors()).toEqual([]);
  });

  it('moves an appointment that keeps its name', async () => {
    await enroll();
    await said(cal('BOOKING_CREATED'));
    expect(await said(cal('BOOKING_RESCHEDULED', { start: FRIDAY }))).toBe('moved');
    expect(await appointments()).toEqual([`${FRIDAY} booked U1`]);
    expect(await anchors()).toEqual([FRIDAY]);
  });

  it.each(['BOOKING_REQUESTED', 'BOOKING_REJECTED', 'BOOKING_PAYMENT_INITIATED', 'FORM_SUBMITTED'])(
    'of %s is stored and makes no appointment',
    async (event) => {
      await enroll();
      expect(await said(cal(event))).toBe('noted');
      expect([await appointments(), (await anchors()).length]).toEqual([[], 1]);
      expect(await site.kit.all('SELECT kind, result FROM webhook')).toEqual([
        { kind: event, result: 'noted' },
      ]);
    },
  );

  it('knows the lead by our token in the metadata, and by a phone among the answers', async () => {
    const { contact } = await enroll();
    const token = leadToken(site.kit.ws.pepper, contact);
    await said(cal('BOOKING_CREATED', { email: 'x@example.com', token }));
    const other = await site.kit.enroll({ sequence: 'chase', phone: '+13125550177' });
    await said(cal('BOOKING_CREATED', { uid: 'U9', email: 'y@example.com', phone: '+1 312 555 0177' }));
    expect(await site.kit.all('SELECT contact_id FROM appointment ORDER BY id')).toEqual([
      { contact_id: contact },
      { contact_id: other.contact },
    ]);
  });

  it('makes a task of somebody who did not come', async () => {
    await enroll();
    await said(cal('BOOKING_CREATED'));
    const word = (noShow: boolean): object => ({
      triggerEvent: 'BOOKING_NO_SHOW_UPDATED',
      payload: { bookingUid: 'U1', attendees: [{ email: 'maria@example.com', noShow }] },
    });
    expect(await said(word(false))).toBe('noted');
    expect(await appointments()).toEqual([`${THURSDAY} booked U1`]);
  });

  it('marks the appointment of somebody who did not come as missed', async () => {
    await enroll();
    await said(cal('BOOKING_CREATED'));
    const attendees = [{ email: 'maria@example.com', noShow: true }];
    const word = { triggerEvent: 'BOOKING_NO_SHOW_UPDATED', payload: { bookingUid: 'U1', attendees } };
    expect(await said(word)).toBe('missed');
    expect(await appointments()).toEqual([`${THURSDAY} missed U1`]);
    expect((await site.kit.all('SELECT title FROM task')).map(({ title }) => title)).toEqual([
      'Maria Lopez did not come Thu 2026-03-12 10:00: find a new time',
    ]);
  });

  it.each([
    ['unsigned', null],
    ['signed with another key', 'another-key'],
  ])('is not believed when it is %s', async (_name, key) => {
    await enroll();
    expect((await postCal(site, cal('BOOKING_CREATED'), key)).status).toBe(403);
    expect(await appointments()).toEqual([]);
  });

  it('is not believed while no secret is set, not even when it is signed', async () => {
    await site.close();
    site = await calendarSite({ env: {} });
    expect((await postCal(site, cal('BOOKING_CREATED'), CAL_KEY)).status).toBe(403);
    expect((await postCal(site, cal('BOOKING_CREATED'), '')).status).toBe(403);
  });
});
