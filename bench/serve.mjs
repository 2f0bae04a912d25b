/** How soon a webhook is committed and answered while a tick works through 10,000 leads beside it, and how soon a posted lead has its text. */
import { spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openWorkspace } from '../dist/engine/open-workspace.js';
import { tick } from '../dist/engine/tick.js';
import { machine, must } from './harness.mjs';
import { dueWorkspace, emptyWorkspace, SEQ } from './workspace.mjs';

const SID = 'ACfa4e0000000000000000000000000001';
const TOKEN = 'fake-auth-token';
const KEY = 'bench-key';
const PUBLIC = 'https://seq.example.com';
const ENV = { ...process.env, LEADSEQ_TWILIO_TOKEN: TOKEN, LEADSEQ_LEADS_KEY: KEY };
const WARM = 20;
const LIMITS = { commit: 50, answer: 1_000 };

if (process.argv[2] === 'tick') await tickThrough(process.argv[3]);
else await measure(Number(process.argv[2] ?? 10_000), Number(process.argv[3] ?? 200));

/** A provider that accepts at once: the tick writes as fast as it can. */
async function tickThrough(root) {
  const opened = await openWorkspace(root, { env: {}, now: Date.now(), random: randomBytes });
  if (!opened.ok) throw new Error(opened.error.message);
  let accepted = 0;
  const send = async () => ({ kind: 'sent', providerId: `accepted-${++accepted}` });
  const provider = { name: 'bench', live: true, send };
  const { sent } = await tick(opened.value, {
    now: Date.now,
    random: randomBytes,
    transports: { sms: provider, email: provider },
    signal: new AbortController().signal,
  });
  await opened.value.db.close();
  process.stdout.write(`${sent}\n`);
}

async function measure(due, leads) {
  const dir = mkdtempSync(join(tmpdir(), 'leadseq-bench-'));
  process.stdout.write(`${machine()}\n`);
  try {
    report(`webhook to answer, beside a tick of ${due}`, await commits(dir, due), LIMITS.commit);
    report('lead posted to text accepted', await answers(dir, leads), LIMITS.answer);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function commits(dir, due) {
  const root = dueWorkspace(dir, { enrollments: due, due, at: Date.now() - 1_000 });
  settle(root, 'providers: { sms: outbox }');
  const { child, url } = await serve(root, '--no-send');
  // A process that has just begun loads what it needs with the first request.
  for (let n = 0; n < WARM; n++) await postText(url, 1_000_000 + n);
  const ticking = spawn(process.execPath, [fileURLToPath(import.meta.url), 'tick', root]);
  let sent = '';
  ticking.stdout.on('data', (chunk) => {
    sent += chunk;
  });
  ticking.stderr.pipe(process.stderr);
  let over = false;
  ticking.on('exit', () => {
    over = true;
  });
  const times = [];
  for (let n = 0; !over; n++) {
    const began = performance.now();
    const status = await postText(url, n);
    times.push(performance.now() - began);
    if (status !== 200) throw new Error(`a webhook was answered with ${status}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  child.kill('SIGTERM');
  await once(child, 'exit');
  process.stdout.write(`\n${sent.trim()} messages went meanwhile\n`);
  return times;
}

async function answers(dir, leads) {
  const root = emptyWorkspace(dir, 'answers');
  const port = await freePort();
  const fake = spawn(process.execPath, [SEQ, 'dev', 'twilio', '--port', String(port), '--json']);
  await once(fake.stdout, 'data');
  settle(
    root,
    `providers: { sms: twilio }\ntwilio: { account_sid: ${SID}, base_url: "http://127.0.0.1:${port}" }`,
  );
  must(process.execPath, [SEQ, 'live', 'follow-up-7', '--sms', '--yes'], { cwd: root, env: ENV });
  must(process.execPath, [SEQ, 'live', 'follow-up-7', '--sms', '--more', '--yes'], { cwd: root, env: ENV });
  const { child, url } = await serve(root);
  const posted = new Map();
  for (let n = 0; n < leads; n++) {
    const area = ['312', '773', '847', '630', '708', '815', '217', '309', '618', '331'][n % 10];
    const phone = `+1${area}5550${100 + Math.floor(n / 10)}`;
    posted.set(phone, Date.now());
    const answer = await fetch(`${url}/leads/${businessOf(root)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
      body: JSON.stringify({ name: 'Ana Lopez', phone, source: 'Website' }),
    });
    if (answer.status !== 202)
      throw new Error(`a lead was answered with ${answer.status}: ${await answer.text()}`);
    await answer.arrayBuffer();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const ledger = async () => (await (await fetch(`http://127.0.0.1:${port}/__fake/ledger`)).json()).messages;
  const patience = Date.now() + 60_000;
  while ((await ledger()).length < leads) {
    if (Date.now() > patience)
      throw new Error(`${(await ledger()).length} of ${leads} leads have their text`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const times = (await ledger()).map(({ to, at }) => at - posted.get(to));
  for (const each of [child, fake]) {
    each.kill('SIGTERM');
    await once(each, 'exit');
  }
  return times;
}

function businessOf(root) {
  return /^ {2}([a-z][\w-]*):$/m.exec(readFileSync(join(root, 'leadseq.yaml'), 'utf8'))[1];
}

/** The settings that a site in production has, without its budgets. */
function settle(root, providers) {
  const id = businessOf(root);
  writeFileSync(
    join(root, 'leadseq.yaml'),
    `version: 1
businesses:
  ${id}:
    name: Bench Dental
    zone: America/Chicago
    sequence: follow-up-7
    booking_link: https://book.example.com
    agent: Sam
    postal_address: 1 Main St, Chicago, IL 60601
    senders: { sms: "+12025550100" }
    twilio: { account_sid: ${SID} }
policy: { budgets: { per_run: 1000000, per_minute: 1000000, per_sender_day: 1000000, first_run: 1000000 } }
public_url: ${PUBLIC}
${providers}
`,
  );
}

async function serve(root, ...words) {
  const port = await freePort();
  const child = spawn(process.execPath, [SEQ, 'serve', '--port', String(port), ...words], {
    cwd: root,
    env: ENV,
  });
  child.stderr.pipe(process.stderr);
  await once(child.stdout, 'data');
  child.stdout.resume();
  return { child, url: `http://127.0.0.1:${port}` };
}

async function postText(url, n) {
  const sid = `SM${n.toString(16).padStart(32, '0')}`;
  const fields = {
    AccountSid: SID,
    Body: 'Is Saturday possible?',
    From: `+1773555${1000 + (n % 9_000)}`,
    MessageSid: sid,
    To: '+12025550100',
  };
  const signed = `${PUBLIC}/tw/in${Object.entries(fields).flat().join('')}`;
  const answer = await fetch(`${url}/tw/in`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': createHmac('sha1', TOKEN).update(signed).digest('base64'),
    },
    body: new URLSearchParams(fields).toString(),
  });
  await answer.arrayBuffer();
  return answer.status;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function report(title, times, limit) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  const verdict = at(0.99) <= limit ? 'held' : 'MISSED';
  const figures = `median ${at(0.5).toFixed(1)} ms  p99 ${at(0.99).toFixed(1)} ms  most ${at(1).toFixed(1)} ms`;
  process.stdout.write(
    `${title}: ${sorted.length} times\n  ${figures}  limit of p99 ${limit} ms: ${verdict}\n`,
  );
}
