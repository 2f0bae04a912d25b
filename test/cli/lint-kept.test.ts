/** Findings that lint has kept are those it would find: whatever could change them makes it look again. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildId, judgeAnew, judgeKept } from '../../src/cli/lint-kept.ts';
import type { LintFilesInput } from '../../src/lint/lint-files.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'leadseq-kept-'));
  writeFileSync(join(root, 'leadseq.yaml'), SETTINGS);
});
afterEach(() => rmSync(root, { recursive: true }));

const SETTINGS = 'version: 1\nbusinesses: { acme: { name: Acme, zone: America/Chicago } }\n';
const TEXT = 'version: 1\nid: hello\ntouches: [{ id: a, day: 1, at: 9am, sms: { template: hi } }]\n';
const INPUT: LintFilesInput = {
  workspace: { path: 'leadseq.yaml', text: SETTINGS },
  sequences: new Map([
    ['sequences/hello.yaml', TEXT],
    ['sequences/won.yaml', 'version: 1\nid: won\ntouches: [{ id: a, day: 1, move: won }]\n'],
  ]),
  templates: new Map([['templates/hi.md', 'Hi {{ first_nam }}']]),
};
const PLANTED = { code: 'planted', severity: 'error', message: 'Nobody finds this.', file: 'x' } as const;

const folder = (): string => join(root, '.leadseq/lint');
const kept = (): readonly string[] => (existsSync(folder()) ? readdirSync(folder()) : []);
const judge = judgeKept('this build');

/** What is found next for `INPUT` is not what is wrong with it, so that a second look can be told from a first. */
async function plant(): Promise<void> {
  await judge(root, INPUT);
  const [name = ''] = kept();
  writeFileSync(join(folder(), name), JSON.stringify({ findings: [PLANTED] }));
}

it('finds the same as without, the first time and again, down to every place and mend', async () => {
  const anew = await judgeAnew(root, INPUT);
  expect(anew.map(({ code }) => code)).toContain('wrong-value');
  expect(anew.some(({ edits }) => edits !== undefined)).toBe(true);
  expect(await judge(root, INPUT)).toStrictEqual(anew);
  expect(kept()).toHaveLength(1);
  expect(await judge(root, INPUT)).toStrictEqual(anew);
});

it('does not look again while nothing has changed', async () => {
  await plant();
  expect(await judge(root, INPUT)).toEqual([PLANTED]);
});

const EARLIER = {
  revision: 'HEAD',
  sequences: new Map([['sequences/hello.yaml', TEXT]]),
  templates: new Map(),
};
it.each<readonly [string, LintFilesInput]>([
  [
    'a sequence',
    { ...INPUT, sequences: new Map([...INPUT.sequences, ['sequences/hello.yaml', `${TEXT} `]]) },
  ],
  ['the name of a sequence', { ...INPUT, sequences: new Map([['sequences/other.yaml', TEXT]]) }],
  ['a sequence that is gone', { ...INPUT, sequences: new Map([['sequences/hello.yaml', TEXT]]) }],
  ['a template', { ...INPUT, templates: new Map([['templates/hi.md', 'Hi']]) }],
  [
    'a template that became a sequence',
    { ...INPUT, sequences: new Map([...INPUT.sequences, ...INPUT.templates]), templates: new Map() },
  ],
  ['the settings', { ...INPUT, workspace: { path: 'leadseq.yaml', text: `${SETTINGS}lint: {}\n` } }],
  ['settings that are gone', { ...INPUT, workspace: null }],
  ['what is asked', { ...INPUT, only: new Set(['sequences/won.yaml']) }],
  ['nothing that is asked', { ...INPUT, only: new Set() }],
  ['an earlier revision', { ...INPUT, earlier: EARLIER }],
  ['the name of an earlier revision', { ...INPUT, earlier: { ...EARLIER, revision: 'main' } }],
  ['the files of an earlier revision', { ...INPUT, earlier: { ...EARLIER, sequences: new Map() } }],
  ['the templates of an earlier revision', { ...INPUT, earlier: { ...EARLIER, templates: INPUT.templates } }],
])('looks again after a change of %s', async (_, changed) => {
  await plant();
  expect(await judge(root, changed)).toStrictEqual(await judgeAnew(root, changed));
  expect(kept()).toHaveLength(2);
});

it('looks again when another build of the program asks', async () => {
  await plant();
  expect(await judgeKept('that build')(root, INPUT)).toStrictEqual(await judgeAnew(root, INPUT));
});

it.each([
  ['cut short', '{"findings":[{"co'],
  ['something else', '[]'],
  ['empty', ''],
])('looks again when what was kept is %s', async (_, text) => {
  await plant();
  const [name = ''] = kept();
  writeFileSync(join(folder(), name), text);
  expect(await judge(root, INPUT)).toStrictEqual(await judgeAnew(root, INPUT));
  expect(JSON.parse(readFileSync(join(folder(), name), 'utf8')).findings).not.toEqual([]);
});

it('keeps twenty results', async () => {
  for (let n = 0; n < 23; n++)
    await judge(root, { ...INPUT, workspace: { path: 'leadseq.yaml', text: `${SETTINGS}# ${n}\n` } });
  expect(kept()).toHaveLength(20);
});

it('keeps nothing outside of a workspace, below one, or while nobody knows which build this is', async () => {
  const below = join(root, 'below');
  mkdirSync(below);
  await judgeKept('this build')(below, INPUT);
  await judgeKept(null)(root, INPUT);
  rmSync(join(root, 'leadseq.yaml'));
  await judge(root, INPUT);
  expect([existsSync(join(below, '.leadseq')), existsSync(join(root, '.leadseq'))]).toEqual([false, false]);
});

it('says what it found where nothing can be kept', async () => {
  mkdirSync(join(root, '.leadseq'));
  writeFileSync(folder(), 'a file stands in the way');
  expect(await judge(root, INPUT)).toStrictEqual(await judgeAnew(root, INPUT));
  expect(readFileSync(folder(), 'utf8')).toBe('a file stands in the way');
});

it('knows its build from the chunks, and none when it runs from plain files', async () => {
  expect(await buildId({ env: { LEADSEQ_DEBUG: '1' } })).toBe(null);
  expect(await buildId({ env: {} })).toBe(null);
  expect(readFileSync('dist/chunks/build-id', 'utf8')).toMatch(/^[0-9a-f]{64}$/);
});
