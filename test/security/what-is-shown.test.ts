/** Whatever a lead, a tool or a colleague has typed, no command shows anything that a terminal, a log or a spreadsheet acts on. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { asId, type BusinessId } from '../../src/domain/ids.ts';
import { type Instant, instant } from '../../src/domain/time.ts';
import { takeBooking } from '../../src/engine/booking-in.ts';
import { createWorkspace } from '../../src/engine/create-workspace.ts';
import { takeEvent } from '../../src/engine/events-in.ts';
import { openWorkspace } from '../../src/engine/open-workspace.ts';
import { receive } from '../../src/engine/receive.ts';
import { takeUnfetched } from '../../src/engine/take-lead-unfetched.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import { createWorld, type World } from '../cli/world.ts';
import { enrollLead } from '../engine/kit.ts';

const ESC = '\u001b';
/** Clears the screen, names the window, writes a clipboard and a link, paints, turns around, begins a line of its own. */
const STEERING = [
  `${ESC}[2J${ESC}[H`,
  `${ESC}]0;owned\u0007`,
  `${ESC}]52;c;ZXZpbA==\u0007`,
  `${ESC}]8;;https://evil.example${ESC}\\x`,
  `${ESC}P0q${ESC}\\`,
  '\u009b31m\u0090q\u009c',
  '\u202etxt.exe\u2066\u200f',
  '\u2028seq: all is well\u0085seq: all is well',
  'a\rb\nseq: all is well',
  '\u0008\u007f',
].join(' ');

/** Everything that moves a cursor, rings, hides, breaks a line, or turns the direction of writing. */
const ACTIVE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/;

const BUSINESS = asId<BusinessId>('bright-dental');
const START = instant(Date.parse('2026-03-10T10:00:00-05:00'));
const CALL_DAY = instant(Date.parse('2026-03-11T10:00:00-05:00'));
const PHONE = '+13125550142';

let world: World;
let now: Instant = START;

/** What a command writes to both of its streams. */
async function run(words: readonly string[], typed: readonly string[] | null = null, isTTY = true) {
  const written = { out: '', err: '' };
  const stream = (name: 'out' | 'err') => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTTY,
    columns: 80,
  });
  async function* lines(): AsyncGenerator<Uint8Array> {
    for (const line of typed ?? []) yield Buffer.from(`${line}\n`);
  }
  const io: Io = {
    name: 'seq',
    program: ['/usr/bin/node', '/opt/leadseq/bin/seq'],
    stdin: Object.assign(lines(), { isTTY: typed !== null }),
    stdout: stream('out'),
    stderr: stream('err'),
    env: { NO_COLOR: '1', HOME: world.root, USER: `ana${STEERING}`, ...(await world.setting()) },
    cwd: world.root,
    now: () => now,
    random: (n) => new Uint8Array(n).fill(9),
    signal: new AbortController().signal,
  };
  await main(words, io);
  return { ...written, all: written.out + written.err };
}

beforeAll(async () => {
  world = createWorld();
  createWorkspace(world.root, new URL('../../', import.meta.url).pathname, {
    name: 'Bright Dental',
    zone: 'America/Chicago',
    bookingLink: 'https://example.com/book',
    agent: 'Sam',
    postalAddress: '1 Main St, Chicago, IL 60601',
    sequence: 'framework-14',
  });
  const opened = await openWorkspace(world.root, {
    env: await world.setting(),
    now: START,
    random: (n) => new Uint8Array(n).fill(7),
  });
  if (!opened.ok) throw new Error(opened.error.message);
  await fill(opened.value);
  await opened.value.db.close();
  await run(['tick']);
  now = CALL_DAY;
  await run(['tick']);
});
afterAll(() => world.remove());

