/** `seq call` with a Twilio on this machine: whose phone rings, what is asked for once and never again, and what is known of it afterwards. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import { readPhone } from '../../src/server/fake-twilio/phones.ts';
import { countedBytes } from '../engine/kit.ts';
import { CALL_FIRST } from '../server/bridge-kit.ts';
import { SENDER, type Served, served } from '../server/served.ts';

const AGENT = '+13125550177';
const LEAD = '+13125550142';
const CALLS = `    calls: { agent_phone: "${AGENT}" }\n`;

const world = (business = CALLS): Promise<Served> =>
  served({ business, sequences: { 'call.yaml': CALL_FIRST }, live: ['call-first'] });

/** A lead whose call task is due; texts go nowhere in this. */
async function withLead(place: Served): Promise<void> {
  await place.serve();
  writeFileSync(
    join(place.root, 'leads.csv'),
    `first_name,last_name,phone,source\nMaria,Lopez,${LEAD},Website\n`,
  );
  const [enrolled, said] = await place.run('enroll', 'leads.csv', '--sequence', 'call-first');
  expect([enrolled, said]).toEqual([0, said]);
  const [exit, out] = await place.run('tick');
  expect([exit, out]).toEqual([0, out]);
}

const thread = async (place: Served) => {
  const [, out] = await place.run('inbox', 'show', '1', '--json');
  const { entries } = JSON.parse(out) as { entries: readonly Record<string, unknown>[] };
  return entries.filter(({ kind }) => kind === 'called');
};

describe('seq call', () => {
  it('rings one’s own phone, says who is called, dials after a 1, and shows how it went everywhere', async () => {
    const place = await world();
    await withLead(place);
    const [exit, out] = await place.run('call', '1');
    expect([exit, out]).toEqual([0, out]);
    expect(out.replace(/\s+/g, ' ')).toBe(
      `First your own phone rings, ${AGENT}. It says who is called; press 1 there, and Maria Lopez (1) is dialed at ${LEAD} and sees ${SENDER}. Without the key nobody is. It is for: Call Maria Lopez (task 1). The call: your own phone rings (${AGENT}). When it is over: seq tasks done 1 --outcome …, or seq tasks show 1 `,
    );
    await place.advance(MINUTE);
    const [call] = place.fake.calls();
    expect(call).toMatchObject({
      to: AGENT,
      from: SENDER,
      status: 'completed',
      heard: [
        'Bright Dental. Call Maria Lopez. Press 1 to be put through.',
        'Bright Dental. Call Maria Lopez. Press 1 to be put through.',
      ],
      dialed: { to: LEAD, callerId: SENDER, status: 'completed', seconds: 30 },
    });
    expect(await thread(place)).toEqual([
      expect.objectContaining({
        state: 'ended',
        result: 'talked',
        seconds: 30,
        task: 1,
        offered: 'answered',
      }),
    ]);
    const [, shown] = await place.run('inbox', 'show', '1');
    expect(shown).toContain('You by call: put through, 30 s of talk');
    const [, why] = await place.run('why', '1');
    expect(why).toContain('Put through, 30 s of talk (task 1).');
    expect(why).toContain('seq tasks done 1 --outcome answered');
    const [, task] = await place.run('tasks', 'show', '1');
    expect(task).toContain('Called by telephone: put through, 30 s of talk.');
    expect(task).toContain('seq tasks done 1 --outcome answered');
  });

  it.each([
    [AGENT, 'busy', 'failed', 'agent_busy', null],
    [AGENT, 'no-answer', 'failed', 'agent_no_answer', null],
    [AGENT, 'failed', 'failed', 'agent_unreached', null],
    [AGENT, 'mailbox', 'failed', 'no_key', null],
    [LEAD, 'busy', 'ended', 'busy', 'busy'],
    [LEAD, 'no-answer', 'ended', 'no_answer', 'no_answer'],
    [LEAD, 'mailbox', 'ended', 'talked', 'no_answer'],
    [LEAD, 'answers 95', 'ended', 'talked', 'answered'],
  ])(
    'where %s is %s, the call %s as %s and the task stays open',
    async (number, how, state, result, offered) => {
      const place = await world();
      await withLead(place);
      const phone = readPhone(how);
      if (phone === null) throw new Error(how);
      place.fake.setPhone(number, phone);
      await place.run('call', '1');
      await place.advance(3 * MINUTE);
      expect(await thread(place)).toEqual([expect.objectContaining({ state, result, offered })]);
      expect(place.fake.calls()[0]?.dialed === null).toBe(number === AGENT);
      const [, out] = await place.run('tasks', '--json');
      expect(JSON.parse(out).tasks).toEqual([expect.objectContaining({ id: 1, state: 'open' })]);
    },
  );

  it('asks for nothing with --dry-run, and says who would be rung', async () => {
    const place = await world();
    await withLead(place);
    const [exit, out] = await place.run('call', '1', '--dry-run', '--json');
    expect([exit, JSON.parse(out)]).toEqual([
      0,
      expect.objectContaining({
        dryRun: true,
        asked: false,
        rings: AGENT,
        dials: LEAD,
        shows: SENDER,
        task: 1,
        call: null,
      }),
    ]);
    expect(place.fake.callLedger()).toEqual([]);
    expect(await thread(place)).toEqual([]);
  });
});

