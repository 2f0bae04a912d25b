/** What is taken away is noticed by a test that looks at it, and by no other. */
import { expect, it } from 'vitest';
import { asId, type SequenceId } from '../../src/domain/ids.ts';
import { localDate } from '../../src/domain/time.ts';
import { compileFile } from '../../src/engine/read-workspace.ts';
import { mutating } from '../../src/engine/tests/mutate.ts';
import { readTests } from '../../src/engine/tests/read-tests.ts';
import { runTest } from '../../src/engine/tests/run-test.ts';
import { shippedFiles } from '../simulate/stage.ts';

const SEQUENCE = `version: 1
id: short
touches:
  - { id: hello, day: 1, sms: "Hi there, {{ business_name }} here. Reply STOP to opt out." }
`;
const CALLING = `version: 1
id: short
touches:
  - { id: hello, within: 5m, sms: "Hi there, {{ business_name }} here. Reply STOP to opt out." }
  - { id: call-1, after: 5m, call: "Call." }
  - { id: more, after: 1d, email: { subject: "Still here", body: "We are still here." } }
`;

/** Mutants that a test of these lines does not notice. */
async function unnoticedBy(yaml: string, lines: string): Promise<readonly string[]> {
  const { signal } = new AbortController();
  const { root, config: shipped } = await shippedFiles();
  const businesses = [...shipped.businesses].map(
    ([id, one]) => [id, { ...one, holidays: [localDate('2026-06-15')] }] as const,
  );
  const config = { ...shipped, businesses: new Map(businesses) };
  const path = 'sequences/short.yaml';
  const sequences = new Map([[asId<SequenceId>('short'), compileFile(path, yaml, new Map())]]);
  const text = `version: 1\ntests: [{ name: A lead, ${lines} }]\n`;
  const { file } = readTests(text, 'sequences/short.test.yaml', { root, config, sequences });
  const sequence = sequences.get(asId<SequenceId>('short'))?.revision?.sequence;
  const [test] = file?.tests ?? [];
  if (file === null || test === undefined || sequence === undefined) throw new Error('it was not read');
  const ran = await runTest(file, test, signal);
  expect(ran.failures).toEqual([]);
  const unnoticed: string[] = [];
  for await (const { mutant, noticedBy } of mutating(sequence, [{ file, ran }], signal))
    if (noticedBy === null) unnoticed.push(mutant.what);
  return unnoticed;
}

it('the hour of a day without a time is noticed by who asks for the time', async () => {
  const moved = 'a day without a time means noon';
  expect(await unnoticedBy(SEQUENCE, 'expect: { some: [{ sent: hello, at: day 1 10:00 }] }')).not.toContain(
    moved,
  );
  expect(await unnoticedBy(SEQUENCE, 'expect: { some: [{ sent: hello }] }')).toContain(moved);
});

it.each([
  [
    'calls are due at any hour',
    'at: "2026-03-06 18:00", expect: { some: [{ task: call-1, at: "Mon 2026-03-09 09:00" }] }',
    'at: "2026-03-06 11:00", expect: { some: [{ task: call-1, at: "Fri 2026-03-06 11:05" }] }',
  ],
  [
    'calls are due on holidays',
    'at: "2026-06-15 10:00", expect: { some: [{ task: call-1, at: "Tue 2026-06-16 09:00" }] }',
    'at: "2026-06-16 10:00", expect: { some: [{ task: call-1, at: "Tue 2026-06-16 10:05" }] }',
  ],
  [
    'a STOP ends texts alone',
    'events: [{ at: T+1h, stop: true }], expect: { never: [more] }',
    'events: [{ at: T+1h, stop: true }], expect: { some: [{ sent: hello }] }',
  ],
])('that %s is noticed by a test that meets it', async (what, meets, passesBy) => {
  expect(await unnoticedBy(CALLING, meets)).not.toContain(what);
  expect(await unnoticedBy(CALLING, passesBy)).toContain(what);
});
