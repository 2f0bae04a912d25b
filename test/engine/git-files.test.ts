/** A workspace at a revision of git reads as its working tree did when it was committed, and no name of a revision reaches git as an option. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { filesAtRevision } from '../../src/engine/git-files.ts';
import { readWorkspaceAt } from '../../src/engine/read-workspace.ts';
import { readWorkspaceFiles } from '../../src/engine/workspace-files.ts';

const repository = mkdtempSync(join(tmpdir(), 'leadseq-git-'));
const root = join(repository, 'clients/agency');
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=Dana', '-c', 'user.email=dana@example.com', ...args], {
    cwd: repository,
    encoding: 'utf8',
  });
const write = (path: string, text: string | Uint8Array): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const sequence = (text: string): string =>
  `version: 1\nid: hello\nname: Hello\ntouches:\n  - { id: hi, day: 0, within: 5m, sms: "${text}" }\n`;

beforeAll(() => {
  mkdirSync(root, { recursive: true });
  git('init', '-q', '-b', 'main');
  write('notes.txt', 'before the workspace');
  git('add', '-A');
  git('commit', '-qm', 'nothing yet');
  write('leadseq.yaml', 'version: 1\nbusinesses: {}\n');
  write('sequences/hello.yaml', sequence('One.'));
  write('sequences/älter/name with space.yaml', sequence('Two.').replace('id: hello', 'id: older'));
  write('sequences/.draft.yaml', 'not read');
  write('templates/case.email.md', '---\nsubject: Case\n---\nWords\n');
  symlinkSync('case.email.md', join(root, 'templates/same.email.md'));
  git('add', '-A');
  git('commit', '-qm', 'a workspace');
  git('tag', 'v1');
});
afterAll(() => rmSync(repository, { recursive: true }));

it('a commit reads byte for byte as the working tree did, in a folder below the top of the repository', async () => {
  const before = await readWorkspaceFiles(root);
  const at = await filesAtRevision(root, 'v1');
  expect(at).toEqual({ ok: true, value: { commit: git('rev-parse', 'v1').trim(), files: before } });
  expect([...before.sequences.keys()]).toEqual([
    'sequences/hello.yaml',
    'sequences/älter/name with space.yaml',
  ]);
  expect(before.templates.get('templates/same.email.md')).toBe('---\nsubject: Case\n---\nWords\n');
});

it('what was edited since is not in it, and sequences come compiled', async () => {
  write('sequences/hello.yaml', sequence('Edited.'));
  const at = await readWorkspaceAt(root, 'HEAD', {});
  if (!at.ok) throw new Error(at.error.message);
  const [touch] = at.value.sequences.get('hello' as never)?.revision?.sequence.variants[0]?.touches ?? [];
  expect(touch?.action).toMatchObject({ alternatives: [{ text: { source: 'One.' } }] });
  const now = await readWorkspaceFiles(root);
  expect(now.sequences.get('sequences/hello.yaml')).toContain('Edited.');
  git('checkout', '-q', '--', '.');
});

it('a folder that was not there yet is empty', async () => {
  const at = await filesAtRevision(root, 'HEAD~1');
  if (!at.ok) throw new Error(at.error.message);
  expect(at.value.files).toEqual({
    settings: null,
    sequences: new Map(),
    templates: new Map(),
    diagnostics: [],
  });
});

it('files that are too large, or no text, are named and left out, as in the working tree', async () => {
  write('sequences/huge.yaml', `# ${'x'.repeat(1024 * 1024)}\n`);
  write('templates/latin.email.md', new Uint8Array([0xe9, 0x0a]));
  git('add', '-A');
  git('commit', '-qm', 'faulty files');
  const at = await filesAtRevision(root, 'HEAD');
  if (!at.ok) throw new Error(at.error.message);
  expect(at.value.files.diagnostics.map(({ code, file }) => [code, file])).toEqual([
    ['too-large', 'sequences/huge.yaml'],
    ['unreadable', 'templates/latin.email.md'],
  ]);
  expect([...at.value.files.sequences.keys()]).not.toContain('sequences/huge.yaml');
  git('reset', '-q', '--hard', 'v1');
});

it.each([
  ['--output=/tmp/x', 'bad-name', '"--output=/tmp/x" is no revision: it begins with a dash'],
  ['', 'bad-name', 'a revision has no name'],
  ['main --all', 'bad-name', '"main --all" is no revision: it has a space in it'],
  ['v1\u0000', 'bad-name', '"v1\u0000" is no revision: it has a space in it'],
  ['x'.repeat(251), 'bad-name', 'a revision has a name of more than 250 characters'],
  ['mian', 'unknown-revision', 'git knows no revision "mian"; did you mean main?'],
  ['v1..main', 'unknown-revision', 'git knows no revision "v1..main"'],
  ['HEAD:clients', 'unknown-revision', 'git knows no revision "HEAD:clients"'],
])('%j is refused: %s', async (name, kind, message) => {
  const at = await filesAtRevision(root, name);
  expect(at.ok).toBe(false);
  if (!at.ok) expect([at.error.kind, at.error.message]).toEqual([kind, message]);
});

it('outside of a repository it says so, and inside of a hook it still reads the folder that was named', async () => {
  const alone = mkdtempSync(join(tmpdir(), 'leadseq-alone-'));
  const at = await filesAtRevision(alone, 'HEAD');
  expect(at).toMatchObject({ ok: false, error: { kind: 'no-repository' } });
  process.env.GIT_DIR = join(repository, '.git');
  try {
    expect(await filesAtRevision(alone, 'HEAD')).toMatchObject({ ok: false });
    expect(await filesAtRevision(root, 'HEAD')).toMatchObject({ ok: true });
  } finally {
    delete process.env.GIT_DIR;
    rmSync(alone, { recursive: true });
  }
});
