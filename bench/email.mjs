/** Emails a second through our transport, beside bare nodemailer with the same pool, against one local mail server. */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { smtpTransport } from '../dist/transport/smtp.js';
import { machine, median, race, report, startServer } from './harness.mjs';

const CONNECTIONS = 5;
/** More than there are connections, so that none of them waits for work. */
const IN_FLIGHT = 20;
const FROM = 'hello@bright.example.com';
const TO = 'ana@example.org';
const SUBJECT = 'Your request about teeth whitening';
const TEXT = `Hi Ana,\n\n${'a paragraph of the usual length, with a question at its end? '.repeat(12)}\n\n-- \nBright Dental, 1 Main St\n`;
const HTML = `<!doctype html>\n<html lang="en"><body>\n<p>Hi Ana,</p>\n<p>${TEXT}</p>\n</body></html>\n`;

const LINK = 'https://seq.example.com/u/0123456789abcdef0123456789abcdef0123456789abcdef';
const EARLIER = '<1@bright.example.com>';
/** Both send the same message. */
const HEADERS = {
  inReplyTo: EARLIER,
  references: [EARLIER],
  list: { unsubscribe: [[LINK, `mailto:${FROM}?subject=unsubscribe`]] },
  headers: { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
};

if (process.argv[2] === 'server') await serve();
else await measure(Number(process.argv[2] ?? 1_000), Number(process.argv[3] ?? 5));

/** A process of its own: it takes every email and forgets it. */
async function serve() {
  const behind = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onData: (stream, _session, callback) => {
      stream.resume();
      stream.on('end', () => callback());
    },
  });
  behind.on('error', () => undefined);
  const server = behind.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.stdout.write(`${server.address().port}\n`);
}

async function measure(messages, rounds) {
  const { child, port } = await startServer(fileURLToPath(import.meta.url));

  const bare = createTransport({
    pool: true,
    host: '127.0.0.1',
    port,
    ignoreTLS: true,
    maxConnections: CONNECTIONS,
  });
  const byBare = async () => {
    const message = { from: { name: 'Bright Dental', address: FROM }, to: TO, subject: SUBJECT };
    const { accepted } = await bare.sendMail({ ...message, ...HEADERS, text: TEXT, html: HTML });
    if (accepted.length !== 1) throw new Error('not accepted');
  };

  const account = { host: '127.0.0.1', port, security: 'none', user: null, password: null };
  const ours = smtpTransport({
    accounts: new Map([
      ['bright-dental', { ...account, connections: CONNECTIONS, name: 'Bright Dental', dkim: null }],
    ]),
  });
  let sent = 0;
  const byOurs = async () => {
    const at = Date.now();
    const key = {
      token: (sent++).toString(16).padStart(32, '0'),
      business: 'bright-dental',
      at,
      validUntil: at + 3_600_000,
      thread: [EARLIER],
      unsubscribe: LINK,
    };
    const message = { kind: 'email', to: TO, from: FROM, subject: SUBJECT, text: TEXT, html: HTML };
    const outcome = await ours.send(message, key, new AbortController().signal);
    if (outcome.kind !== 'sent') throw new Error(`${outcome.code}: ${outcome.detail}`);
  };

  const cpu = new Map();
  const timed = (name, send) => async () => {
    const before = process.cpuUsage();
    await many(messages, send);
    const { user, system } = process.cpuUsage(before);
    cpu.set(name, [...(cpu.get(name) ?? []), (user + system) / messages]);
  };
  const results = await race(
    [
      { name: 'bare nodemailer', run: timed('bare nodemailer', byBare) },
      { name: 'our transport', run: timed('our transport', byOurs) },
    ],
    { rounds, warmups: 1 },
  );
  bare.close();
  await ours.close();
  child.kill();
  process.stdout.write(`${machine()}\n`);
  // 0.9 of the peer's rate is 1.11 of its time.
  report(`${messages} emails over ${CONNECTIONS} connections`, results, {
    limit: { 'our transport': 1.11 },
  });
  for (const { name, median: middle } of results)
    process.stdout.write(
      `  ${name.padEnd(44)} ${Math.round((messages / middle) * 1_000)} emails/s, ${Math.round(median(cpu.get(name)))} µs CPU each\n`,
    );
}

async function many(count, send) {
  let left = count;
  const lane = async () => {
    while (left-- > 0) await send();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}
