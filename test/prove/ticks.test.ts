/** A proof judges courses that no tick has taken: what it sees of a lead is held against what ticks over a real database do for that lead. */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Range } from '../../src/domain/diagnostic.ts';
import { asId, type SequenceId } from '../../src/domain/ids.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { after, DAY, type Instant, instant, MINUTE, millis, type Zone } from '../../src/domain/time.ts';
import { readWorkspace } from '../../src/engine/read-workspace.ts';
import { type Enroller, playRun } from '../../src/engine/simulate-run.ts';
import { NO_SCRIPT, type Script, type ScriptedLead } from '../../src/engine/simulate-script.ts';
import type { Files } from '../../src/engine/simulate-world.ts';
import { takeLead } from '../../src/engine/take-lead.ts';
import { weekOf } from '../../src/lint/prove/marks.ts';
import { placesOf } from '../../src/lint/prove/places.ts';
import {
  type Claim,
  outagesOf,
  PROGRAM,
  type Scene,
  type Subject,
  starter,
} from '../../src/lint/prove/scene.ts';
import { scenesFor, weeksOf } from '../../src/lint/prove/scenes.ts';
import { compileSequence } from '../../src/sequence/compile.ts';
import { parseSequence } from '../../src/sequence/parse.ts';
import { ANY_SOURCE } from '../../src/sequence/variant.ts';
import { optionsAt, shippedFiles } from '../simulate/stage.ts';

const ROOT = join(import.meta.dirname, '../../');
/** The office's, one on the other side of the date line, one of half hours, and one without a change of clocks. */
const ZONES = ['America/Chicago', 'Pacific/Guam', 'America/St_Johns', 'Pacific/Honolulu'] as Zone[];
/** So long after the arrival the two are compared: no sequence but the monthly ones goes on for longer. */
const COMPARED = 100 * DAY;

interface Proved {
  readonly files: Files;
  readonly claim: Claim;
  readonly scenes: readonly Scene[];
}

interface Case {
  readonly proved: Proved;
  readonly scene: Scene;
  readonly arrival: Instant;
}

/** Every variant of every sequence under the rules of every business. */
function provedIn(files: Files): readonly Proved[] {
  const sequences = [...files.sequences.values()].flatMap(({ revision }) => revision?.sequence ?? []);
  return [...files.config.businesses.values()].flatMap((business) =>
    sequences.flatMap((sequence) =>
      sequence.variants.map((variant): Proved => {
        const policy = files.config.policies.get(business.id) ?? DEFAULT_POLICY;
        const claim: Claim = { business, policy, sequence, variant };
        return { files, claim, scenes: scenesOf(claim) };
      }),
    ),
  );
}

/**
 * Those that a lead can be put into from outside. What comes in while no tick runs is heard of at its end only, where a
 * proof knows of it at once: with an outage no call is made, and no appointment booked.
 */
function scenesOf(claim: Claim): readonly Scene[] {
  const weeks = weeksOf(2026, ZONES);
  const places = placesOf(claim.business, weeks, { zones: ZONES, shared: false, states: false });
  return scenesFor(claim, { places, weeks, outages: ['none', 'night', 'weekend'] }, true).filter(
    ({ known, calls, outage }) =>
      !known.consent && (outage === 'none' || (calls.answer === null && known.notice === null)),
  );
}

const casesOf = (all: readonly Proved[]): fc.Arbitrary<Case> =>
  fc.constantFrom(...all).chain((proved) =>
    fc.constantFrom(...proved.scenes).chain((scene) => {
      const [from, to] = weekOf(scene);
      return fc
        .nat((to - from) / MINUTE - 1)
        .map((minute): Case => ({ proved, scene, arrival: instant(from + minute * MINUTE) }));
    }),
  );

const line = (at: number, what: string): string => `${new Date(at).toISOString()} ${what}`;

/** What goes out and what is left out, each with the tick that did it. */
function foreseen(subject: Subject, { proved: { claim }, scene, arrival }: Case): readonly string[] {
  const { situation, enrolledAt, happenings } = starter(claim, scene)(arrival);
  const left: string[] = [];
  const { gone } = subject(situation, claim.policy, enrolledAt, {
    ...happenings,
    until: after(enrolledAt, COMPARED),
    watch: ({ forecasts }, _, now) => {
      for (const { verdict, touch } of forecasts)
        if (verdict.kind === 'skip' && verdict.at <= now)
          left.push(line(now, `${touch.id} left out: ${verdict.reason.detail}`));
    },
  });
  const went = gone.filter(({ touch }) => touch.channel !== 'move');
  return [...went.map(({ at, touch }) => line(at, `${touch.id} by ${touch.channel}`)), ...left].sort();
}

