/** The ways off the list that an email offers to mail programs. */
import { afterEach, beforeAll, expect, it } from 'vitest';
import { header, readMail } from './mail-reading.ts';
import { calm, email, key, nth, openPost, type Post } from './smtp-post.ts';

const LINK = 'https://seq.example.com/u/0123456789abcdef';
const OWN = 'hello+0123456789abcdef@bright.example.com';

let post: Post;
beforeAll(async () => {
  await import('nodemailer');
});
afterEach(() => post.close());

it.each([
  [
    'a link and an address of its own',
    { unsubscribe: LINK, unsubscribeTo: OWN },
    `<${LINK}>, <mailto:${OWN}`,
  ],
  ['the address alone', { unsubscribeTo: OWN }, `<mailto:${OWN}`],
  [
    'the sender, where what is given is not one address',
    { unsubscribeTo: `${OWN}, b@example.com` },
    '<mailto:hello@bright.example.com',
  ],
])('%s', async (_, over, expected) => {
  post = await openPost({});
  expect((await post.transport.send(email(), key({ ...nth(1), ...over }), calm())).kind).toBe('sent');
  const said = header(readMail(post.mails[0] ?? ''), 'List-Unsubscribe').replace(/\s+/g, ' ');
  expect(said).toBe(`${expected}?subject=unsubscribe>`);
});