/** Everything that comes from outside, and is kept. */
async function fill(ws: Workspace): Promise<void> {
  const lead = { firstName: `=1+1${STEERING}`, sequence: 'framework-14', source: `Facebook${STEERING}` };
  const fields = { interest: STEERING, [`own${STEERING}`]: STEERING };
  await enrollLead(ws, START, { ...lead, phone: PHONE, email: 'maria@example.com', fields });
  await enrollLead(ws, START, { ...lead, phone: '+13125550143', email: null });
  const at = START;
  const arrived = { business: BUSINESS, at, text: `Is there parking? ${STEERING}` };
  const mail = { kind: 'email', value: 'maria@example.com' } as const;
  await receive(
    ws,
    {
      ...arrived,
      provider: 'mail',
      providerId: `m${STEERING}`,
      channel: 'email',
      from: mail,
      subject: STEERING,
    },
    at,
  );
  await receive(
    ws,
    {
      ...arrived,
      provider: 'twilio',
      providerId: 'SM2',
      channel: 'sms',
      from: { kind: 'phone', value: `+17735550199${STEERING}` },
    },
    at,
  );
  const who = { token: null, email: null, phone: PHONE };
  const said = (type: 'message' | 'note' | 'stage', text: string) =>
    takeEvent(ws, BUSINESS, { type, key: `${type}${STEERING}`, who, text, body: '{}' }, at);
  await said('message', `Hello? ${STEERING}`);
  await said('note', STEERING);
  await said('stage', `won${STEERING}`);
  await takeUnfetched(
    ws,
    BUSINESS,
    { source: 'facebook', platform: 'Facebook', id: `7${STEERING}`, body: '{}' },
    at,
  );
  await takeBooking(
    ws,
    BUSINESS,
    {
      provider: 'cal',
      event: `BOOKING_CREATED${STEERING}`,
      kind: 'created',
      id: `U${STEERING}`,
      replaces: null,
      startsAt: STEERING,
      who: {
        token: null,
        email: 'stranger@example.net',
        phone: null,
        name: `Zoe${STEERING}`,
        zone: STEERING,
      },
    },
    '{}',
    at,
  );
}

const READING: readonly (readonly string[])[] = [
  ['inbox'],
  ['inbox', '--all'],
  ['inbox', 'show', '1'],
  ['inbox', 'show', `+17735550199${STEERING}`],
  ['inbox', 'show', STEERING],
  ['tasks', '--all'],
  ['tasks', 'show', '1'],
  ['tasks', 'show', '2'],
  ['tasks', 'show', '3'],
  ['tasks', '--for', STEERING],
  ['calls', '--list'],
  ['leads'],
  ['leads', '--stage', STEERING],
  ['leads', 'merge', '1', '2', '--dry-run'],
  ['show', '1'],
  ['why', '1'],
  ['why', STEERING],
  ['plan', '--lead', '1', '--messages'],
  ['status'],
  ['uncertain'],
  ['optout', STEERING],
  ['reply', '1', `see you ${STEERING}`, '--dry-run', '--yes'],
  ['reply', STEERING, 'x'],
  ['book', '1', STEERING],
  ['pause', '1', STEERING],
];

it.each(READING.map((words) => [words.map((word) => word.replace(STEERING, '…')).join(' '), words] as const))(
  'seq %s acts on no terminal, no log and no file',
  async (_name, words) => {
    for (const [more, isTTY] of [
      [[], true],
      [[], false],
      [['--json'], false],
    ] as const) {
      const { all } = await run([...words, ...more], null, isTTY);
      expect(all).not.toMatch(ACTIVE);
      // No line that looks like one of ours can be begun from outside.
      expect(all).not.toMatch(/^seq: all is well/m);
    }
  },
);

it('seq calls, one after the other, acts on no terminal, whatever is typed at it', async () => {
  const { all } = await run(['calls'], ['what?', 'v', `Left my number ${STEERING}`, 's', 'q']);
  expect(all).toContain('How did it go?');
  expect(all).not.toMatch(ACTIVE);
  const { all: listed } = await run(['tasks', '--all']);
  expect(listed).not.toMatch(ACTIVE);
});

it('what is piped has as many cells in each line as the heading, and no formula in any', async () => {
  for (const words of [['inbox', '--all'], ['tasks', '--all'], ['calls'], ['leads']]) {
    const { out } = await run(words, null, false);
    const [heading = '', ...rows] = out.split('\n').slice(0, -1);
    expect([words, rows.length > 0]).toEqual([words, true]);
    for (const row of rows) {
      const cells = row.split('\t');
      expect([words, cells.length]).toEqual([words, heading.split('\t').length]);
      for (const cell of cells) expect(cell).not.toMatch(/^(?:[=@]|[+-](?![\d.]+$))/);
    }
  }
});

it('what is said as JSON is the very value, escaped', async () => {
  const { out } = await run(['inbox', 'show', '1', '--json'], null, false);
  const { entries } = JSON.parse(out) as { entries: readonly { text?: string }[] };
  expect(entries.some(({ text }) => text === `Hello? ${STEERING}`)).toBe(true);
});

it('control: all of it is there, made visible', async () => {
  const { out } = await run(['inbox', 'show', '1']);
  expect(out).toContain('\\x1b[2J');
  expect((await run(['leads'], null, false)).out).toContain("\t'=1+1");
});