/** A session at the queue; what is between two lines happens while somebody thinks. */
async function session(
  place: Served,
  lines: readonly (string | (() => Promise<void> | void))[],
): Promise<string> {
  let shown = '';
  async function* typed(): AsyncGenerator<Uint8Array> {
    for (const line of lines)
      if (typeof line === 'string') yield Buffer.from(`${line}\n`);
      else await line();
  }
  const stream = {
    write: (text: string) => {
      shown += text;
    },
    isTTY: true,
    columns: 80,
  };
  const io: Io = {
    name: 'seq',
    program: ['/usr/bin/node', '/opt/leadseq/bin/seq'],
    stdin: Object.assign(typed(), { isTTY: true }),
    stdout: stream,
    stderr: stream,
    env: { NO_COLOR: '1', HOME: place.root, USER: 'ana', ...place.env },
    cwd: place.root,
    now: () => place.now(),
    random: countedBytes,
    signal: new AbortController().signal,
  };
  expect(await main(['calls'], io)).toBe(0);
  return shown;
}

describe('seq calls', () => {
  const done = async (place: Served) =>
    JSON.parse((await place.run('tasks', '--all', '--json'))[1]).tasks.map(
      ({ outcome }: { readonly outcome: string | null }) => outcome,
    );

  it('rings by r, shows by Enter what the telephone says, and takes it as the outcome by one more', async () => {
    const place = await world();
    await withLead(place);
    place.fake.setPhone(LEAD, { kind: 'busy' });
    const shown = await session(place, ['r', () => place.advance(MINUTE), '', '', 'line was busy']);
    expect(shown).toContain('r ring: your own phone first, then theirs');
    expect(shown).toContain('First your own phone rings');
    expect(shown).toContain(
      'The call: put through, and the line was busy.\nEnter again for busy, or what it was.',
    );
    expect(await done(place)).toEqual(['busy']);
  });

  it('takes what a person says over what the telephone says, and offers nothing before it says anything', async () => {
    const place = await world();
    await withLead(place);
    const shown = await session(place, ['r', '', () => place.advance(MINUTE), '', 'v', '']);
    expect(shown).toContain('The call: your own phone rings');
    expect(shown).toContain('Enter again for answered, or what it was.');
    expect(await done(place)).toEqual(['voicemail']);
  });

  it('has no such key where the settings name no phone', async () => {
    const place = await world('');
    await withLead(place);
    const shown = await session(place, ['', 'r', 'q']);
    expect(shown).not.toContain('r ring');
    expect(shown).toContain('nobody was rung');
    expect(await done(place)).toEqual([null]);
  });
});