async function ticked(one: Case): Promise<readonly string[]> {
  const { files, claim } = one.proved;
  const { enrolledAt } = starter(claim, one.scene)(one.arrival);
  const { events } = await playRun(withInquiry(files, claim.sequence.id), enrollerOf(one), {
    ...optionsAt(enrolledAt, { script: scriptOf(one) }),
    until: after(enrolledAt, COMPARED),
  });
  return events
    .filter(({ sequence }) => sequence === claim.sequence.id)
    .flatMap(({ at, kind, touch, channel, detail }) => {
      if (kind === 'sent' || kind === 'task') return [line(at, `${touch} by ${channel}`)];
      return kind === 'skipped' ? [line(at, `${touch} left out: ${detail}`)] : [];
    })
    .sort();
}

const INQUIRED = asId<SequenceId>('inquired');

/** With a sequence of nothing for who has yet to book: a sequence of reminders begins with a booking alone. */
function withInquiry(files: Files, target: SequenceId): Files {
  const text = `version: 1\nid: ${INQUIRED}\ntouches: [{ id: inquired, day: 365, move: inquired }]\nwhen: { booked: { do: stop, start: ${target} } }\n`;
  const { ast } = parseSequence(text, 'inquired.yaml');
  const revision = ast && compileSequence(ast, 'inquired.yaml', new Map()).revision;
  if (!revision) throw new Error('the sequence of nothing has mistakes');
  const file = { path: 'inquired.yaml', revision, diagnostics: [] };
  return { ...files, sequences: new Map([...files.sequences, [INQUIRED, file]]) };
}

const enrollerOf =
  ({ proved: { claim }, scene: { place, known } }: Case): Enroller =>
  async (ws, at) => {
    const { source } = claim.variant;
    const cells = new Map([
      ['first_name', 'Maria'],
      ['phone', '+19995550101'],
      ['email', 'maria@example.com'],
      ['zone', place.home as string],
      ...Object.entries(known.fields),
    ]);
    const posted = {
      business: claim.business.id,
      cells,
      sequence: known.notice === null ? claim.sequence.id : INQUIRED,
      ...(source === ANY_SOURCE || known.notice !== null ? {} : { source }),
    };
    const taken = await ws.db.tx((handle) => takeLead(handle, ws, posted, at));
    if (!taken.ok) throw new Error(`the lead is not taken: ${JSON.stringify(taken.error)}`);
  };

const RANGE: Range = { start: 0, end: 0, line: 1, column: 1 };
const local = (at: Instant) => ({ kind: 'local', at: () => at }) as const;

/** The happenings of the scene, as a simulation is told them. */
function scriptOf({ proved: { claim }, scene, arrival }: Case): Script {
  const { enrolledAt } = starter(claim, scene)(arrival);
  const answer = scene.calls.answer;
  const calls = claim.variant.touches.filter(({ channel }) => channel === 'call');
  const lead: ScriptedLead = {
    lead: { kind: 'lead', value: '*' },
    range: RANGE,
    events:
      scene.known.notice === null
        ? []
        : [
            {
              range: RANGE,
              when: { kind: 'since', span: 0 },
              act: { kind: 'book', startsAt: local(arrival) },
            },
          ],
    calls: new Map(answer === null ? [] : calls.map(({ id }) => [id, answer(id)])),
    faults: new Map(),
  };
  const outages = outagesOf(scene, claim.business.zone, enrolledAt);
  return {
    ...NO_SCRIPT,
    outages: outages.map(([from, to]) => ({ from: local(from), to: local(to) })),
    leads: [lead],
  };
}

const nameOf = ({ proved: { claim }, scene, arrival }: Case): string =>
  `${claim.business.id} ${claim.sequence.id} ${claim.variant.source}, ${scene.place.name}, ${scene.calls.name}, outage ${scene.outage}, ${scene.known.name || 'nothing known'}, ${new Date(arrival).toISOString()}`;

async function same(subject: Subject, one: Case): Promise<void> {
  const ticks = await ticked(one);
  expect(foreseen(subject, one), nameOf(one)).toEqual(ticks);
}

