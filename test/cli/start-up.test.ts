/** Start-up stays light: what `--help` loads is commander and chalk, and the launcher answers the common questions alone. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { afterAll, describe, expect, it } from 'vitest';
import { chunksAt } from '../../src/cli/chunks.ts';

const root = resolve(import.meta.dirname, '../..');
const launcher = join(root, 'bin/seq');
const folder = mkdtempSync(join(tmpdir(), 'leadseq-launch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const launch = (args: readonly string[], env: NodeJS.ProcessEnv = process.env) =>
  spawnSync(process.execPath, [launcher, ...args], { cwd: folder, env, encoding: 'utf8' });

/** Files and packages that importing `entry` loads: static imports of values, followed; `import()` is not. */
function loadedBy(entry: string): { readonly files: Set<string>; readonly packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const [, types, from = ''] of readFileSync(file, 'utf8').matchAll(
      /^(?:import|export)\s+(type\s)?[^;]*?from '([^']+)';/gm,
    )) {
      if (types !== undefined) continue;
      if (from.startsWith('.')) visit(resolve(dirname(file), from));
      else if (!from.startsWith('node:')) packages.add(from);
    }
  };
  visit(entry);
  return { files, packages };
}

describe('what help loads', () => {
  const { files, packages } = loadedBy(join(root, 'src/cli/main.ts'));

  it('two libraries, and neither the database, nor YAML, nor time zones, nor templates', () => {
    expect([...packages].sort()).toEqual(['chalk', 'commander']);
  });

  it('no command and nothing of the engine', () => {
    const heavy = [...files].filter((file) =>
      /src\/(engine|schedule|sequence|message|cli\/commands)\//.test(file),
    );
    expect(heavy).toEqual([]);
  });

  it('a command is heavier, so the measure can tell the difference', () => {
    expect(loadedBy(join(root, 'src/cli/commands/why.ts')).packages).toContain('luxon');
  });
});