describe('one request', () => {
  it.each([
    ['500', 'uncertain', 0],
    ['accept-then-500', 'uncertain', 1],
    ['accept-then-drop', 'uncertain', 1],
    ['accept-then-truncated', 'uncertain', 1],
    ['accept-then-garbage', 'uncertain', 1],
    ['drop', 'uncertain', 0],
    ['proxy', 'uncertain', 0],
    ['429', 'failed', 0],
  ] as const)('that meets %s is made once, and is %s after it', async (fault, state, taken) => {
    const place = await world();
    await withLead(place);
    place.fake.setFaults([{ fault }]);
    const [exit, out] = await place.run('call', '1');
    expect([exit, out]).toEqual([1, out]);
    expect(place.fake.requests().filter(({ path }) => path.endsWith('/Calls.json'))).toHaveLength(1);
    expect(place.fake.callLedger()).toHaveLength(taken);
    expect(await thread(place)).toEqual([expect.objectContaining({ state })]);
    // What may ring yet is not asked for again but on purpose; what was refused may be.
    place.fake.setFaults([]);
    const [again, said] = await place.run('call', '1', '--dry-run');
    expect([again, said]).toEqual([state === 'uncertain' ? 4 : 0, said]);
    const [onPurpose] = await place.run('call', '1', '--dry-run', '--again');
    expect(onPurpose).toBe(0);
  });

  it('of unknown fate is known again by the first word that comes of it', async () => {
    const place = await world();
    await withLead(place);
    place.fake.setFaults([{ fault: 'accept-then-500' }]);
    await place.run('call', '1');
    await place.advance(SECOND);
    expect(await thread(place)).toEqual([expect.objectContaining({ state: 'ringing' })]);
    await place.advance(MINUTE);
    expect(await thread(place)).toEqual([expect.objectContaining({ state: 'ended', result: 'talked' })]);
  });
});

describe('nobody is rung', () => {
  const refusedAs = async (place: Served, ...words: readonly string[]) => {
    const [exit, out] = await place.run('call', '1', '--json', ...words);
    return [exit, JSON.parse(out.split('\n')[0] ?? '').refused];
  };

  it('by a business that has no `calls.agent_phone`', async () => {
    const place = await world('');
    await withLead(place);
    const [exit, out] = await place.run('call', '1');
    expect(exit).toBe(3);
    expect(out).toBe(
      'seq: bright-dental has no `calls.agent_phone` in leadseq.yaml: nobody was rung\nWrite the phone of whoever calls there: calls: { agent_phone: "+1…" }\n',
    );
    expect(place.fake.callLedger()).toEqual([]);
  });

  it('who has opted out, even where only the provider knows of it yet', async () => {
    const place = await world();
    await withLead(place);
    await place.fake.inbound({ from: LEAD, to: SENDER, body: 'STOP' });
    expect(await refusedAs(place, '--anyway', '--again')).toEqual([4, 'opted_out']);
    expect(place.fake.callLedger()).toEqual([]);
  });

  it('at night but with --anyway, while calls are paused, or while somebody is on the line', async () => {
    const place = await world();
    await withLead(place);
    await place.run('pause', '--channel', 'call', '--business', 'bright-dental');
    expect(await refusedAs(place)).toEqual([4, 'paused']);
    await place.run('resume', '--channel', 'call', '--business', 'bright-dental');
    await place.advance(12 * 60 * MINUTE);
    expect(await refusedAs(place)).toEqual([4, 'quiet']);
    expect((await place.run('call', '1', '--anyway'))[0]).toBe(0);
    expect(await refusedAs(place, '--anyway', '--again')).toEqual([4, 'under_way']);
    expect(place.fake.callLedger()).toHaveLength(1);
  });
});
