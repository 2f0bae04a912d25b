/** The name `seq` is older than this program: what coreutils' seq takes it still gets, with the same answer to the byte. */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const OURS = resolve(import.meta.dirname, '../../bin/seq');
const THEIRS = '/usr/bin/seq';
const folder = mkdtempSync(join(tmpdir(), 'leadseq-name-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const NODE_FIRST = [resolve(process.execPath, '..'), '/usr/bin', '/bin'];

function start(file: string, words: readonly string[], path: readonly string[]): Promise<Said> {
  const env = { ...process.env, PATH: path.join(delimiter), LC_ALL: 'C' };
  return new Promise((done) => {
    execFile(file, words, { env, cwd: folder, timeout: 50_000 }, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      done({ code, out: String(out), err: String(err) });
    });
  });
}

const ours = (
  words: readonly string[],
  path: readonly string[] = [resolve(OURS, '..'), ...NODE_FIRST],
): Promise<Said> => start(process.execPath, [OURS, ...words], path);

/** Each documented form of the manual of coreutils, its options in every spelling, and the mistakes that it names. */
const FORMS: readonly (readonly string[])[] = [
  // LAST; FIRST LAST; FIRST INCREMENT LAST
  ['3'],
  ['2', '5'],
  ['1', '2', '9'],
  ['9', '-2', '1'],
  ['3', '1'],
  ['1', '-1', '3'],
  // numbers
  ['-3'],
  ['-3', '-1'],
  ['-1', '-1', '-3'],
  ['+2'],
  ['0.5', '.25', '1'],
  ['1.', '2'],
  ['1e1', '12'],
  ['1E-1', '1e-1', '.3'],
  ['0x1p2'],
  ['0xa', '0xC'],
  ['0x.8p1', '2'],
  ['1', 'inf', '2'],
  ['inf', '-1', '3'],
  ['-0', '1'],
  ['0', '0.1', '0.3'],
  [' 2'],
  // options
  ['-f', '%03g', '3'],
  ['-f%.2f', '2'],
  ['--format', '%g!', '2'],
  ['--format=%5.1f', '2'],
  ['--form', '%e', '1'],
  ['-s', ',', '3'],
  ['-s,', '3'],
  ['-s', '', '3'],
  ['--separator', ' ', '3'],
  ['--separator=-', '3'],
  ['--sep=\\n', '2'],
  ['-w', '8', '11'],
  ['--equal-width', '-1', '1'],
  ['--eq', '99', '101'],
  ['-w', '-s', ':', '1', '3'],
  ['-ws:', '8', '10'],
  ['-ws', ':', '8', '10'],
  ['-s', ':', '-w', '--', '-1', '1'],
  ['--', '2'],
  ['--', '-2', '-1'],
  ['-s', '5', '2', '4'],
  // mistakes
  ['-w'],
  ['--'],
  ['-f', '%g'],
  ['-s'],
  ['1', '2', '3', '4'],
  ['1', ''],
  ['1', 'x'],
  ['3', '-w'],
  ['3', '--help'],
  ['1', 'nan'],
  ['1', '0', '3'],
  ['-f', '%d', '3'],
  ['-f', '%g%g', '3'],
  ['-f', 'x', '3'],
  ['-w', '-f', '%g', '3'],
  ['-f', '%', '3'],
  ['1x'],
  ['-inf', '3'],
  ['-w', '--help'],
  ['-s:', '--version'],
];

/** Theirs is started as a shell starts it: by its name, which its messages repeat. Two at a time: the machine has two cores. */
async function compareAll(forms: readonly (readonly string[])[]): Promise<readonly object[]> {
  const queue = [...forms].values();
  const different: object[] = [];
  const lane = async (): Promise<void> => {
    for (const words of queue) {
      const [mine, wanted] = [await ours(words), await start('seq', words, NODE_FIRST)];
      if (JSON.stringify(mine) !== JSON.stringify(wanted)) different.push({ words, mine, wanted });
    }
  };
  await Promise.all([lane(), lane()]);
  return different;
}

it('there is a seq of coreutils to compare with', () => {
  expect(existsSync(THEIRS)).toBe(true);
});

it('every form that coreutils documents, and every mistake it names, is answered by it: output, errors and exit code', async () => {
  expect(await compareAll(FORMS)).toEqual([]);
});

it('the comparison can fail: what is ours is answered otherwise', async () => {
  const forms = [[], ['--help'], ['--version'], ['tasks', '3'], ['-z', '3']];
  expect((await compareAll(forms)).length).toBe(forms.length);
});

describe('handing over', () => {
  const elsewhere = (name: string): string => {
    const made = join(folder, name);
    mkdirSync(made, { recursive: true });
    return made;
  };

  it('passes over links to ours, copies of ours and what cannot be run, and finds the next program', async () => {
    const [linked, copied, dead] = [elsewhere('linked'), elsewhere('copied/bin'), elsewhere('dead')];
    symlinkSync(OURS, join(linked, 'seq'));
    copyFileSync(OURS, join(copied, 'seq'));
    chmodSync(join(copied, 'seq'), 0o755);
    writeFileSync(join(dead, 'seq'), 'not to be run');
    const path = [linked, copied, dead, resolve(OURS, '..'), ...NODE_FIRST];
    expect(await ours(['2'], path)).toEqual({ code: 0, out: '1\n2\n', err: '' });
    expect(await start(join(linked, 'seq'), ['2'], path)).toEqual({ code: 0, out: '1\n2\n', err: '' });
  });

  it('never goes round in circles: a script that calls ours is asked once, and then the next', async () => {
    const round = elsewhere('round');
    writeFileSync(join(round, 'seq'), `#!/bin/sh\nexec '${process.execPath}' '${OURS}' "$@"\n`, {
      mode: 0o755,
    });
    expect(await ours(['2'], [round, ...NODE_FIRST])).toEqual({ code: 0, out: '1\n2\n', err: '' });
    const alone = await ours(['2'], [round]);
    expect(alone).toMatchObject({ code: 2, out: '' });
    expect(alone.err).toBe(
      'seq: these are arguments of the coreutils seq, and there is no other seq on PATH\n',
    );
  });

  it('ends as the other ended when a reader leaves early', async () => {
    const line = `'${process.execPath}' '${OURS}' 1 1000000 | head -1; echo "\${PIPESTATUS[0]}"`;
    const theirs = `seq 1 1000000 | head -1; echo "\${PIPESTATUS[0]}"`;
    const [mine, wanted] = [
      await start('/bin/bash', ['-c', line], NODE_FIRST),
      await start('/bin/bash', ['-c', theirs], NODE_FIRST),
    ];
    expect(mine).toEqual(wanted);
    expect(mine.out).toBe('1\n141\n');
  });
});
