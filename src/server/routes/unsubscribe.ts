/** The way off the list: a page with one button, and the click of a mail program that needs no page. */
import { unsubscribe } from '../../engine/unsubscribe.ts';
import { readBody } from '../body.ts';
import { PAGE_POLICY, page } from '../page.ts';
import type { Call, Route, Site } from '../site.ts';

export const UNSUBSCRIBE: Route = {
  path: '/u/:token',
  about:
    'Takes an address off the list: the link of an email, and the one click of a mail program (RFC 8058).',
  proof: null,
  answers: [
    [
      200,
      'GET: a page with one button, and nothing has changed. POST: done; whether the token is ours is not told',
    ],
  ],
  GET: ask,
  POST: take,
};

const ASKING = page('Unsubscribe', [
  '<h1>Unsubscribe</h1>',
  '<p>Press the button, and no more emails will come to the address that this link was sent to.</p>',
  // Posts to the very address that it was shown at.
  '<form method="post"><button type="submit">Unsubscribe</button></form>',
]);

/** Also what a broken link gets, so it must hold for that one too. */
const DONE = page('Unsubscribed', [
  '<h1>You are unsubscribed</h1>',
  '<p>No more emails will come to the address that this link was sent to. You can close this page.</p>',
  '<p>Should another one come, then this link was not complete: please use the one in that email.</p>',
]);

/** Changes nothing: mail gateways open every link before anybody has seen the email. */
function ask(call: Call): Response {
  return call.html(ASKING, 200, { 'content-security-policy': PAGE_POLICY });
}

/**
 * The button, or the one click of RFC 8058, which posts `List-Unsubscribe=One-Click` in either form; what stands in the
 * body decides nothing. A token that is not ours gets the same page: nobody learns by trying which are.
 */
async function take(call: Call, site: Site): Promise<Response> {
  if ((await readBody(call)) === null) return call.text('Too large\n', 413);
  const done = await unsubscribe(site.ws, call.req.param('token') ?? '', site.now());
  const result = done.kind === 'unknown' ? 'unknown' : done.new ? 'new' : 'known';
  site.log('info', 'unsubscribed', { result });
  return call.html(DONE, 200, { 'content-security-policy': PAGE_POLICY });
}
