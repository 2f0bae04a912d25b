/** The mail server for try-outs: what it takes is written down, and each fault happens where it says. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type DevSmtp, type DevSmtpOptions, startDevSmtp } from '../../src/server/dev-smtp.ts';
import { drawing, parseFaults, type SmtpFault } from '../../src/server/dev-smtp-faults.ts';
import { wire } from './smtp-wire.ts';

let server: DevSmtp | null = null;
const start = async (options: Partial<DevSmtpOptions> = {}): Promise<DevSmtp> => {
  server = await startDevSmtp({ now: () => Date.UTC(2026, 2, 10, 15), ...options });
  return server;
};
afterEach(async () => {
  await server?.close();
  server = null;
});

/** One whole conversation; what each step was answered, until something goes wrong. Where the step of that number is to meet silence, it is not waited for long. */
async function talk(port: number, silent = -1): Promise<readonly string[]> {
  const patience = (step: number): number | undefined => (step === silent ? 1_500 : undefined);
  const { greeting, wire: client } = await wire(port, patience(0));
  const said: string[] = [greeting];
  const lines = [
    'EHLO me.example.com',
    'AUTH PLAIN AHVzZXIAcGFzcw==',
    'MAIL FROM:<us@example.com>',
    'RCPT TO:<ana@example.org>',
    'DATA',
    'Message-ID: <1@example.com>\r\nSubject: =?UTF-8?Q?Caf=C3=A9?= =?utf-8?b?IOKYlQ==?=\r\n\r\nHello\r\n..dots\r\n.',
  ];
  for (const line of lines) {
    if (!/^[23]/.test(said.at(-1) ?? '')) break;
    said.push(await client.say(line, patience(said.length)));
  }
  client.close();
  return said.map((reply) => reply.slice(0, 3));
}

describe('the mail server for try-outs', () => {
  it('takes any email and writes down who it was for, before it says so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'leadseq-mail-'));
    const ledger = join(folder, 'ledger.jsonl');
    const { port } = await start({ folder: join(folder, 'mails'), ledger });
    expect(await talk(port)).toEqual(['220', '250', '235', '250', '250', '354', '250']);
    const mail = {
      at: Date.UTC(2026, 2, 10, 15),
      to: ['ana@example.org'],
      from: 'us@example.com',
      messageId: '<1@example.com>',
      subject: 'Café ☕',
      resent: null,
    };
    expect(server?.ledger()).toEqual([mail]);
    expect(readFileSync(ledger, 'utf8')).toBe(`${JSON.stringify(mail)}\n`);
    const files = readdirSync(join(folder, 'mails'));
    expect(files).toEqual(['20260310T150000000Z-0001.eml']);
    const path = join(folder, 'mails', files[0] ?? '');
    expect(readFileSync(path, 'latin1')).toMatch(/\r\n\r\nHello\r\n\.dots\r\n$/);
    expect([statSync(path).mode & 0o777, statSync(ledger).mode & 0o777]).toEqual([0o600, 0o600]);
    rmSync(folder, { recursive: true });
  });

  const cases: readonly [string, readonly string[], number][] = [
    ['drop@connect', ['clo'], 0],
    ['hang@connect', ['sil'], 0],
    ['drop@greeting', ['clo'], 0],
    ['554@greeting', ['554'], 0],
    ['421@ehlo', ['220', '421'], 0],
    ['hang@ehlo', ['220', 'sil'], 0],
    ['535@auth', ['220', '250', '535'], 0],
    ['drop@mail', ['220', '250', '235', 'clo'], 0],
    ['550@rcpt', ['220', '250', '235', '250', '550'], 0],
    ['garbage@rcpt', ['220', '250', '235', '250', 'sil'], 0],
    ['451@data', ['220', '250', '235', '250', '250', '451'], 0],
    ['drop@body', ['220', '250', '235', '250', '250', '354', 'clo'], 0],
    ['421@body', ['220', '250', '235', '250', '250', '354', '421'], 0],
    ['554@dot', ['220', '250', '235', '250', '250', '354', '554'], 0],
    ['421@dot', ['220', '250', '235', '250', '250', '354', '421'], 0],
    ['drop@dot', ['220', '250', '235', '250', '250', '354', 'clo'], 0],
    ['hang@dot', ['220', '250', '235', '250', '250', '354', 'sil'], 0],
    ['drop@accepted', ['220', '250', '235', '250', '250', '354', 'clo'], 1],
    ['hang@accepted', ['220', '250', '235', '250', '250', '354', 'sil'], 1],
    ['garbage@accepted', ['220', '250', '235', '250', '250', '354', 'sil'], 1],
  ];
  it.each(cases)('%s: the client hears %j and the ledger holds %i', async (word, heard, taken) => {
    const faults = parseFaults(word);
    const happened: SmtpFault[] = [];
    const { port } = await start({
      faults: faults.ok ? faults.value : [],
      onFault: (one) => happened.push(one),
    });
    expect(await talk(port, heard.indexOf('sil'))).toEqual(heard);
    expect(server?.ledger().length).toBe(taken);
    expect(happened).toEqual(faults.ok ? faults.value : null);
  });

  it('goes on with the next message after a fault that left the line whole', async () => {
    const { port } = await start({
      faults: [
        { at: 'rcpt', act: 451, times: 1 },
        { at: 'dot', act: 554, times: 1 },
      ],
    });
    expect((await talk(port)).at(-1)).toBe('451');
    expect((await talk(port)).at(-1)).toBe('554');
    expect((await talk(port)).at(-1)).toBe('250');
    expect(server?.ledger().length).toBe(1);
  });

  it('answers several commands that came at once in their order', async () => {
    const { port } = await start({ faults: [{ at: 'rcpt', act: 550 }] });
    const { wire: client } = await wire(port);
    await client.say('EHLO me.example.com');
    const replies = [await client.say('MAIL FROM:<us@example.com>\r\nRCPT TO:<a@example.org>\r\nDATA')];
    replies.push(await client.say(''), await client.say(''));
    expect(replies.map((reply) => reply.slice(0, 3))).toEqual(['250', '550', '503']);
    client.close();
  });

  it('draws the same faults from the same seed, and about as many as asked for', () => {
    const faults = parseFaults('drop@rcpt:0.2,451@data:.1');
    if (!faults.ok) throw new Error(faults.error);
    const times = (seed: number): readonly (SmtpFault | null)[] => {
      const draw = drawing(faults.value, seed);
      return Array.from({ length: 2_000 }, () => draw('message'));
    };
    expect(times(7)).toEqual(times(7));
    expect(times(7)).not.toEqual(times(8));
    const dropped = times(7).filter((fault) => fault?.act === 'drop').length;
    expect(Math.abs(dropped - 400)).toBeLessThan(60);
    const draw = drawing(faults.value, 7);
    expect(Array.from({ length: 100 }, () => draw('session')).every((fault) => fault === null)).toBe(true);
  });

  it.each([
    '',
    'drop',
    'drop@lunch',
    '250@rcpt',
    'garbage@connect',
    '550@body',
    '550@accepted',
    'drop@rcpt:2',
  ])('refuses the fault "%s" and says what there is', (word) => {
    const read = parseFaults(word);
    expect(read.ok ? null : read.error).toMatch(
      /^"[^"]*" (is no fault|cannot be: .*)\. A fault is drop, hang, /,
    );
  });
});
