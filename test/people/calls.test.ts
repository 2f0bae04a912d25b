/** The queue of calls: the longest due first, one person each, only in hours in which a lead may be rung. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OUTCOME_KEYS, readSaid } from '../../src/cli/call-words.ts';
import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { instant } from '../../src/domain/time.ts';
import { CALL_OUTCOMES } from '../../src/domain/touch.ts';
import { createWorkspace } from '../../src/engine/create-workspace.ts';
import { openWorkspace } from '../../src/engine/open-workspace.ts';
import { createWorld, type World } from '../cli/world.ts';
import { enrollLead } from '../engine/kit.ts';

const PACKAGE = new URL('../../', import.meta.url).pathname;
const CALL_DAY = '2026-03-11T10:00:00-05:00';

let world: World;
beforeEach(async () => {
  world = createWorld();
  const start = '2026-03-10T10:00:00-05:00';
  world.setNow(start);
  createWorkspace(world.root, PACKAGE, {
    name: 'Bright Dental',
    zone: 'America/Chicago',
    bookingLink: 'https://example.com/book',
    agent: 'Sam',
    postalAddress: '1 Main St, Chicago, IL 60601',
    sequence: 'framework-14',
  });
  const now = instant(Date.parse(start));
  const opened = await openWorkspace(world.root, {
    env: await world.setting(),
    now,
    random: (n) => new Uint8Array(n).fill(7),
  });
  if (!opened.ok) throw new Error(opened.error.message);
  for (const [firstName, phone] of [
    ['Maria', '+13125550142'],
    ['Jorge', '+13125550143'],
  ])
    await enrollLead(opened.value, now, {
      firstName: firstName ?? '',
      phone: phone ?? '',
      email: null,
      sequence: 'framework-14',
      source: 'Facebook',
    });
  await opened.value.db.close();
  await world.run('seq tick');
  world.setNow(CALL_DAY);
  await world.run('seq tick');
});
afterEach(() => world.remove());

async function* typed(lines: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const line of lines) yield Buffer.from(`${line}\n`);
}

/** A session at a terminal, in which these lines are typed. */
async function session(
  lines: readonly string[] | AsyncIterable<Uint8Array>,
  args: readonly string[] = [],
  at = CALL_DAY,
  who = 'ana',
): Promise<string> {
  let shown = '';
  const stream = {
    write: (text: string) => {
      shown += text;
    },
    isTTY: true,
    columns: 80,
  };
  const input = Symbol.asyncIterator in lines ? lines : typed(lines);
  const io: Io = {
    name: 'seq',
    program: ['/usr/bin/node', '/opt/leadseq/bin/seq'],
    stdin: Object.assign(input, { isTTY: true }),
    stdout: stream,
    stderr: stream,
    env: { NO_COLOR: '1', HOME: world.root, USER: who, ...(await world.setting()) },
    cwd: world.root,
    now: () => instant(Date.parse(at)),
    random: (n) => new Uint8Array(n).fill(9),
    signal: new AbortController().signal,
  };
  expect(await main(['calls', ...args], io)).toBe(0);
  return shown;
}

const tasks = async (): Promise<readonly Record<string, unknown>[]> =>
  JSON.parse(await world.run('seq tasks --all --json')).tasks;
const fate = async () =>
  (await tasks()).map(({ name, outcome, note, assignee }) => [name, outcome, note, assignee]);

