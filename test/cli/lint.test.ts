/** What `seq lint` prints for programs is read by programs: a validator of SARIF, a reader of JUnit, `git apply` for the diff. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildMatcher } from '@microsoft/sarif-matcher-utils';
import { parse, type TestSuites } from 'junit2json';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, type World } from './world.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
  world.writeFile(
    'leadseq.yaml',
    'version: 1\nbusinesses: { acme: { name: Acme, zone: America/Chicago } }\nlint: {}\n',
  );
  world.writeFile('sequences/good.yaml', GOOD);
  world.writeFile('sequences/bad.yaml', BAD);
});
afterEach(() => world.remove());

const GOOD = 'version: 1\nid: good\ntouches: [{ id: a, day: 1, move: won }]\n';
/** Two mistakes that can only be meant one way, one that nobody can guess, and letters that other formats escape. */
const BAD = `version: 1
id: bad
name: 100%, "a" <b> & c
touches:
  - { id: a, day: 1, at: 9am, sms: Hi } # kept
  - { id: b, day: 2, after: 5 minutes, sms: Hi }
  - { id: c, dya: 3, sms: Hi }
`;
const read = (path: string): string => readFileSync(join(world.root, path), 'utf8');

describe('SARIF', () => {
  it('is valid against the schema of 2.1.0, and points to the character', async () => {
    const log = JSON.parse(cutExit(await world.run('seq lint sequences/bad.yaml --format sarif')));
    const { pass, message } = buildMatcher()(log);
    expect(pass, message()).toBe(true);
    const [run] = log.runs;
    const first = run.results[0];
    expect(first).toMatchObject({ ruleId: 'wrong-value', level: 'error' });
    expect(first.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'sequences/bad.yaml', uriBaseId: 'SRCROOT' },
      region: { startLine: 5, startColumn: 26, endLine: 5, endColumn: 29, charOffset: 77, charLength: 3 },
    });
    expect(first.fixes[0].artifactChanges[0].replacements).toEqual([
      { deletedRegion: { charOffset: 77, charLength: 3 }, insertedContent: { text: '"09:00"' } },
    ]);
    expect(run.tool.driver.rules[first.ruleIndex]).toMatchObject({ id: 'wrong-value' });
  });

  it('would not be, with a level that SARIF does not know', async () => {
    const log = JSON.parse(cutExit(await world.run('seq lint sequences/bad.yaml --format sarif')));
    log.runs[0].results[0].level = 'fatal';
    expect(buildMatcher()(log).pass).toBe(false);
  });
});

describe('JUnit', () => {
  it('has a suite for each file and a failure for each error', async () => {
    const xml = cutExit(await world.run('seq lint sequences/bad.yaml sequences/good.yaml --format junit'));
    const suites = (await parse(xml)) as TestSuites;
    const bad = suites.testsuite?.find(({ name }) => name === 'sequences/bad.yaml');
    expect(bad).toMatchObject({ tests: 3, failures: 3, errors: 0 });
    expect(bad?.testcase?.map(({ name }) => name)).toEqual([
      'wrong-value 5:26',
      'wrong-value 6:29',
      'unknown-key 7:14',
    ]);
    expect(bad?.testcase?.[0]?.failure?.[0]).toMatchObject({ type: 'error' });
    expect(bad?.testcase?.[0]?.failure?.[0]?.message).toContain('write it like "10:00"');
    expect(suites.failures).toBe(3);
  });
});

describe('GitHub annotations', () => {
  it('escape what would end them', async () => {
    const said = cutExit(await world.run('seq lint sequences/bad.yaml --format github'));
    expect(said.split('\n')[0]).toBe(
      '::error file=sequences/bad.yaml,line=5,col=26,endLine=5,endColumn=29,title=wrong-value::`9am` is not a time of day; write it like "10:00" or "14:30". Did you mean "09:00"?',
    );
    expect(said.trim().split('\n')).toHaveLength(3);
  });
});

describe('--diff and --fix', () => {
  it('--diff shows what --fix does, git can apply it, and nothing else in the file changes', async () => {
    const diff = cutExit(await world.run('seq lint sequences/bad.yaml --diff'));
    expect(read('sequences/bad.yaml')).toBe(BAD);
    expect(await world.run('seq lint sequences/bad.yaml --fix')).toContain('1 file mended');
    const mended = BAD.replace('9am', '"09:00"').replace('5 minutes', '5m');
    expect(read('sequences/bad.yaml')).toBe(mended);
    writeFileSync(join(world.root, 'sequences/bad.yaml'), BAD);
    execFileSync('git', ['apply', '--unsafe-paths', '-'], { cwd: world.root, input: diff });
    expect(read('sequences/bad.yaml')).toBe(mended);
  });

  it('--diff says nothing about files that need nothing', async () => {
    expect(await world.run('seq lint sequences/good.yaml --diff')).toBe('');
  });
});

