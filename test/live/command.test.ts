/** `seq live` and what surrounds it, as somebody at a terminal meets them. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { instant } from '../../src/domain/time.ts';
import { createWorld, type World } from '../cli/world.ts';
import { stored } from '../store/test-store.ts';

const TOKEN = 'a-token-that-nobody-may-ever-read-0123';
const SETTINGS = `version: 1
businesses:
  acme:
    name: Acme Dental
    zone: America/Chicago
    booking_link: https://example.com/book
    postal_address: 1 Main St, Chicago, IL 60601
    senders: { sms: "+15005550006", email: hello@example.com }
    sequence: follow-up-7
providers: { sms: twilio }
twilio: { account_sid: ACfa4e0000000000000000000000000001, base_url: "http://127.0.0.1:9" }
`;

let world: World;
beforeEach(async () => {
  world = createWorld();
  await world.run('seq init --yes --name "Acme" --zone America/Chicago --sequence follow-up-7 > made.txt');
  world.writeFile(
    'leads.csv',
    'First name,Phone,Email,Source\nMaria,+13125550142,maria@example.com,Website form\n',
  );
  await world.run('seq enroll leads.csv > enrolled.txt');
  world.writeFile('leadseq.yaml', SETTINGS);
  world.writeFile('.env', `LEADSEQ_TWILIO_TOKEN=${TOKEN}\n`);
  chmodSync(path('.env'), 0o600);
});
afterEach(() => world.remove());

const path = (name: string): string => join(world.root, name);
const answer = async (line: string): Promise<readonly [text: string, code: string]> => {
  const text = await world.run(line);
  return [text, (await world.run('echo $?')).trim()];
};
const isLive = async (): Promise<boolean> =>
  (
    JSON.parse(await world.run('seq live --json')) as {
      sequences: { sequence: string; channel: string; state: string }[];
    }
  ).sequences.some((row) => row.sequence === 'follow-up-7' && row.channel === 'sms' && row.state === 'live');

/** The same command at a terminal, with something typed, before which something else may happen. */
async function typing(
  typed: string,
  meanwhile: () => Promise<unknown> = async () => undefined,
): Promise<readonly [text: string, code: number]> {
  let text = '';
  const say = (more: string): void => {
    text += more;
  };
  const stream = { write: say, isTTY: true, columns: 80 };
  const stdin = Object.assign(
    (async function* () {
      await meanwhile();
      yield new TextEncoder().encode(`${typed}\n`);
    })(),
    { isTTY: true },
  );
  const io: Io = {
    name: 'seq',
    program: [],
    stdin,
    stdout: stream,
    stderr: stream,
    env: { NO_COLOR: '1', ...(await world.setting()) },
    cwd: world.root,
    now: () => instant(Date.parse('2026-03-03T10:00:00-06:00')),
    random: (bytes) => new Uint8Array(bytes),
    signal: new AbortController().signal,
  };
  const code = await main(['live', 'follow-up-7'], io);
  return [text, code];
}

describe('agreeing', () => {
  it('needs the number of messages, typed', async () => {
    const [text, code] = await typing('1');
    expect(text).toContain('To agree, type the number of messages within a day (1): ');
    expect(code).toBe(0);
    expect(await isLive()).toBe(true);
  });

  it.each(['yes', '', '2'])('is not "%s"', async (typed) => {
    const [text, code] = await typing(typed);
    expect(text).toContain(`"${typed}" is not 1: nothing was changed`);
    expect(code).toBe(4);
    expect(await isLive()).toBe(false);
  });

  it('is to a number, and not to the leads who came while the question stood', async () => {
    const [text, code] = await typing('1', async () => {
      world.writeFile('more.csv', 'First name,Phone,Source\nSam,+17735550117,Website form\n');
      await world.run('seq enroll more.csv > enrolled.txt');
    });
    expect(text.replaceAll('\n', ' ')).toContain(
      'seq: you agreed to 1, and by now it is 2 messages within a day: nothing was changed ' +
        'To see what it is now: seq live follow-up-7 --dry-run',
    );
    expect(code).toBe(4);
    expect(await isLive()).toBe(false);
  });

  it('is to at most that number: fewer go without asking again', async () => {
    const [, code] = await typing('1', () => world.run('seq stop maria@example.com > stopped.txt'));
    expect(code).toBe(0);
    expect(await isLive()).toBe(true);
  });

  it('without a terminal needs --yes', async () => {
    const [text, code] = await answer('seq live follow-up-7');
    expect(text).toContain('nothing was changed: somebody must agree to the number of messages');
    expect(code).toBe('4');
    expect(await isLive()).toBe(false);
  });

  it('is not asked for by --dry-run, which changes nothing', async () => {
    const [text, code] = await answer('seq live follow-up-7 --dry-run');
    expect(text).toContain('Messages: 1 with the next tick, 1 within an hour, 1 within a day, to 1 person.');
    expect(code).toBe('0');
    expect(await isLive()).toBe(false);
  });
});

