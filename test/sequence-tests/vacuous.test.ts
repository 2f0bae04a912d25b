/** A test that passes though it asked for nothing is worse than none: what did not happen fails, wherever it was to. */
import { beforeAll, describe, expect, it } from 'vitest';
import { asId, type SequenceId } from '../../src/domain/ids.ts';
import { compileFile } from '../../src/engine/read-workspace.ts';
import type { Files } from '../../src/engine/simulate-world.ts';
import { readTests } from '../../src/engine/tests/read-tests.ts';
import { runTest } from '../../src/engine/tests/run-test.ts';
import { shippedFiles } from '../simulate/stage.ts';

const SHORT = `version: 1
id: short
touches:
  - { id: hello, within: 5m, sms: "Hi there, {{ business_name }} here. Reply STOP to opt out." }
  - { id: call-1, day: 1, at: "14:00", call: "Call." }
  - { id: after, day: 3, at: "11:00", sms: "Still there?" }
  - { id: hand-over, day: 5, at: "11:00", move: { start: later } }
`;
const LATER = `version: 1
id: later
touches:
  - { id: hello, day: 1, at: "10:00", email: { subject: "Still here", body: "We are still here." } }
`;

let files: Files;

beforeAll(async () => {
  const { root, config } = await shippedFiles();
  const named = (id: string, text: string) =>
    [asId<SequenceId>(id), compileFile(`sequences/${id}.yaml`, text, new Map())] as const;
  files = { root, config, sequences: new Map([named('short', SHORT), named('later', LATER)]) };
});

/** What is wrong with a test of these lines: findings in the file, else what fails when it is run. */
async function wrongIn(lines: string): Promise<readonly string[]> {
  const body = lines.replace(/^/gm, '    ').trimEnd();
  const text = `version: 1\ntests:\n  - name: A lead\n${body}\n`;
  const { file, diagnostics } = readTests(text, 'sequences/short.test.yaml', files);
  if (file === null) return diagnostics.map(({ message }) => message);
  const [test] = file.tests;
  if (test === undefined) throw new Error('there is no test');
  const { failures } = await runTest(file, test, new AbortController().signal);
  return failures.map(({ message, range }) => `${text.split('\n')[range.line - 1]?.trim()} | ${message}`);
}

describe('a test fails when', () => {
  it.each([
    [
      'an event comes after the end of what is played',
      'events: [{ at: T+5d, stop: true }]\nexpect: { some: [{ sent: after }] }',
      'days: 4\nevents: [{ at: T+5d, stop: true }]\nexpect: { some: [{ sent: after }] }',
      'events: [{ at: T+5d, stop: true }] | This event comes after the end of what is played.',
    ],
    [
      'an event is not heard of',
      'events: [{ at: T+1h, reply: "Yes" }]\nexpect: { end: paused }',
      'lead: { phone: none }\nevents: [{ at: T+1h, reply: "Yes", by: sms }]\nexpect: { never: [hello] }',
      'events: [{ at: T+1h, reply: "Yes", by: sms }] | This event is not heard of: there is no number to write from.',
    ],
    [
      'a call that it has an outcome for never comes up',
      'calls: { call-1: voicemail }\nexpect: { some: [{ sent: after }] }',
      'calls: { call-1: voicemail }\nevents: [{ at: T+1h, stop: true }]\nexpect: { never: [after] }',
      '- name: A lead | call-1 never came up, so its call had no outcome to have.',
    ],
    [
      'a message that is to be refused is never sent',
      'faults: { after: refused }\nexpect: { some: [{ refused: after }] }',
      'faults: { after: refused }\nevents: [{ at: T+1h, stop: true }]\nexpect: { never: [after] }',
      '- name: A lead | after was never sent, so it could not be refused.',
    ],
    [
      'what never goes only had no time to go',
      'events: [{ at: T+1h, stop: true }]\ndays: 2\nexpect: { never: [after] }',
      'days: 2\nexpect: { never: [after] }',
      'expect: { never: [after] } | after has not gone when the test ends, and still may: give it more `days`, or expect the touches before it.',
    ],
    [
      'one thing that came is expected twice',
      'expect: { some: [{ sent: hello }, { sent: after }] }',
      'expect: { some: [{ sent: hello }, { sent: hello }] }',
      'expect: { some: [{ sent: hello }, { sent: hello }] } | What becomes of hello is something else.',
    ],
    [
      'only a sequence that it starts has such a touch go',
      'expect: { some: [{ sent: hello, of: later, by: email }] }',
      'expect: { some: [{ sent: hello, at: day 6 10:00 }] }',
      'expect: { some: [{ sent: hello, at: day 6 10:00 }] } | What becomes of hello is something else.',
    ],
    [
      'words are white space, which is in every message',
      'expect: { some: [{ sent: after, contains: there }] }',
      'expect: { some: [{ sent: after, contains: " " }] }',
      '`contains` has no words; leave it out.',
    ],
    [
      'a time is given with an offset, which is not the lead’s clock',
      'expect: { some: [{ sent: hello, at: "2026-03-03 10:00" }] }',
      'expect: { some: [{ sent: hello, at: "2026-03-03 10:00Z" }] }',
      '"2026-03-03 10:00Z" is no time; it takes "2026-03-03 10:00" or "Tue 2026-03-03 10:00" on the lead\'s clock, day 4 09:30, or T+20m.',
    ],
  ])('%s', async (_, holds, vacuous, why) => {
    expect(await wrongIn(holds)).toEqual([]);
    expect(await wrongIn(vacuous)).toEqual([why]);
  });
});

it('a file of tests is about the sequence that lies beside it, where two files have its name', () => {
  const other = { ...files.sequences.get(asId<SequenceId>('later')), path: 'sequences/winter/short.yaml' };
  const both = new Map([...files.sequences, [asId<SequenceId>('later'), other]]) as Files['sequences'];
  const text = 'version: 1\ntests: [{ name: One, expect: { end: finished } }]\n';
  const of = (path: string) => readTests(text, path, { ...files, sequences: both }).file?.sequence;
  expect(of('sequences/short.test.yaml')).toBe('short');
  expect(of('sequences/winter/short.test.yaml')).toBe('later');
});