describe('seq calls', () => {
  it('shows one call at a time with all that is needed, and takes the outcome and a note', async () => {
    const shown = await session(['v', 'Left my number', 'n', '', 'q']);
    const [first = ''] = shown.split('How did it go?');
    for (const line of first.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(first).toMatch(/^Call Maria Lopez: .* \(task 1, 1 more\s+waits\)\n/);
    expect(first).toContain('Maria Lopez  +13125550142  lead 1 of Bright Dental');
    expect(first).toContain('There it is Wed Mar 11 10:00 (America/Chicago).');
    for (const part of ['Said last', 'Script', 'Voicemail', 'v voicemail']) expect(first).toContain(part);
    expect(shown).toContain('No call is to be made now.');
    expect(await fate()).toEqual([
      ['Maria Lopez', 'voicemail', 'Left my number', 'ana'],
      ['Jorge Lopez', 'no_answer', null, 'ana'],
    ]);
  });

  it('leaves a call to others when it is skipped, or when somebody leaves', async () => {
    const shown = await session(['s', 'what?', 'q']);
    expect(shown).toContain('It takes one of these letters, or the word:');
    expect(await fate()).toEqual([
      ['Maria Lopez', null, null, null],
      ['Jorge Lopez', null, null, null],
    ]);
    expect(await session(['s', 's'])).toContain('No other call is to be made now; you left out 2.');
    // The terminal is gone in the middle.
    await session([]);
    expect((await fate()).map(([, , , assignee]) => assignee)).toEqual([null, null]);
  });

  it('never shows two people the same call', async () => {
    let second = '';
    async function* first(): AsyncGenerator<Uint8Array> {
      // Ana has Maria's call in front of her.
      second = await session(['a', ''], [], CALL_DAY, 'ben');
      yield Buffer.from('v\n\n');
    }
    const shown = await session(first());
    expect(second).toContain('Jorge Lopez  +13125550143');
    expect(second).not.toContain('Maria Lopez  +');
    expect(shown).not.toContain('Jorge Lopez  +');
    expect(await fate()).toEqual([
      ['Maria Lopez', 'voicemail', null, 'ana'],
      ['Jorge Lopez', 'answered', null, 'ben'],
    ]);
  });

  it('keeps what was assigned to one for that one', async () => {
    await world.run('seq tasks assign 1 ben');
    expect(await session(['q'])).toContain('Jorge Lopez  +13125550143');
    expect(await session(['q'], [], CALL_DAY, 'ben')).toContain('Maria Lopez  +13125550142');
  });

  it('rings nobody at night, on a closed day, or after they asked not to be called', async () => {
    const night = await session([], [], '2026-03-11T06:00:00-05:00');
    expect(night).toContain('No call is to be made now.');
    expect(night).toMatch(/Later:[\s\S]*1 {2}Wed Mar 11 10:00/);
    await world.run('seq optout +13125550142 --channel call');
    expect(await session(['q'])).not.toContain('Maria');
  });

  it('is a list where nobody is asked', async () => {
    const piped = await world.run('seq calls');
    expect(piped.split('\n').map((line) => line.split('\t').slice(0, 4))).toEqual([
      ['task', 'from', 'now', 'overdue'],
      ['1', '2026-03-11T15:00:00.000Z', 'yes', 'no'],
      ['2', '2026-03-11T15:00:00.000Z', 'yes', 'no'],
      [''],
    ]);
    const { calls } = JSON.parse(await world.run('seq calls --json'));
    expect(calls[0]).toMatchObject({ id: 1, callableNow: true, zone: 'America/Chicago' });
  });
});

describe('what is typed after a call', () => {
  it('has a letter for each outcome there is, and takes the word as well', () => {
    expect(Object.values(OUTCOME_KEYS).sort()).toEqual([...CALL_OUTCOMES].sort());
    for (const [key, outcome] of Object.entries(OUTCOME_KEYS))
      for (const word of [
        key,
        key.toUpperCase(),
        outcome,
        outcome.replaceAll('_', ' '),
        outcome.replaceAll('_', '-'),
      ])
        expect(readSaid(` ${word} `)).toEqual({ kind: 'outcome', outcome });
    expect(['s', 'skip', 'q', 'quit'].map((word) => readSaid(word).kind)).toEqual([
      'skip',
      'skip',
      'quit',
      'quit',
    ]);
    expect(['', ' ', 'r', 'Ring'].map((word) => readSaid(word).kind)).toEqual([
      'nothing',
      'nothing',
      'ring',
      'ring',
    ]);
    for (const word of ['y', 'vv', 'stop']) expect(readSaid(word)).toEqual({ kind: 'unclear' });
  });
});
