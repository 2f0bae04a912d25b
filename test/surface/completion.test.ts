/** At a TAB: commands, options, choices and ids for both names; quick, silent, and never running what somebody typed. */
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SHELLS, scriptFor } from '../../src/cli/completion.ts';
import { openSqlite } from '../../src/store/sqlite-driver.ts';
import { createWorld, type World } from '../cli/world.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.remove());

/** The values offered, and the shells' sign for "files, if you like". */
async function offers(line: string): Promise<readonly string[]> {
  const said = await world.run(`leadseq complete -- ${line}`);
  return said
    .trimEnd()
    .split('\n')
    .map((each) => each.split('\t')[0] ?? '');
}

const NONE_BUT_FILES = [':0'];

async function workspace(): Promise<void> {
  await world.run('seq init --yes --name "Acme Dental" --zone America/Chicago');
  world.writeFile(
    'leads.csv',
    'First Name,Phone\nMaria,(312) 555-0142\n$(touch pwned) `id`,(312) 555-0143\n',
  );
  await world.run('seq enroll leads.csv --source web_form');
}

describe('what is offered', () => {
  it('commands, and their second words', async () => {
    expect(await offers('un')).toEqual(['uncertain', ':4']);
    expect(await offers('tasks d')).toEqual(['done', ':4']);
    expect(await offers('nothing-like-it')).toEqual(NONE_BUT_FILES);
  });

  it('options, those that hold everywhere too, and the choices of an option', async () => {
    expect(await offers('tick --dr')).toEqual(['--dry-run', ':4']);
    expect(await offers('tick --workspace')).toEqual(['--workspace', ':4']);
    expect(await offers('pause --channel ""')).toEqual(['sms', 'email', 'call', 'move', ':4']);
    // Bash takes the sign apart.
    expect(await offers('pause --channel = em')).toEqual(['email', ':4']);
    expect(await offers('completion z')).toEqual(['zsh', ':4']);
  });

  it('with a line about each, as a shell shows it', async () => {
    expect(await world.run('leadseq complete -- tas')).toBe(
      'tasks\tLists the work for a person - calls to make, things to look at\n:4\n',
    );
    expect(await world.run('leadseq complete -- tasks d')).toBe(
      'done\tMarks a task done; a call’s outcome decides what the sequence does next\n:4\n',
    );
  });

  it('not for PowerShell, whose script would run what stands on the line', async () => {
    expect(await world.run('seq completion powershell')).toBe(
      'seq: there is no completion for "powershell"; it takes bash, zsh, fish\n',
    );
  });

  it('ids of businesses, sequences, leads and tasks', async () => {
    await workspace();
    expect(await offers('status --business ""')).toEqual(['acme-dental', ':4']);
    expect(await offers('enroll x.csv --sequence f')).toEqual(['follow-up-7', 'framework-14', ':4']);
    expect(await offers('why ""')).toEqual(['2', '1', ':4']);
    expect(await offers('tasks done ""')).toEqual(NONE_BUT_FILES);
  });

  it('files where a file is meant', async () => {
    await workspace();
    expect(await offers('enroll lea')).toEqual(NONE_BUT_FILES);
  });
});

describe('whatever is wrong', () => {
  it.each([
    ['no workspace', async () => {}],
    ['settings with mistakes', async () => world.writeFile('leadseq.yaml', 'version: [')],
    [
      'a broken database',
      async () => {
        await workspace();
        writeFileSync(join(world.root, '.leadseq/leadseq.db'), 'no database at all');
      },
    ],
  ])('%s: nothing is offered, and nothing is said', async (_, breakIt) => {
    await breakIt();
    expect(await world.run('leadseq complete -- why ""')).toBe(':0\n');
    expect(await world.run('echo $?')).toBe('0\n');
  });

  it('a database that somebody holds keeps nobody waiting', async () => {
    await workspace();
    const db = await openSqlite(join(world.root, '.leadseq/leadseq.db'), { create: false });
    await db.tx(async () => {
      // A reader beside a writer sees what was committed; one who waited for the writer would wait for ever, and then say nothing.
      expect(await offers('why ""')).toEqual(['2', '1', ':4']);
    });
    await db.close();
  });

  it('a lead’s name is no command: what a shell acts on is gone from it', async () => {
    await workspace();
    const said = await world.run('leadseq complete -- why 2');
    expect(said).not.toMatch(/[$`]/);
    expect(said).toContain('touch pwned');
  });
});

describe('in a real bash', () => {
  const OURS = resolve(import.meta.dirname, '../../bin/seq');

  /** What stands in COMPREPLY after a TAB behind these words. */
  function tab(name: string, ...words: readonly string[]): readonly string[] {
    const list = [name, ...words].map((word) => `'${word}'`).join(' ');
    const ask = `COMP_WORDS=(${list}); COMP_CWORD=${words.length}; __leadseq_complete; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const script = `${scriptFor('bash', [process.execPath, OURS])}\ncomplete -p ${name}\n${ask}\n`;
    const said = execFileSync('bash', ['--norc', '-s'], { input: script, encoding: 'utf8', cwd: world.root });
    const [registered, ...replies] = said.trimEnd().split('\n');
    expect(registered).toBe(`complete -o default -F __leadseq_complete ${name}`);
    return replies;
  }

  it('both names are completed, with no package beside bash', () => {
    expect(tab('seq', 'pl')).toEqual(['plan']);
    expect(tab('leadseq', 'pause', '--channel', '=', 's')).toEqual(['sms']);
  });

  it('what stands on the line is never run', () => {
    tab('seq', 'why', '$(touch ran)', '`touch ran`', '');
    expect(existsSync(join(world.root, 'ran'))).toBe(false);
  });
});

it.each(SHELLS)('the script for %s names this very program, and both names', (shell) => {
  const script = scriptFor(shell, ['/usr/bin/node', '/opt/leadseq/bin/seq']);
  expect(script).toMatch(/'\/usr\/bin\/node' '\/opt\/leadseq\/bin\/seq' complete '?--/);
  for (const name of ['leadseq', 'seq']) expect(script).toMatch(new RegExp(`\\b${name}\\b`));
});
