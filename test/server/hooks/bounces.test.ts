/** What mail systems report over a real socket: a dead address gets none any more, and a full mailbox has three chances. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestSite } from '../site.ts';
import { mailSite, postMail, sendEmail, states, suppressed } from './mails.ts';

let site: TestSite;
beforeEach(async () => {
  site = await mailSite();
});
afterEach(() => site.close());

let mails = 0;
const taken = async (raw: string): Promise<unknown> => {
  const answer = await postMail(site, raw);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { result: string }).result;
};
const enroll = () => site.kit.enroll({ email: 'maria@example.com', phone: null });

describe('a report of a mail system', () => {
  const bounce = (
    status: string,
    recipient: string,
    quoted = '<x@example.org>',
    action = 'failed',
  ): string => {
    mails += 1;
    return [
      'From: MAILER-DAEMON@mx.example.net',
      'To: hello@example.com',
      'Subject: Undelivered Mail Returned to Sender',
      `Message-ID: <b${mails}@mx.example.net>`,
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'Your message could not be delivered.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example.net',
      '',
      `Final-Recipient: rfc822; ${recipient}`,
      `Action: ${action}`,
      `Status: ${status}`,
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${quoted}`,
      'Subject: Your request',
      '',
      '--b--',
      '',
    ].join('\r\n');
  };

  it.each(['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.2.1'])(
    '%s: nothing goes there again, and the sequence does what it says',
    async (status) => {
      await enroll();
      expect(await taken(bounce(status, 'maria@example.com'))).toBe('bounce');
      expect(await suppressed(site)).toEqual(['email bounced']);
      expect(await states(site)).toEqual(['finished']);
      expect(await site.kit.all('SELECT title FROM task')).toEqual([
        { title: 'Find another way to reach Maria' },
      ]);
    },
  );

  it('of a forwarded mail counts for the address that we had written to', async () => {
    await enroll();
    const id = await sendEmail(site);
    await taken(bounce('5.1.1', 'forwarded@example.net', id));
    expect(await suppressed(site)).toEqual(['email bounced']);
  });

  it.each(['4.2.2', '5.2.2', '4.4.1'])('%s: three of them are one that does not pass', async (status) => {
    await enroll();
    const seen: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      await taken(bounce(status, 'maria@example.com'));
      seen.push((await suppressed(site)).length);
    }
    expect(seen).toEqual([0, 0, 1, 1]);
  });

  it('told twice counts once', async () => {
    await enroll();
    const raw = bounce('4.2.2', 'maria@example.com');
    for (let n = 0; n < 4; n += 1) await taken(raw);
    expect(await suppressed(site)).toEqual([]);
  });

  it.each([
    ['refused for what it says', bounce('5.7.1', 'maria@example.com')],
    ['of somebody whom nobody here knows', bounce('5.1.1', 'stranger@example.net')],
    ['that it is only late', bounce('4.4.1', 'maria@example.com', '<x@example.org>', 'delayed')],
  ])('%s is held against nobody', async (_name, raw) => {
    await enroll();
    await taken(raw);
    expect([await suppressed(site), await states(site)]).toEqual([[], ['active']]);
  });
});
