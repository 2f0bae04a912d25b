/** A simulated lead gets what the same lead gets from ticks over a real database: event by event, also when the machine was off. */
import { describe, expect, it } from 'vitest';
import { type Instant, instant } from '../../src/domain/time.ts';
import { receive } from '../../src/engine/receive.ts';
import { playRun } from '../../src/engine/simulate-run.ts';
import type { TickEvent } from '../../src/engine/tick-options.ts';
import { ALL_KINDS, createKit, enrollLead, scripted, TUESDAY_10 } from '../engine/kit.ts';
import { optionsAt, scriptOf } from './stage.ts';

const HOUR = 3_600_000;
const LEAD = { phone: '+13125550142', email: 'maria@example.com' } as const;

const told = (events: readonly TickEvent[]): readonly string[] =>
  events.map(({ at, kind, touch, detail, text }) =>
    JSON.stringify([new Date(at).toISOString(), kind, touch, kind === 'skipped' ? detail : text]),
  );

interface Stop {
  readonly at: Instant;
  readonly text: string;
}

/** By wakes, with an answer at its time; while the machine is off nothing runs, and it is heard afterwards. */
async function real(
  answer: Stop | null,
  off: readonly [Instant, Instant] | null,
): Promise<readonly string[]> {
  const kit = await createKit({ sequences: [ALL_KINDS] });
  const events: TickEvent[] = [];
  const awake = (at: Instant): Instant => (off !== null && at >= off[0] && at < off[1] ? off[1] : at);
  let waiting = answer;
  try {
    await kit.enroll(LEAD);
    const { transports } = scripted();
    for (let n = 0; n < 200; n += 1) {
      if (waiting !== null && waiting.at <= kit.clock.now) {
        const from = { kind: 'phone', value: LEAD.phone } as const;
        const business = [...kit.ws.config.businesses.keys()][0];
        if (business === undefined) throw new Error('the kit has no business');
        const message = { business, provider: 'test', providerId: 'one', channel: 'sms', from } as const;
        await receive(kit.ws, { ...message, text: waiting.text, at: kit.clock.now }, kit.clock.now);
        waiting = null;
      }
      await kit.tick(transports, { onEvent: (event) => void events.push(event) });
      const [row] = await kit.all('SELECT MIN(wake_at) AS next FROM contact');
      const stops = [row?.next, waiting?.at].filter((at) => typeof at === 'number');
      if (stops.length === 0) return told(events);
      const next = Math.min(...stops);
      kit.clock.now = awake(instant(next > kit.clock.now ? next : kit.clock.now + 60_000));
    }
    throw new Error('it never came to rest');
  } finally {
    await kit.close();
  }
}

async function simulated(script: string): Promise<readonly string[]> {
  const kit = await createKit({ sequences: [ALL_KINDS] });
  try {
    const files = { root: kit.ws.root, config: kit.ws.config, sequences: kit.ws.sequences };
    const options = optionsAt(TUESDAY_10, { script: scriptOf(files, script) });
    const played = await playRun(files, async (ws, at) => void (await enrollLead(ws, at, LEAD)), options);
    return told(played.events);
  } finally {
    await kit.close();
  }
}

const at = (hours: number): Instant => instant(TUESDAY_10 + hours * HOUR);
const iso = (when: Instant): string => new Date(when).toISOString();
const off = (from: number, to: number): string =>
  `outages: [{ from: "${iso(at(from))}", to: "${iso(at(to))}" }]`;
const says = (hours: number, text: string): string =>
  `leads: [{ lead: "*", events: [{ at: T+${hours}h, reply: "${text}" }] }]`;

describe('a simulated lead and a real one', () => {
  it('get the same when nothing disturbs them', async () => {
    const all = await real(null, null);
    expect(all.length).toBeGreaterThan(5);
    expect(await simulated('version: 1')).toEqual(all);
  });

  it.each([
    [3, 'STOP'],
    [3, 'How much is it?'],
    [30, 'not interested, thank you'],
  ])('get the same when they write after %i hours: %s', async (hours, text) => {
    expect(await simulated(says(hours, text))).toEqual(await real({ at: at(hours), text }, null));
  });

  it.each([
    [0.1, 2],
    [20, 26],
    [47, 80],
  ])('get the same when the machine is off from hour %d to hour %d', async (from, to) => {
    expect(await simulated(off(from, to))).toEqual(await real(null, [at(from), at(to)]));
  });

  it('get the same when they write while it is off', async () => {
    const script = `${off(1, 30)}\n${says(3, 'STOP')}`;
    expect(await simulated(script)).toEqual(await real({ at: at(3), text: 'STOP' }, [at(1), at(30)]));
  });

  it('control: an outage changes what they get', async () => {
    expect(await simulated(off(20, 26))).not.toEqual(await simulated('version: 1'));
  });
});
