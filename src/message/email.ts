/** An email's two parts, with the footer that the law asks for: where the business is, and how to hear no more. */
import { bothParts } from './markdown.ts';
import { escapeHtml } from './wording.ts';

export interface Sender {
  readonly name: string;
  readonly postalAddress: string;
  /** The business's own, which becomes clickable where it stands alone; empty when there is none. */
  readonly bookingLink: string;
  /** Where one click ends these emails; left out when nothing answers there. */
  readonly unsubscribe?: string;
}

export interface EmailParts {
  /** The text part without its footer. */
  readonly body: string;
  readonly text: string;
  readonly html: string;
}

const BY_REPLY = 'If you would rather not hear from us, reply "unsubscribe" and we will stop.';
const BY_LINK = 'If you would rather not hear from us, ';
const BY_LINK_TOO = ' or reply "unsubscribe", and we will stop.';

/** Null for Markdown that cannot be read. Looks like a letter, not like a campaign: one column, the reader's own font sizes, nothing loaded from elsewhere. */
export function withFooter(markdown: string, subject: string, sender: Sender): EmailParts | null {
  const letter = bothParts(markdown, sender.bookingLink);
  if (!letter) return null;
  const address = `${sender.name}, ${sender.postalAddress}`;
  const { unsubscribe: link } = sender;
  const wayOut = link ? `${BY_LINK}open this link${BY_LINK_TOO}\n${link}` : BY_REPLY;
  const htmlWayOut = link
    ? `${BY_LINK}<a href="${escapeHtml(link)}">unsubscribe here</a>${escapeHtml(BY_LINK_TOO)}`
    : escapeHtml(BY_REPLY);
  const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:16px;font-family:sans-serif;line-height:1.5">
<div style="max-width:36em">
${letter.html}
<p style="margin-top:2em;font-size:85%;color:#595959">${escapeHtml(address)}<br>${htmlWayOut}</p>
</div>
</body>
</html>
`;
  // "-- " with its blank is how mail programs recognize where a signature begins.
  return { body: letter.text, text: `${letter.text}\n\n-- \n${address}\n${wayOut}\n`, html };
}
