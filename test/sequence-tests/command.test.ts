/** `seq test` as it is typed: what passes, what fails and where, what no test has seen or would notice. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'junit2json';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, type World } from '../cli/world.ts';

const SHIPPED = join(import.meta.dirname, '../../sequences');

const SEQUENCE = `version: 1
id: short
fallbacks: { first_name: there }
touches:
  - { id: hello, within: 5m, sms: "Hi {{ first_name }}, {{ business_name }} here. Reply STOP to opt out." }
  - { id: call-1, day: 1, at: "14:00", call: "Call {{ first_name }}." }
  - id: after
    day: 3
    at: "11:00"
    sms:
      - { if: { call-1: voicemail }, text: "I left you a message, {{ first_name }}." }
      - { text: "Still there, {{ first_name }}?" }
when:
  reply: { do: pause, task: "Reply to {{ first_name }}" }
  booked: { do: stop, move_to: booked }
  not_interested: { do: stop, move_to: closed }
  finished: { do: stop, move_to: nurture }
`;

const TESTS = `version: 1
tests:
  - name: Nobody answers
    expect:
      touches:
        - { sent: hello, at: T+0m, contains: Acme Dental here, segments: 1 }
        - { task: call-1, at: day 1 14:00 }
        - { sent: after, at: "Fri 2026-03-06 11:00", contains: Still there }
      end: finished
      stage: nurture
  - name: A voicemail is mentioned
    calls: voicemail
    expect:
      some: [{ sent: after, contains: I left you a message, lacks: Still there }]
`;

const SETTINGS = `version: 1
businesses:
  acme-dental: { name: Acme Dental, zone: America/Chicago, booking_link: "https://example.com/book" }
`;

let world: World;

beforeAll(() => {
  world = createWorld();
  world.writeFile('leadseq.yaml', SETTINGS);
  world.writeFile('sequences/short.yaml', SEQUENCE);
});

beforeEach(() => world.writeFile('sequences/short.test.yaml', TESTS));

afterAll(async () => {
  await world.stop();
  world.remove();
});

/** Line and column of some words of a text. */
function placeOf(text: string, words: string): string {
  const lines = text.slice(0, text.indexOf(words)).split('\n');
  return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}

const fileOf = (path: string): string => readFileSync(join(world.root, path), 'utf8');

describe('the shipped sequences', () => {
  it('have tests that pass and see each branch', async () => {
    const said = JSON.parse(await world.run(`seq test ${SHIPPED} --coverage --json`)) as {
      readonly tests: number;
      readonly failed: number;
      readonly coverage: readonly { readonly sequence: string; readonly unseen: readonly unknown[] }[];
    };
    expect(said.coverage.map(({ sequence, unseen }) => [sequence, unseen])).toEqual([
      ['appointment-reminders', []],
      ['follow-up-7', []],
      ['framework-14', []],
      ['missed-call', []],
      ['nurture-monthly', []],
    ]);
    expect([said.tests > 90, said.failed]).toEqual([true, 0]);
  });

  it('are given to a workspace without their tests, get their first ones there, and lint reads them too', async () => {
    const made = createWorld();
    await made.run('seq init --yes --name "Acme Dental" --zone America/Chicago');
    expect(await made.run('seq test framework-14')).toContain('there are no tests here');
    expect(await made.run('seq test framework-14 --update')).toContain('5 tests written');
    expect(await made.run('seq test')).toBe(
      'sequences/framework-14.test.yaml  5 tests, ok\n5 tests: all pass\n',
    );
    expect(await made.run('seq lint')).toContain('7 files: nothing wrong');
    await made.stop();
    made.remove();
  });
});

