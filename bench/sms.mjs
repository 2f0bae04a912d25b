/** Texts a second through our Twilio transport, beside the SDK's own client and beside bare sockets, against one local server. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import twilio from 'twilio';
import { twilioTransport } from '../dist/transport/twilio.js';
import { machine, median, race, report, startServer } from './harness.mjs';

const ACCOUNT = `AC${'0'.repeat(31)}1`;
const SECRET = 'secret';
const FROM = '+13125550100';
const TO = '+13125550142';
const BODY = 'Hi Maria, a text of the usual length, about teeth whitening, with a question at its end?';
const CALLBACK = 'https://example.com/tw/s/0123456789abcdef0123456789abcdef';

/** As long as a real answer, and ready to be written: the server is a process of its own and costs next to nothing. */
const MADE = JSON.stringify({
  account_sid: ACCOUNT,
  api_version: '2010-04-01',
  body: BODY,
  date_created: 'Tue, 10 Mar 2026 15:00:00 +0000',
  date_sent: null,
  date_updated: 'Tue, 10 Mar 2026 15:00:00 +0000',
  direction: 'outbound-api',
  error_code: null,
  error_message: null,
  from: FROM,
  messaging_service_sid: null,
  num_media: '0',
  num_segments: '1',
  price: null,
  price_unit: 'USD',
  sid: `SM${'a'.repeat(32)}`,
  status: 'queued',
  subresource_uris: { media: `/2010-04-01/Accounts/${ACCOUNT}/Messages/SM${'a'.repeat(32)}/Media.json` },
  to: TO,
  uri: `/2010-04-01/Accounts/${ACCOUNT}/Messages/SM${'a'.repeat(32)}.json`,
});
const ANSWER = `HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(MADE)}\r\nConnection: keep-alive\r\n\r\n${MADE}`;

if (process.argv[2] === 'server') await serve();
else await measure(Number(process.argv[2] ?? 4_000), Number(process.argv[3] ?? 5));

/** Answers each request that has arrived whole; a request and its body may come in two pieces. */
async function serve() {
  const server = createServer({ noDelay: true }, (socket) => {
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (;;) {
        const head = text.indexOf('\r\n\r\n');
        if (head < 0) return;
        const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
        if (text.length < head + 4 + length) return;
        text = text.slice(head + 4 + length);
        socket.write(ANSWER);
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.stdout.write(`${server.address().port}\n`);
}

async function measure(messages, rounds) {
  const { child, port } = await startServer(fileURLToPath(import.meta.url));
  const url = `http://127.0.0.1:${port}`;

  const sdk = twilio(ACCOUNT, SECRET);
  sdk.api.baseUrl = url;
  const bySdk = async () => {
    const params = { to: TO, from: FROM, body: BODY, smartEncoded: false, validityPeriod: 3600 };
    const { sid } = await sdk.messages.create({ ...params, statusCallback: CALLBACK });
    return sid;
  };

  const transport = twilioTransport({
    accounts: new Map([
      ['b', { accountSid: ACCOUNT, apiKey: null, secret: SECRET, baseUrl: url, sender: FROM }],
    ]),
    statusCallback: 'https://example.com',
  });
  const message = { kind: 'sms', to: TO, from: FROM, body: BODY, segments: 1, encoding: 'GSM-7' };
  const at = Date.now();
  const key = { token: CALLBACK.slice(-32), business: 'b', at, validUntil: at + 7_200_000 };
  const byUs = async () => {
    const outcome = await transport.send(message, key, new AbortController().signal);
    return outcome.kind === 'sent' ? outcome.providerId : null;
  };

  const sockets = bareSockets(port);
  /** CPU of each round in microseconds a message, by contestant. */
  const cpu = new Map();
  const contestant = (name, send) => ({
    name,
    async run() {
      const before = process.cpuUsage();
      const began = performance.now();
      await inFlight(20, messages, send);
      const took = performance.now() - began;
      const { user, system } = process.cpuUsage(before);
      cpu.set(name, [...(cpu.get(name) ?? []), (user + system) / messages]);
      return took;
    },
  });
  process.stdout.write(`${machine()}\n`);
  const results = await race(
    [
      contestant('the SDK with its own client', bySdk),
      contestant('leadseq: the SDK on our wire', byUs),
      contestant('bare keep-alive sockets', sockets.send),
    ],
    { rounds, warmups: 2 },
  );
  const name = `${messages.toLocaleString('en-US')} texts, 20 in flight`;
  report(name, results, { limit: { 'leadseq: the SDK on our wire': 1 / 3 } });
  for (const { name, median: middle } of results) {
    const rate = Math.round((messages / middle) * 1000).toLocaleString('en-US');
    // The first two rounds of each are warm-ups, in which everything is compiled.
    const each = median(cpu.get(name).slice(2)).toFixed(0);
    process.stdout.write(
      `  ${name.padEnd(44)} ${rate.padStart(7)} texts/s  ${each.padStart(5)} µs of CPU each\n`,
    );
  }
  await transport.close();
  sockets.close();
  child.kill();
}

/** Keeps `lanes` requests under way; a message that was not taken ends the bench. */
async function inFlight(lanes, count, send) {
  let left = count;
  const lane = async () => {
    while (left-- > 0) if (!/^SM[0-9a-f]{32}$/.test(await send())) throw new Error('a message was not taken');
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** The least that sends a text and reads its id: one write and one read on a socket that stays open. */
function bareSockets(port) {
  const free = [];
  const all = new Set();
  const open = () => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const one = { socket, done: null };
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const head = text.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (head < 0 || text.length < head + 4 + length) return;
      const { sid } = JSON.parse(text.slice(head + 4));
      text = '';
      free.push(one);
      one.done(sid);
    });
    all.add(socket);
    return one;
  };
  const authorization = Buffer.from(`${ACCOUNT}:${SECRET}`).toString('base64');
  return {
    send: () => {
      const form = new URLSearchParams({
        To: TO,
        From: FROM,
        Body: BODY,
        SmartEncoded: 'false',
        ValidityPeriod: '3600',
        StatusCallback: CALLBACK,
      }).toString();
      const one = free.pop() ?? open();
      return new Promise((resolve) => {
        one.done = resolve;
        one.socket.write(
          `POST /2010-04-01/Accounts/${ACCOUNT}/Messages.json HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic ${authorization}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}\r\n\r\n${form}`,
        );
      });
    },
    close: () => {
      for (const socket of all) socket.destroy();
    },
  };
}
