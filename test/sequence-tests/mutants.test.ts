/** What is taken away is noticed by a test that looks at it, and by no other. */
import { expect, it } from 'vitest';
import { asId, type SequenceId } from '../../src/domain/ids.ts';
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

/** Mutants that a test with this expectation does not notice. */
async function unnoticedBy(expects: string): Promise<readonly string[]> {
  const { signal } = new AbortController();
  const { root, config } = await shippedFiles();
  const path = 'sequences/short.yaml';
  const sequences = new Map([[asId<SequenceId>('short'), compileFile(path, SEQUENCE, new Map())]]);
  const text = `version: 1\ntests: [{ name: A lead, expect: ${expects} }]\n`;
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
  expect(await unnoticedBy('{ some: [{ sent: hello, at: day 1 10:00 }] }')).not.toContain(moved);
  expect(await unnoticedBy('{ some: [{ sent: hello }] }')).toContain(moved);
});
