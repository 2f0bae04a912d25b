/** A link of a message leads on to where it was meant to lead, which stands in no address and cannot be changed by one. */
import { isbot } from 'isbot';
import { findLink, noteClick } from '../../engine/clicks.ts';
import { isDatabaseBusy } from '../../engine/database-busy.ts';
import { PAGE_POLICY, page } from '../page.ts';
import type { Call, Route, Site } from '../site.ts';

export const CLICK: Route = {
  path: '/c/:token',
  about:
    'Leads on to where a link of a message was meant to lead; a person’s click is noted, a scanner’s is not one.',
  proof: null,
  answers: [
    [302, 'leads on'],
    [404, 'no link of a message'],
  ],
  GET: lead,
};

const UNKNOWN = page('No such page', [
  '<h1>This link leads nowhere</h1>',
  '<p>It may not be complete. Please open it in the message that it came in, or answer that message.</p>',
]);

async function lead(call: Call, site: Site): Promise<Response> {
  const link = await findLink(site.ws, call.req.param('token') ?? '');
  if (link === null) return call.html(UNKNOWN, 404, { 'content-security-policy': PAGE_POLICY });
  // Whoever asks only what is there has not opened it.
  if (call.req.method === 'GET') await note(call, site, link);
  return call.redirect(link.target, 302);
}

async function note(call: Call, site: Site, link: Parameters<typeof noteClick>[1]): Promise<void> {
  const userAgent = call.req.header('user-agent') ?? '';
  const header = (name: string): string => call.req.header(name)?.toLowerCase() ?? '';
  const opening = {
    userAgent,
    isMachine: isbot(userAgent),
    isPrefetch:
      /prefetch|prerender|preview/.test(
        `${header('sec-purpose')} ${header('purpose')} ${header('x-purpose')}`,
      ) || header('x-moz') === 'prefetch',
  };
  try {
    const by = await noteClick(site.ws, link, opening, site.now());
    site.log('info', 'click', { lead: String(link.contact), by });
  } catch (error) {
    // Whoever wants to book is not kept waiting because somebody else is writing.
    if (!isDatabaseBusy(error)) throw error;
    site.log('warn', 'click_not_stored', { lead: String(link.contact) });
  }
}