describe('the launcher', () => {
  it('is run from the build', () => {
    expect(existsSync(join(root, 'dist/cli/main.js')), 'run `npm run build` first').toBe(true);
  });

  it('prints the version of the package', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(launch(['--version'])).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('hands numbers over to the other seq', () => {
    const other = join(folder, 'seq');
    symlinkSync('/bin/echo', other);
    const env = { ...process.env, PATH: `${join(root, 'bin')}:${folder}` };
    expect(launch(['1', '3'], env)).toMatchObject({ status: 0, stdout: '1 3\n' });
    expect(launch(['-w', '-s', ',', '8', '-.5', '10'], env)).toMatchObject({ stdout: '-w -s , 8 -.5 10\n' });
    expect(launch(['tasks', '3'], env).stdout).not.toContain('tasks 3');
  });

  it('says so when there is no other seq', () => {
    const answer = launch(['3'], { ...process.env, PATH: join(root, 'bin') });
    expect(answer).toMatchObject({ status: 2, stdout: '' });
    expect(answer.stderr).toBe(
      'seq: these are arguments of the coreutils seq, and there is no other seq on PATH\n',
    );
  });

  it('answers a tick with nothing due as the whole program does', () => {
    expect(launch(['init', '--yes', '--name', 'Acme', '--zone', 'America/Chicago'])).toMatchObject({
      status: 0,
    });
    const short = launch(['tick']);
    expect(short).toMatchObject({ status: 0, stdout: 'Nothing is due now.\n', stderr: '' });
    // `--limit` is not for the short way, so this is the whole program.
    expect(launch(['tick', '--limit', '9'])).toMatchObject({ status: 0, stdout: short.stdout, stderr: '' });
  });

  it('with nothing due, says all the same which secret a live provider lacks', () => {
    writeFileSync(join(folder, 'leads.csv'), 'First name,Phone,Source\nMaria,(312) 555-0142,Website form\n');
    launch(['enroll', 'leads.csv', '--sequence', 'follow-up-7']);
    // Sent, or waiting for the morning: nothing is due any more.
    launch(['tick']);
    const quiet = { status: 0, stdout: 'Nothing is due now.\n' };
    expect(launch(['tick'])).toMatchObject(quiet);
    appendFileSync(
      join(folder, 'leadseq.yaml'),
      '\nproviders: { sms: twilio }\ntwilio: { account_sid: AC00000000000000000000000000000000 }\n',
    );
    const lacking = launch(['tick']);
    expect(lacking).toMatchObject({ status: 3, stdout: '' });
    expect(lacking.stderr).toContain('LEADSEQ_TWILIO_TOKEN is not set');
    const set = { ...process.env, LEADSEQ_TWILIO_TOKEN: 'x' };
    expect(launch(['tick'], set)).toMatchObject(quiet);
    writeFileSync(join(folder, '.env'), 'LEADSEQ_TWILIO_TOKEN_ACME=x\n', { mode: 0o600 });
    expect(launch(['tick'])).toMatchObject(quiet);
  });

  it('at a terminal the whole program ticks, which asks what leads have answered; into a file or nowhere the launcher does', () => {
    launch(['init', '--yes', '--name', 'Acme', '--zone', 'America/Chicago']);
    // Read by the whole program alone: it complains.
    appendFileSync(join(folder, 'leadseq.yaml'), '\nnonsense: 1\n');
    const typed = `${process.execPath} ${launcher} tick`;
    const shown = (command: string): string =>
      execFileSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8' });
    // Of a terminal that does not know its width, too: it says 0.
    expect(shown(`script -qec 'stty cols 0; ${typed}' /dev/null || true`)).toContain('nonsense');
    expect(shown(`${typed} > said.txt; cat said.txt`)).toBe('Nothing is due now.\n');
    expect(shown(`${typed} > /dev/null; echo $?`)).toBe('0\n');
  });

  it('runs from the chunks of the build what it runs from its files, and their code was kept for this Node', () => {
    const chunks = pathToFileURL(join(root, 'dist/chunks/'));
    const main = join(root, 'dist/chunks/main.js');
    const [source, cachedData] = [readFileSync(main, 'latin1'), readFileSync(`${main}.v8`)];
    expect(new Script(source, { cachedData }).cachedDataRejected).toBe(false);
    expect(new Script(`${source} `, { cachedData }).cachedDataRejected, 'a control').toBe(true);
    expect(chunksAt(chunks, (name) => import(name)).load('./main.js')).toHaveProperty('main');
    // Of whatever command: each can be loaded, the libraries in it too.
    const { load, changed } = chunksAt(chunks, (name) => import(name));
    for (const name of readdirSync(chunks).filter((each) => each.endsWith('.js')))
      expect(() => load(`./${name}`), name).not.toThrow();
    expect(changed()).toEqual([]);

    writeFileSync(join(folder, 'broken.yaml'), 'id: broken\ntouches: []\n');
    const words = ['lint', 'broken.yaml'];
    const fromFiles = launch(words, { ...process.env, LEADSEQ_DEBUG: '1' });
    expect(fromFiles.status).toBe(1);
    expect(launch(words)).toMatchObject({ status: 1, stdout: fromFiles.stdout, stderr: fromFiles.stderr });
  });

  it('would notice a chunk that exports something else later', () => {
    const code = 'let a = 1; module.exports = { get a() { return a }, go() { a = 2 } };';
    writeFileSync(join(folder, 'main.js'), `(function (require, module) { ${code} })`);
    const { load, changed } = chunksAt(pathToFileURL(`${folder}/`), (name) => import(name));
    const { go } = load('./main.js') as { readonly go: () => void };
    expect(changed()).toEqual([]);
    go();
    expect(changed()).toEqual(['./main.js a']);
  });

  it('a reader that leaves early is no error', () => {
    const script = `${process.execPath} ${launcher} --help | head -1; echo "\${PIPESTATUS[0]}"`;
    const text = execFileSync('bash', ['-c', script], { encoding: 'utf8' });
    expect(text).toBe('Follows up every lead by a written sequence of texts, emails and call tasks,\n0\n');
  });
});
