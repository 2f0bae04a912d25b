/** The short name is a line for a shell or a link in a folder of the user, and never takes the place of another program. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { nameToType } from '../../src/cli/process-io.ts';
import { installSeq, placeOnPath, removeSeq } from '../../src/cli/user-seq.ts';
import { createWorld, type World } from '../cli/world.ts';

let world: World;
let folder: string;
let launcher: string;
beforeEach(() => {
  world = createWorld();
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'leadseq-alias-')));
  launcher = join(folder, 'leadseq/bin/seq');
  mkdirSync(join(folder, 'leadseq/bin'), { recursive: true });
  writeFileSync(launcher, '#!/usr/bin/env node\n/** Starts leadseq */\n', { mode: 0o755 });
});
afterEach(() => {
  world.remove();
  rmSync(folder, { recursive: true, force: true });
});

it('prints the line of the shell that is used, or that is named, and says so when it knows none', async () => {
  expect(await world.run('SHELL=/usr/bin/zsh leadseq alias')).toBe(
    "alias seq='LEADSEQ_NAME=seq /opt/leadseq/bin/seq'\n",
  );
  expect(await world.run('leadseq alias fish')).toBe(
    "alias seq 'env LEADSEQ_NAME=seq /opt/leadseq/bin/seq'\n",
  );
  expect(await world.run('SHELL=/bin/dash leadseq alias')).toBe(
    'leadseq: the shell in $SHELL is "dash"; it takes bash, zsh, fish\nSuch as: leadseq alias bash\n',
  );
});

it('the line makes a real bash call the launcher by its short name', () => {
  writeFileSync(launcher, '#!/bin/sh\necho "$LEADSEQ_NAME $*"\n', { mode: 0o755 });
  const script = `shopt -s expand_aliases\nalias seq='LEADSEQ_NAME=seq ${launcher}'\nseq tasks 3\n`;
  expect(execFileSync('bash', { input: script, encoding: 'utf8' })).toBe('seq tasks 3\n');
  expect(nameToType(launcher, folder, { LEADSEQ_NAME: 'seq' })).toBe('seq');
  expect(nameToType(launcher, folder, { LEADSEQ_NAME: 'rm -rf' })).toBe('./leadseq/bin/seq');
});

it('installs a link, twice is once, and removes it again', () => {
  const bin = join(folder, '.local/bin');
  expect(installSeq(bin, launcher)).toEqual({ ok: true, value: 'made' });
  expect(realpathSync(join(bin, 'seq'))).toBe(launcher);
  expect(installSeq(bin, launcher)).toEqual({ ok: true, value: 'there_already' });
  expect(removeSeq(bin, launcher)).toEqual({ ok: true, value: true });
  expect(existsSync(join(bin, 'seq'))).toBe(false);
  expect(removeSeq(bin, launcher)).toEqual({ ok: true, value: false });
});

it('leaves every other program as it is', () => {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const path = join(bin, 'seq');
  writeFileSync(path, 'somebody’s own\n');
  for (const act of [installSeq, removeSeq])
    expect(act(bin, launcher)).toEqual({
      ok: false,
      error: `${path} is another program, and was left as it is`,
    });
  expect(readFileSync(path, 'utf8')).toBe('somebody’s own\n');
  rmSync(path);
  symlinkSync('/usr/bin/seq', path);
  expect(installSeq(bin, launcher).ok).toBe(false);
  rmSync(path);
  symlinkSync(join(folder, 'gone'), path);
  expect(installSeq(bin, launcher).ok).toBe(false);
  expect(lstatSync(path).isSymbolicLink()).toBe(true);
});

it('mends a link to a copy of this program that has gone', () => {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync('/old/node_modules/leadseq/bin/seq', join(bin, 'seq'));
  expect(installSeq(bin, launcher)).toEqual({ ok: true, value: 'mended' });
  expect(realpathSync(join(bin, 'seq'))).toBe(launcher);
});

it('says whether the shell will find it', () => {
  const [bin, other] = [join(folder, 'bin'), join(folder, 'other')];
  mkdirSync(other);
  writeFileSync(join(other, 'seq'), '');
  expect(placeOnPath(bin, `${bin}:${other}`, '/')).toEqual({ kind: 'first' });
  expect(placeOnPath(bin, `${other}:${bin}`, '/')).toEqual({ kind: 'behind', other });
  expect(placeOnPath(bin, other, '/')).toEqual({ kind: 'missing' });
});

it('tells all that on one screen', async () => {
  const said = await world.run('PATH=/usr/bin leadseq alias --install');
  expect(said).toBe(
    [
      'Made /home/you/.local/bin/seq, which starts /opt/leadseq/bin/seq.',
      '/home/you/.local/bin is not on PATH, so nothing finds it yet. To put it first: export PATH=/home/you/.local/bin:"$PATH"',
      '',
    ].join('\n'),
  );
  expect(await world.run('leadseq alias --install --remove')).toContain('not both');
  expect(await world.run('leadseq alias --remove')).toBe('Removed /home/you/.local/bin/seq.\n');
});