describe('standard input', () => {
  it('is checked in the light of the workspace, under the name that it is given', async () => {
    world.writeFile('typed.txt', BAD);
    expect(await world.run('seq lint - --stdin-path sequences/bad.yaml < typed.txt')).toContain(
      'sequences/bad.yaml:5:26 error [wrong-value]',
    );
    expect(await world.run('seq lint - < typed.txt')).toContain('stdin.yaml:5:26 error [wrong-value]');
    expect(await world.run('seq lint - --fix < typed.txt')).toContain('a pipe has none');
  });
});

it('a sequence comes with its templates, and a template may be named by itself', async () => {
  world.writeFile(
    'sequences/good.yaml',
    'version: 1\nid: good\ntouches: [{ id: a, day: 1, sms: { template: hello } }]\n',
  );
  world.writeFile('templates/hello.sms.md', 'Hi there, see https://bit.ly/3abc\n');
  world.writeFile('templates/idle.sms.md', 'Hi\n');
  const places = async (name: string): Promise<readonly string[]> => {
    const found = JSON.parse(cutExit(await world.run(`seq lint ${name} --json`))).diagnostics;
    return found.map(({ file, code }: { file: string; code: string }) => `${file} ${code}`).sort();
  };
  expect(await places('sequences/good.yaml')).toContain('templates/hello.sms.md no-link-shorteners');
  expect(await places('templates/hello.sms.md')).toEqual([
    'templates/hello.sms.md first-line-names-lead',
    'templates/hello.sms.md first-text-names-business',
    'templates/hello.sms.md no-link-shorteners',
  ]);
  expect(await places('sequences/bad.yaml')).not.toContain('templates/hello.sms.md no-link-shorteners');
});

it('compares ids with the last commit, or with what --since names', async () => {
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
      cwd: world.root,
      stdio: 'ignore',
    });
  const touch = (id: string): string => `version: 1\nid: good\ntouches: [{ id: ${id}, day: 1, move: won }]\n`;
  const ids = async (line: string): Promise<readonly string[]> =>
    (await world.run(line)).split('\n').filter((one) => one.includes('[ids-keep-their-meaning]'));
  const found = ['sequences/good.yaml:3:17 error [ids-keep-their-meaning]'];
  expect(await ids('seq lint')).toEqual([]);
  expect(await world.run('seq lint --since HEAD')).toContain('in no git repository');
  git('init', '-q');
  expect(await ids('seq lint')).toEqual([]);
  git('add', '.');
  git('commit', '-qm', 'one');
  world.writeFile('sequences/good.yaml', touch('b'));
  expect(await ids('seq lint')).toEqual(found);
  expect(await ids('seq lint sequences/good.yaml')).toEqual([]);
  expect(await ids('seq lint sequences/good.yaml --since HEAD')).toEqual(found);
  git('commit', '-qam', 'two');
  expect(await ids('seq lint')).toEqual([]);
  expect(await ids('seq lint --since HEAD~1')).toEqual(found);
  expect(await world.run('seq lint --since=--all')).toContain('begins with a dash');
  expect(await world.run('seq lint --since HAED')).toContain('did you mean HEAD?');
});

it('--max-warnings fails above the number, and not at it', async () => {
  world.writeFile(
    'sequences/call.yaml',
    'version: 1\nid: call\ntouches:\n  - { id: a, day: 1, call: { script: Ask. } }\n',
  );
  const said = await world.run('seq lint sequences/call.yaml --json');
  const { warnings } = JSON.parse(cutExit(said)) as { warnings: number };
  expect(warnings).toBeGreaterThan(0);
  expect(await world.run(`seq lint sequences/call.yaml --max-warnings ${warnings}`)).not.toContain('exit');
  expect(await world.run(`seq lint sequences/call.yaml --max-warnings ${warnings - 1}`)).toContain(
    `--max-warnings allows ${warnings - 1}`,
  );
  expect(await world.run('seq lint --max-warnings some')).toContain('it is a whole number');
});

describe('explain', () => {
  it('says what a rule and what a code is about, and what was meant by another word', async () => {
    expect(await world.run('seq explain every-call-has-voicemail')).toContain('Right');
    expect(await world.run('seq explain [unknown-key]')).toContain('cannot be disabled');
    expect(await world.run('seq explain unknwon-key')).toContain('did you mean unknown-key?');
  });
});

/** A transcript ends with the exit code where it is not 0. */
function cutExit(said: string): string {
  return said.replace(/\n?\[?exit[^\n]*\n?$/, '\n');
}