describe('seq test', () => {
  it('passes what is as expected, by name, by file and by folder', async () => {
    const said = 'sequences/short.test.yaml  2 tests, ok\n2 tests: all pass\n';
    for (const typed of ['', 'short', 'sequences', 'sequences/short.yaml', 'sequences/short.test.yaml'])
      expect([typed, await world.run(`seq test ${typed}`)]).toEqual([typed, said]);
  });

  it('shows what is not as expected at its place, with what came', async () => {
    world.writeFile('sequences/short.test.yaml', TESTS.replace('day 1 14:00', 'day 1 15:00'));
    expect(await world.run('seq test')).toBe(`sequences/short.test.yaml  2 tests, 1 failed

sequences/short.test.yaml:7:19 failed
  Nobody answers
  What becomes of the touches is not what is expected.
      sent hello  Tue 2026-03-03 10:00
    - task call-1  Wed 2026-03-04 15:00
    + task call-1  Wed 2026-03-04 14:00
      sent after  Fri 2026-03-06 11:00

2 tests: 1 failed
`);
  });

  it.each([
    ['contains: Acme Dental here', 'contains: Bright Dental', 'Bright Dental', 'these words are not in it'],
    ['segments: 1', 'segments: 2', '2 }', 'has 1 segments, not 2'],
    ['end: finished', 'end: stopped', 'stopped', 'short is finished in the end'],
    ['stage: nurture', 'stage: booked', 'booked', 'The stage is nurture in the end, not booked'],
    ['stage: nurture', 'never: [after]', 'after]', 'after goes, and never should'],
    ['stage: nurture', 'ended: day 9 10:00', 'day 9', 'short ends at another time'],
    ['stage: nurture', 'tasks: [{ title: Call Jim }]', 'Call Jim', 'People are asked to do something else'],
    ['lacks: Still there', 'lacks: left you', 'left you }', '"left you" is in it'],
  ])('says that `%s` is wrong when it is `%s`', async (right, wrong, at, words) => {
    const text = TESTS.replace(right, wrong);
    world.writeFile('sequences/short.test.yaml', text);
    const said = await world.run('seq test');
    expect(said).toContain(`sequences/short.test.yaml:${placeOf(text, at)} failed`);
    expect(said).toContain(words);
  });

  it.each([
    ['sent: hello', 'sent: helo', 'helo', 'unknown-touch', 'Did you mean hello?'],
    ['sent: hello', 'send: hello', 'send: hello', 'unknown-key', 'Did you mean sent?'],
    ['Fri 2026-03-06', 'Mon 2026-03-06', '"Mon', 'wrong-value', '2026-03-06 is a Fri, not a Mon'],
    ['T+0m', 'T+soon', 'T+soon', 'wrong-value', 'holds no duration'],
    ['calls: voicemail', 'calls: voicmail', 'voicmail', 'wrong-value', 'Did you mean voicemail?'],
    [
      'A voicemail is',
      'Nobody answers\n    #',
      'Nobody answers\n    #',
      'duplicate-key',
      'the first is on line 3',
    ],
    ['version: 1', 'version: 1\nsequence: shor', 'shor\n', 'unknown-sequence', 'Did you mean short?'],
    ['version: 1', 'version: 1\nsettings: { version: 1 }', 'version: 1 }', 'missing-key', 'businesses'],
    ['end: finished', 'end: done', 'done', 'wrong-value', 'active, paused, stopped or finished'],
  ])('finds the mistake when `%s` is `%s`, and so does lint', async (right, wrong, at, code, words) => {
    const text = TESTS.replace(right, wrong);
    world.writeFile('sequences/short.test.yaml', text);
    for (const command of [
      'seq test',
      'seq lint',
      'seq lint sequences',
      'seq lint sequences/short.test.yaml',
    ]) {
      const said = (await world.run(command)).replace(/\s+/g, ' ');
      const head = `sequences/short.test.yaml:${placeOf(text, at)} error [${code}]`;
      expect([command, said]).toEqual([command, expect.stringContaining(head)]);
      expect(said).toContain(words);
    }
  });

  it('lint tells a mistake in a sequence once, and nothing of the tests that wait for it', async () => {
    world.writeFile('sequences/short.yaml', SEQUENCE.replace('day: 1', 'day: soon'));
    const { diagnostics, checked } = JSON.parse(await world.run('seq lint --json')) as {
      readonly checked: number;
      readonly diagnostics: readonly { readonly file: string; readonly severity: string }[];
    };
    world.writeFile('sequences/short.yaml', SEQUENCE);
    const files = diagnostics.filter(({ severity }) => severity === 'error').map(({ file }) => file);
    expect([checked, files]).toEqual([3, ['sequences/short.yaml']]);
  });

  it('names each branch that no test has seen, where it stands, and fails below the threshold', async () => {
    const said = await world.run('seq test --coverage');
    expect(said).toContain('short  66 % covered (6 of 9 branches)');
    expect(said).toContain('  not seen: when: reply is followed\n    sequences/short.yaml:14:3');
    expect(await world.run('seq test --min-coverage 67')).toContain('66 % covered, below 67 %');
    world.writeFile(
      'sequences/short.test.yaml',
      TESTS.replace('    calls: voicemail\n', '').replace(/lacks: [^}]+/, 'at: day 3 11:00 '),
    );
    expect(await world.run('seq test --coverage')).toContain(
      '  not seen: after says its first wording\n    sequences/short.yaml:11:',
    );
  });

  it('names what no test would notice, and nothing that one would', async () => {
    const said = await world.run('seq test short --mutate');
    const unnoticed = [...said.matchAll(/unnoticed: (.*)/g)].map(([, what]) => what);
    expect(unnoticed).toContain('when: reply is not there');
    expect(unnoticed).not.toContain('call-1 is not there');
    expect(unnoticed).not.toContain('after says wording 1 whatever its condition');
    expect(unnoticed).not.toContain('when: finished moves to no stage');
    world.writeFile(
      'sequences/short.test.yaml',
      TESTS.replace(
        'tests:\n',
        'redundant:\n  - { without: "when: reply is not there", because: nobody writes }\n  - { without: call-1 is not there, because: wrong }\ntests:\n',
      ),
    );
    const excused = await world.run('seq test short --mutate');
    expect(excused).not.toContain('unnoticed: when: reply is not there');
    expect(excused).toContain('called redundant, and is not: call-1 is not there');
  });

  it('is read as JUnit by a consumer of it', async () => {
    world.writeFile('sequences/short.test.yaml', TESTS.replace('day 1 14:00', 'day 1 15:00'));
    const parsed = await parse(await world.run('seq test --format junit --min-coverage 90'));
    expect(parsed).toMatchObject({
      tests: 3,
      failures: 2,
      testsuite: [
        { name: 'sequences/short.test.yaml', tests: 2, failures: 1 },
        {
          name: 'coverage',
          testcase: [{ name: 'short', failure: [{ message: '66 % covered, below 90 %' }] }],
        },
      ],
    });
  });

  it('writes what happens into tests that expect nothing, which pass then, and changes no other', async () => {
    const more = `${TESTS}  # A lead who is gone.\n  - name: STOP ends it\n    events: [{ at: T+1h, stop: true }]\n`;
    world.writeFile('sequences/short.test.yaml', more);
    expect(await world.run('seq test')).toContain('It expects nothing yet.');
    expect(await world.run('seq test --update')).toContain('sequences/short.test.yaml: 1 test written');
    expect(fileOf('sequences/short.test.yaml')).toBe(
      `${more}    expect:\n      touches:\n        - { sent: hello, at: "Tue 2026-03-03 10:00" }\n      tasks: []\n      end: stopped\n`,
    );
    expect(await world.run('seq test')).toContain('3 tests: all pass');
    expect(await world.run('seq test --update')).toContain('nothing was written');
  });
});
