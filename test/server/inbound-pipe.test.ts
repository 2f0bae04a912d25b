/** `seq inbound pipe` as an MTA runs it: what it says in its exit code, and that it repeats nothing of a mail. */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { scratchFolder, TUESDAY_10 } from '../engine/kit.ts';

let folder = '';
beforeEach(async () => {
  folder = scratchFolder();
  mkdirSync(join(folder, 'sequences'));
  chmodSync(folder, 0o700);
  writeFileSync(
    join(folder, 'leadseq.yaml'),
    [
      'version: 1',
      'businesses:',
      '  acme: { name: Acme, zone: America/Chicago, senders: { email: hello@example.com } }',
      '  oak: { name: Oak, zone: America/Chicago, mail: { addresses: [oak@example.com] } }',
      '',
    ].join('\n'),
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(words: readonly string[], stdin = ''): Promise<[number, string, string]> {
  let [out, err] = ['', ''];
  const stream = (write: (text: string) => void) => ({ write, isTTY: false, columns: 80 });
  const bytes = (async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from(stdin);
  })();
  const code = await main(words, {
    name: 'seq',
    program: ['/usr/bin/node', '/opt/leadseq/bin/seq'],
    stdin: Object.assign(bytes, { isTTY: false }),
    stdout: stream((text) => {
      out += text;
    }),
    stderr: stream((text) => {
      err += text;
    }),
    env: { NO_COLOR: '1' },
    cwd: folder,
    now: () => TUESDAY_10,
    random: (count) => new Uint8Array(count).fill(7),
    signal: new AbortController().signal,
  });
  return [code, out, err];
}

const mail = (to: string, more = ''): string =>
  `From: lead@example.net\r\nTo: ${to}\r\nMessage-ID: <1@example.net>\r\nSubject: secret subject\r\n${more}\r\nsecret words\r\n`;

it.each([[['inbound', 'pipe']], [['inbound', '--pipe']]])('stores a mail once: %j', async (words) => {
  expect(await run(words, mail('hello@example.com'))).toEqual([0, 'acme\treply\n', '']);
  expect(await run(words, mail('hello@example.com'))).toEqual([0, 'acme\tknown\n', '']);
});

it('finds the business by any of the addresses that the mail was sent to', async () => {
  const to = mail('someone@example.org', 'Cc: Hello+tag@example.com\r\nDelivered-To: oak@example.com\r\n');
  expect(await run(['inbound', 'pipe'], to)).toEqual([0, 'oak\treply\nacme\treply\n', '']);
});

it.each([
  ['to nobody here', mail('someone@example.org')],
  ['that is none', 'secret words'],
  ['that is too large', `${mail('hello@example.com')}${'secret words '.repeat(850_000)}`],
])('does not take one %s, and repeats nothing of it', async (_name, raw) => {
  const [code, out, err] = await run(['inbound', 'pipe'], raw);
  expect([code, out]).toEqual([1, '']);
  expect(err).not.toBe('');
  expect(err).not.toContain('secret');
});