describe('what cannot go live', () => {
  it('is a channel that the outbox carries', async () => {
    expect(await answer('seq live follow-up-7 --email --yes')).toEqual([
      'seq: follow-up-7 cannot go live: emails are still carried by the outbox\n' +
        'Name the provider in leadseq.yaml first, such as: providers: { email: smtp }\n',
      '3',
    ]);
  });

  it('is a sequence that is not there', async () => {
    const [text, code] = await answer('seq live folow-up-7');
    expect(text).toContain('there is no sequence "folow-up-7"; did you mean follow-up-7?');
    expect(code).toBe('2');
  });

  it('is a business that lacks something: all of it is said, with its line, and nothing is sent', async () => {
    world.writeFile(
      'leadseq.yaml',
      SETTINGS.replace('sms: "+15005550006", ', '').replace(/account_sid: \w+, /, ''),
    );
    world.writeFile('.env', '');
    const [text, code] = await answer('seq tick');
    expect(text.split('\n').map((line) => line.replace(/Write:.*/, 'Write'))).toEqual([
      'seq: 3 things are missing before anything can be sent, and nothing was sent:',
      '  leadseq.yaml:11: the Twilio account is not named. Write',
      '  leadseq.yaml:8: no number that texts come from. Write',
      '  /home/you/.env: LEADSEQ_TWILIO_TOKEN is not set. Write',
      'Then look at all of it: seq doctor',
      '',
    ]);
    expect(code).toBe('3');
  });
});

describe('.env', () => {
  it('is refused when others can read it, with the command that mends it', async () => {
    chmodSync(path('.env'), 0o644);
    expect(await answer('seq tick')).toEqual([
      'seq: others can read the secrets: /home/you/.env has mode 644\n' +
        'Only its owner may. To mend it: chmod 600 /home/you/.env\n',
      '3',
    ]);
  });

  it('gives way to the environment', async () => {
    world.writeFile('.env', 'LEADSEQ_PROVIDERS_SMS=twilio\n');
    const [text] = await answer('LEADSEQ_PROVIDERS_SMS=outbox seq tick');
    expect(text).toBe(
      'Rehearsal: messages become files in .leadseq/outbox; nothing leaves this machine.\n1 sent.\n',
    );
  });

  it('never shows a secret, whatever is printed or stored', async () => {
    const printed: string[] = [];
    for (const line of [
      'seq doctor',
      'seq doctor --json',
      'seq live',
      'seq live follow-up-7 --yes',
      'seq tick',
      'seq tick --json',
      'seq status --json',
      'seq config --origin',
      'seq why +13125550142',
      'seq uncertain',
    ])
      printed.push(await world.run(line));
    printed.push(await stored(path('.leadseq/leadseq.db'), await world.setting()));
    expect(printed.filter((text) => text.includes(TOKEN))).toEqual([]);
    // The control: the doctor did look at it, and what was stored is what was looked through.
    expect(printed[0]).toContain('…0123');
    expect(printed.at(-1)).toContain('maria@example.com');
  });
});

it('why names what a held touch waits for', async () => {
  const story = await world.run('seq why +13125550142 hello');
  expect(story).toContain('hello              text   held  Tue Mar 3 10:00');
  expect(story.replace(/\s+/g, ' ')).toContain(
    'It waits: nobody has said yet that follow-up-7 may go by text. See: seq live',
  );
});

it('emails do not go live before somebody says who notices the answers', async () => {
  writeFileSync(
    path('leadseq.yaml'),
    SETTINGS.replace(
      '{ sms: twilio }',
      '{ email: smtp }\nsmtp: { host: 127.0.0.1, port: 9, security: none }',
    ),
  );
  const [text, code] = await answer('seq live follow-up-7 --yes');
  expect(text).toContain('email_replies: watched_by_hand');
  expect(code).toBe('3');
});
