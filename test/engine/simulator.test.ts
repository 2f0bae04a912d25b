/** About two thousand ways in which a send can be cut short: nobody gets it twice, and none is lost without a trace. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BEHAVIORS, type Behavior } from '../../src/transport/scripted.ts';
import {
  play,
  type Sabotage,
  SCHEDULES,
  type Scene,
  type Schedule,
  type Stage,
  setStage,
  stepsOf,
} from './simulator.ts';

/** Both channels at one instant, so that a crash between them leaves one sent and one not. */
const BOTH: Scene = {
  name: 'a text and an email at once',
  sequence: `
version: 1
id: both
name: A text and an email
touches:
  - id: hello
    day: 0
    within: 5m
    sms: "It's {{ business_name }}. Reply STOP to opt out."
  - id: confirm
    day: 0
    within: 5m
    email: { subject: "We got your request", body: "Thank you." }
`,
  leads: [{ phone: '+13125550142', email: 'maria@example.com' }],
};

/** Two people share a phone, so that a crash must not forget the first one's text. */
const SHARED: Scene = {
  name: 'two leads with one phone',
  sequence: `
version: 1
id: one-text
name: One text
touches:
  - id: hello
    day: 0
    within: 5m
    late: send
    max_late: 3d
    sms: "It's {{ business_name }}. Reply STOP to opt out."
`,
  leads: [
    { phone: '+13125550143', email: null },
    { phone: '+13125550143', email: null },
  ],
};

/** Every case of a behavior; the laws that broke, with where. */
async function sweep(
  stage: Stage,
  behavior: Behavior,
  schedules: readonly Schedule[],
): Promise<readonly string[]> {
  const steps = await stepsOf(stage, behavior);
  const broken: string[] = [];
  // One past the last step: nothing disturbs it.
  for (const schedule of schedules)
    for (let step = 0; step <= steps.length; step += 1) {
      const laws = await play(stage, { behavior, schedule, step });
      broken.push(...laws.map((law) => `${schedule} at "${steps[step] ?? 'no step'}" (${step}): ${law}`));
    }
  return broken;
}

/** What differs between two people with one phone: accepted, perhaps accepted, proven not, refused, not our fault. */
const KINDS_OF_ANSWER = [
  'accept',
  'accept_then_hang',
  'server_error',
  'refuse',
  'unreachable',
  'bad_credentials',
] as const;

describe.each([
  { scene: BOTH, behaviors: BEHAVIORS, schedules: SCHEDULES },
  { scene: SHARED, behaviors: KINDS_OF_ANSWER, schedules: ['dies', 'overtaken'] as const },
])('$scene.name', ({ scene, behaviors, schedules }) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage(scene);
  });
  afterAll(() => stage.close());

  test.each(behaviors)('when the first request ends in %s', async (behavior) => {
    expect(await sweep(stage, behavior, schedules)).toEqual([]);
  });
});

describe('with a guard taken away the simulator finds the double', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage(BOTH);
  });
  afterAll(() => stage.close());

  /** Every step of an accepted send at which the first process dies, until one of them shows the double. */
  const sweepUntil = async (sabotage: Sabotage, law: string): Promise<boolean> => {
    const steps = await stepsOf(stage, 'accept');
    for (let step = 0; step < steps.length; step += 1) {
      const broken = await play(stage, { behavior: 'accept', schedule: 'dies', step }, sabotage);
      if (broken.some((each) => each.includes(law))) return true;
    }
    return false;
  };

  test('when what a dead run had on the wire is taken for unsent', async () => {
    const takenForUnsent: Sabotage = async (db) => {
      await db.run("UPDATE attempt SET state = 'unsent', retry_at = 0 WHERE state = 'wire'");
      await db.run(
        'UPDATE contact SET wake_at = 0, lease_run = NULL, lease_until = NULL WHERE wake_at IS NOT NULL',
      );
    };
    expect(await sweepUntil(takenForUnsent, 'reached the person 2 times')).toBe(true);
  });

  test('when what may have arrived is sent again', async () => {
    const resend: Sabotage = async (db) => {
      await db.run("UPDATE attempt SET state = 'unsent', retry_at = 0 WHERE state IN ('wire', 'uncertain')");
      await db.run(`DELETE FROM touch_end WHERE kind = 'sent' AND attempt_id IN
                    (SELECT id FROM attempt WHERE state = 'unsent')`);
      await db.run("UPDATE enrollment SET state = 'active', ended_at = NULL WHERE state = 'finished'");
      await db.run('UPDATE contact SET wake_at = 0, lease_run = NULL, lease_until = NULL');
    };
    const broken = await play(stage, { behavior: 'accept', schedule: 'dies', step: 14 }, resend);
    expect(broken).toContainEqual(expect.stringContaining('reached the person 2 times'));
  });
});