const WORKSPACES: readonly (readonly [name: string, read: () => Promise<Files>])[] = [
  ['the shipped workspace', shippedFiles],
  ...['agency', 'chiropractic', 'dental'].map(
    (name) => [`the example ${name}`, () => exampleFiles(join(ROOT, 'examples', name))] as const,
  ),
];

async function exampleFiles(root: string): Promise<Files> {
  const { settings, sequences } = await readWorkspace(root, {});
  if (settings.config === null) throw new Error(`${root} has mistakes`);
  return { root, config: settings.config, sequences };
}

describe.each(WORKSPACES)('what a proof sees of a lead of %s', (_, read) => {
  it('is what ticks do for that lead', async () => {
    const all = provedIn(await read());
    await fc.assert(
      fc.asyncProperty(casesOf(all), (one) => same(PROGRAM, one)),
      { numRuns: Number(process.env.TICK_RUNS ?? 60) },
    );
  }, 600_000);
});

const FAULTS: readonly (readonly [name: string, subject: Subject])[] = [
  [
    'is never switched off',
    (start, policy, from, happenings) => PROGRAM(start, policy, from, { ...happenings, outages: [] }),
  ],
  [
    'sends emails a day closer to each other',
    (start, policy, from, happenings) =>
      PROGRAM(start, { ...policy, emailSpacing: millis(DAY) }, from, happenings),
  ],
  [
    'finds nobody late',
    (start, policy, from, happenings) =>
      PROGRAM(start, { ...policy, lateFrom: millis(COMPARED) }, from, happenings),
  ],
  [
    'hears of no call',
    (start, policy, from, happenings) => PROGRAM(start, policy, from, { ...happenings, call: () => null }),
  ],
];

it.each(FAULTS)('a proof that %s is told from the ticks', async (_, faulty) => {
  const cases = casesOf(provedIn(await shippedFiles()));
  const { failed } = await fc.check(
    fc.asyncProperty(cases, (one) => same(faulty, one)),
    { numRuns: 300, seed: 1, endOnFailure: true },
  );
  expect(failed).toBe(true);
});

/** Framework-14 for somebody in Guam who was referred to an office in Chicago: a call first, which no hour allows. */
async function fromGuam(outage: 'night' | 'weekend', arrival: Instant): Promise<Case> {
  const proved = provedIn(await shippedFiles()).find(
    ({ claim: { sequence, variant } }) => sequence.id === 'framework-14' && variant.source === 'referral',
  );
  const scene = proved?.scenes.find((one) => {
    const [from, to] = weekOf(one);
    const isThen = from <= arrival && arrival < to;
    return isThen && one.place.name === 'Pacific/Guam' && one.outage === outage && one.calls.answer === null;
  });
  if (proved === undefined || scene === undefined) throw new Error('there is no such scene');
  return { proved, scene, arrival };
}

it('a touch that is left out has ended when its time had come, not when a tick came to see it', async () => {
  const arrival = instant(Date.UTC(2026, 4, 31, 14));
  const { proved, scene } = await fromGuam('night', arrival);
  const { situation, enrolledAt, happenings } = starter(proved.claim, scene)(arrival);
  const [of] = PROGRAM(situation, proved.claim.policy, enrolledAt, happenings).situation.enrollments;
  expect(of?.ends.slice(0, 2).map(({ touch, end }) => line(end.at, `${touch} ${end.kind}`))).toEqual([
    '2026-05-31T14:00:00.000Z call-1 skipped',
    '2026-05-31T23:00:00.000Z hello sent',
  ]);
});

it('the days count anew from the first touch that goes, also where the one before it was left out', async () => {
  const one = await fromGuam('weekend', instant(Date.UTC(2026, 4, 31, 14, 19)));
  const expected = [
    '2026-06-01T22:55:00.000Z call-1 left out: quiet hours in Pacific/Guam end Sat 09:00',
    '2026-06-01T23:00:00.000Z hello by sms',
    '2026-06-01T23:15:00.000Z confirm by email',
    '2026-06-04T01:00:00.000Z after-voicemail by sms',
    '2026-06-05T04:00:00.000Z call-2 left out: Bright Dental is open again Tue 09:00',
    '2026-06-05T23:30:00.000Z value by email',
  ];
  expect([await ticked(one), foreseen(PROGRAM, one)]).toEqual([expected, expected]);
});
