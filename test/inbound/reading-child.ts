/** Reads one mail in a process of its own, and says what came of it and how much memory that took. */
import { readMail } from '../../src/engine/read-mail.ts';

const TEN = 10 * 1024 * 1024;
const HEAD = 'From: a@example.com\r\nMessage-ID: <one@example.com>\r\n';

/** As long as may be: `unit` over and over below the head. */
function filled(headers: string, unit: string): Buffer {
  const whole = Buffer.alloc(TEN, unit);
  whole.write(`${HEAD}${headers}\r\n`);
  return whole;
}

const picture = (): string =>
  Buffer.alloc(7_300_000, 7)
    .toString('base64')
    .replace(/.{76}/g, (line) => `${line}\r\n`);

const MAILS: Readonly<Record<string, () => Uint8Array>> = {
  'ten million empty lines': () => filled('', '\n'),
  'as many empty lines as are read': () => Buffer.from(`${HEAD}\r\n${'\n'.repeat(199_990)}`),
  'as many lines as are read': () => filled('', `${'a'.repeat(54)}\n`),
  'as many that flow on': () =>
    filled('Content-Type: text/plain; format=flowed\r\n', `> > a ${'b'.repeat(46)} \r\n`),
  'one line': () => filled('', 'a'),
  'a picture, and a text below it': () =>
    Buffer.from(
      `${HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n${picture()}\r\n--b\r\n\r\nPlease stop.\r\n--b--\r\n`,
    ),
  'only HTML': () =>
    filled(
      'Content-Type: text/html\r\n',
      '<p>a <b>b</b> text<br>and <i>much</i> of it, as newsletters go</p>\n',
    ),
  'HTML that never closes': () => filled('Content-Type: text/html\r\n', `${'<div style="'.repeat(5)}\n`),
  'quoted signs': () => filled('Content-Transfer-Encoding: quoted-printable\r\n', `${'=41'.repeat(24)}=\r\n`),
};

const [, , name = ''] = process.argv;
const raw = MAILS[name]?.() ?? Buffer.alloc(0);
const read = await readMail(raw);
const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
const [text, from] = read.ok ? [read.mail.text.length, read.mail.from] : [read.reason, null];
const last = read.ok ? read.mail.text.trim().slice(-12) : '';
console.log(JSON.stringify({ bytes: raw.byteLength, text, from, last, megabytes }));
