/** `seq dev` and `seq serve` as an operator types them: what they print, how they end, and what they say to a mistake. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import twilio from 'twilio';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort, type Terminal, type } from './terminal.ts';

const open: Terminal[] = [];
afterEach(async () => {
  for (const terminal of open.splice(0)) {
    terminal.ctrlC();
    await terminal.exit;
  }
});

const start = async (words: readonly string[], cwd?: string): Promise<Terminal> => {
  const terminal = type(words, cwd);
  open.push(terminal);
  const ended = terminal.exit.then(() => {
    throw new Error(`it ended at once: ${terminal.err()}`);
  });
  await Promise.race([ended, expect.poll(() => terminal.out(), { timeout: 100_000 }).not.toBe('')]);
  return terminal;
};

const once = async (words: readonly string[], cwd?: string): Promise<[number, string, string]> => {
  const terminal = type(words, cwd);
  const exit = await terminal.exit;
  return [exit, terminal.out(), terminal.err()];
};

const SID = 'ACfa4e0000000000000000000000000001';
const LEAD = '+13125550142';

function client(port: number): twilio.Twilio {
  const made = twilio(SID, 'fake-auth-token');
  made.api.baseUrl = `http://127.0.0.1:${port}`;
  return made;
}

describe('seq dev twilio', () => {
  it('says what to set, tells each text and answer in a line, and ends on Ctrl-C', async () => {
    const port = await freePort();
    const fake = await start(['dev', 'twilio', '--port', String(port)]);
    expect(
      fake.out(),
    ).toBe(`A Twilio for try-outs listens on http://127.0.0.1:${port}. It takes every text and sends none.
To send to it, put this into leadseq.yaml:

providers:
  sms: twilio
twilio:
  account_sid: ${SID}
  base_url: http://127.0.0.1:${port}

Each business there needs a number to send from: senders: { sms: "+13125550100" }.
And this into .env beside it, which only you may read (chmod 600 .env):

LEADSEQ_TWILIO_TOKEN=fake-auth-token

Answer as a lead, in another terminal: seq dev text +13125550142 "STOP" --port ${port}
Ctrl-C ends it; what it took is forgotten then.

`);
    const before = fake.out().length;
    const body =
      'Hi Maria, it’s Bright Dental. We got your message about implants. Is this for this week or later?';
    await client(port).messages.create({ to: LEAD, from: '+13125550100', body });
    expect(await once(['dev', 'text', '+1 (312) 555-0142', 'Stop', '--port', String(port)])).toEqual([
      0,
      '+13125550142 wrote to +13125550100: Stop\n',
      '',
    ]);
    expect(fake.out().slice(before)).toBe(
      [
        '15:00:00  text   +13125550100 to +13125550142, queued: Hi Maria, it’s Bright De…',
        '15:00:00  lead   +13125550142 to +13125550100: Stop',
        '15:00:00  reply  by Twilio to +13125550142: You have successfully been unsubscr…',
        '',
      ].join('\n'),
    );
    fake.ctrlC();
    expect(await fake.exit).toBe(0);
    await expect(fetch(`http://127.0.0.1:${port}/__fake`)).rejects.toThrow();
  });

  it('as JSON is one object a line, each with its kind', async () => {
    const port = await freePort();
    const fake = await start(['dev', 'twilio', '--port', String(port), '--json']);
    await client(port).messages.create({ to: LEAD, from: '+13125550100', body: 'Hi' });
    const lines = fake
      .out()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([
      { version: 1, kind: 'dev_twilio', url: `http://127.0.0.1:${port}`, account: SID },
      {
        version: 1,
        kind: 'dev_twilio_event',
        at: '2026-03-10T15:00:00.000Z',
        event: 'taken',
        sid: expect.stringMatching(/^SM/),
        from: '+13125550100',
        to: LEAD,
        service: null,
        body: 'Hi',
        status: 'queued',
        errorCode: null,
      },
    ]);
  });

  it('shows no control character that a lead typed', async () => {
    const port = await freePort();
    const fake = await start(['dev', 'twilio', '--port', String(port)]);
    await once(['dev', 'text', LEAD, 'Hi\u001b[2J\nthere', '--port', String(port)]);
    expect(fake.out()).toContain(': Hi\\x1b[2J there\n');
  });

  it('never prints a token that it was given', async () => {
    const port = await freePort();
    const fake = await start(['dev', 'twilio', '--port', String(port), '--token', 'my-own-token']);
    expect(fake.out()).toContain('LEADSEQ_TWILIO_TOKEN=the token you gave\n');
    expect(fake.out()).not.toContain('my-own-token');
  });

  it('takes faults when it starts and while it runs, and keeps a ledger on the disk', async () => {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'leadseq-dev-'));
    const words = ['--port', String(port)];
    await start(['dev', 'twilio', ...words, '--faults', '503', '--ledger', 'ledger.jsonl'], folder);
    const { messages } = client(port);
    const text = { to: LEAD, from: '+13125550100', body: 'Hi' };
    await expect(messages.create(text)).rejects.toMatchObject({ status: 503 });
    expect(await once(['dev', 'faults', 'accept-then-drop:x1', ...words])).toEqual([
      0,
      'What goes wrong now: accept-then-drop:x1\n',
      '',
    ]);
    await expect(messages.create(text)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await messages.create(text);
    const kinds = readFileSync(join(folder, 'ledger.jsonl'), 'utf8').trim().split('\n');
    expect(kinds.map((line) => [JSON.parse(line).kind, JSON.parse(line).fault])).toEqual([
      ['request', '503'],
      ['request', 'accept-then-drop'],
      ['message', 'accept-then-drop'],
      ['request', null],
      ['message', null],
    ]);
    rmSync(folder, { recursive: true });
  });

  it.each(['twilio', 'smtp'])('says so when the port of %s is taken, and ends', async (which) => {
    const port = await freePort();
    await start(['dev', 'twilio', '--port', String(port)]);
    expect(await once(['dev', which, '--port', String(port)])).toEqual([
      3,
      '',
      `seq: something else listens on port ${port} of this machine\nName another: --port ${port + 1}\n`,
    ]);
  });
});

describe('a mistake', () => {
  it.each([
    [['dev'], 2, 'dev needs a word: twilio, text, phone, faults or smtp'],
    [['dev', 'twillio'], 2, "unknown word 'twillio' after 'dev'; did you mean twilio?"],
    [
      ['dev', 'twilio', '--account', 'AC1'],
      2,
      '"AC1" is no account SID: it takes AC and 32 hexadecimal digits',
    ],
    [['dev', 'twilio', '--number', '5550142'], 2, '"5550142" is no phone number'],
    [['dev', 'twilio', '--deliver-to', 'here'], 2, '"here" is no address'],
    [['dev', 'twilio', '--faults', 'teapot'], 2, '"teapot" is no fault. A fault is 429, 500,'],
    [['dev', 'twilio', '--port', '70000'], 2, '--port 70000 is too high'],
    [['dev', 'twilio', '--lag', '99999999'], 2, '--lag 99999999 is more than a day'],
    [['dev', 'text', LEAD, 'Hi', '--port', '9'], 3, 'no dev twilio answers on port 9 of this machine'],
    [['serve', '--port', '70000'], 2, '--port 70000 is too high'],
    [['serve'], 3, 'there is no workspace here'],
  ])('%j is answered with what is allowed', async (words, exit, message) => {
    const [code, out, err] = await once(words);
    expect([code, out]).toEqual([exit, '']);
    expect(err).toContain(message);
  });

  it('in a text to a running fake is told as the fake tells it', async () => {
    const port = await freePort();
    await start(['dev', 'twilio', '--port', String(port)]);
    const [code, , err] = await once(['dev', 'text', 'Maria', 'Hi', '--port', String(port)]);
    expect([code, err]).toEqual([2, 'seq: "from" must be a number such as +13125550142\n']);
  });
});

describe('seq serve', () => {
  const workspace = (settings: string): string => {
    const folder = mkdtempSync(join(tmpdir(), 'leadseq-serve-'));
    writeFileSync(
      join(folder, 'leadseq.yaml'),
      `version: 1\n${settings}businesses:\n  bright-dental:\n    name: Bright Dental\n    zone: America/Chicago\n`,
    );
    return folder;
  };

  it('says where it listens, answers, logs in JSON, and ends on Ctrl-C', async () => {
    const [port, folder] = [await freePort(), workspace('public_url: https://seq.example.com\n')];
    const serve = await start(['serve', '--port', String(port), '-C', folder]);
    const url = `http://127.0.0.1:${port}`;
    expect(await (await fetch(`${url}/readyz`)).text()).toBe('ready\n');
    await fetch(`${url}/u/x`, { method: 'POST' });
    serve.ctrlC();
    expect(await serve.exit).toBe(0);
    expect(serve.err()).toBe('');
    const time = '2026-03-10T15:00:00.000Z';
    expect(
      serve
        .out()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { time, level: 'info', event: 'listening', url, public_url: 'https://seq.example.com' },
      { time, level: 'info', event: 'unsubscribed', result: 'unknown' },
      { time, level: 'info', event: 'stopping', signal: 'SIGINT' },
      { time, level: 'info', event: 'stopped' },
    ]);
    rmSync(folder, { recursive: true });
  });

  it('warns of what nobody will be able to use', async () => {
    const [port, folder] = [await freePort(), workspace('')];
    const serve = await start(['serve', '--port', String(port), '-C', folder]);
    expect(serve.err()).toContain('warning: public_url is not set');
    rmSync(folder, { recursive: true });
    const other = workspace(
      `public_url: https://seq.example.com\nproviders: { sms: twilio }\ntwilio: { account_sid: ${SID} }\n`,
    );
    const mute = await start(['serve', '--port', String(await freePort()), '-C', other]);
    expect(mute.err()).toContain('status callbacks are refused for bright-dental: no auth token');
    rmSync(other, { recursive: true });
  });

  it('says so when its port is taken', async () => {
    const [port, folder] = [await freePort(), workspace('public_url: https://seq.example.com\n')];
    await start(['serve', '--port', String(port), '-C', folder]);
    expect(await once(['serve', '--port', String(port), '-C', folder])).toEqual([
      3,
      '',
      `seq: something else listens there already: 127.0.0.1, port ${port}\nName another port: --port 8081\n`,
    ]);
    rmSync(folder, { recursive: true });
  });
});
