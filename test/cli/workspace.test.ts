/** A workspace that is not as it should be: what is said, which exit code, and what keeps running. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explainFile } from '../../src/engine/file-errors.ts';
import { createWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = createWorld();
  await world.run('seq init --yes --name "Acme Dental" --zone America/Chicago > made.txt');
});
afterEach(() => world.remove());

const path = (name: string): string => join(world.root, name);
const answer = async (line: string): Promise<readonly [text: string, code: string]> => {
  const text = await world.run(line);
  return [text, (await world.run('echo $?')).trim()];
};

describe('the database', () => {
  it('of a newer version is refused, unchanged', async () => {
    const db = new Database(path('.leadseq/leadseq.db'));
    db.prepare(`UPDATE meta SET value = '99' WHERE key = 'schema_version'`).run();
    db.close();
    const before = readFileSync(path('.leadseq/leadseq.db'));
    const [text, code] = await answer('seq status');
    expect(text).toContain('was written by a newer version of this program (tables 99');
    expect(code).toBe('3');
    expect(readFileSync(path('.leadseq/leadseq.db')).equals(before)).toBe(true);
  });

  it('held by another program for longer than the wait is busy', async () => {
    const db = new Database(path('.leadseq/leadseq.db'));
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
    try {
      const [text, code] = await answer('seq status');
      expect(text).toMatch(/^seq: /);
      expect(code).toBe('75');
    } finally {
      db.exec('ROLLBACK');
      db.close();
    }
  });

  it('made with another key is refused', async () => {
    writeFileSync(path('.leadseq/pepper'), `${'0'.repeat(64)}\n`);
    const [text, code] = await answer('seq status');
    expect(text).toContain('was made with another pepper');
    expect(code).toBe('3');
  });
});

describe('the key of the opt-out list', () => {
  it('is readable by its owner alone', () => {
    expect(statSync(path('.leadseq/pepper')).mode & 0o777).toBe(0o600);
    expect(statSync(path('.leadseq')).mode & 0o777).toBe(0o700);
  });

  it('is refused when others can read it, with the command that mends it', async () => {
    chmodSync(path('.leadseq/pepper'), 0o644);
    expect(await answer('seq status')).toEqual([
      [
        'seq: others can read the key of the opt-out list: /home/you/.leadseq/pepper has mode 644',
        'Only its owner may. To mend it: chmod 600 /home/you/.leadseq/pepper',
        '',
      ].join('\n'),
      '3',
    ]);
    chmodSync(path('.leadseq/pepper'), 0o600);
    expect((await answer('seq status'))[1]).toBe('0');
  });

  it.each([
    ['missing', 'rm .leadseq/pepper', 'is missing'],
    ['damaged', 'echo short > .leadseq/pepper', 'is damaged'],
  ])('is never made again for a database that exists: %s', async (_, breakIt, said) => {
    await world.run(breakIt);
    if (breakIt.startsWith('echo')) chmodSync(path('.leadseq/pepper'), 0o600);
    const [text, code] = await answer('seq status');
    expect(text).toContain(said);
    expect(code).toBe('3');
  });
});

describe('a database that is gone', () => {
  it('is not made again under a key that knew one: the opt-outs were in it', async () => {
    for (const end of ['', '-wal', '-shm']) rmSync(path(`.leadseq/leadseq.db${end}`), { force: true });
    const gone = [
      'seq: the database is missing, but not its key: /home/you/.leadseq/leadseq.db',
      'It knew everybody who opted out, so nothing is sent. Restore it from a backup. To start over and forget them all: rm /home/you/.leadseq/pepper',
      '',
    ].join('\n');
    expect(await answer('seq tick')).toEqual([gone, '3']);
    expect(existsSync(path('.leadseq/leadseq.db'))).toBe(false);
    // Who says so in as many words starts over.
    await world.run('rm .leadseq/pepper');
    expect((await answer('seq tick'))[1]).toBe('0');
    expect(existsSync(path('.leadseq/leadseq.db'))).toBe(true);
  });

  it('is not taken for an empty one', async () => {
    for (const end of ['-wal', '-shm']) rmSync(path(`.leadseq/leadseq.db${end}`), { force: true });
    writeFileSync(path('.leadseq/leadseq.db'), '');
    const [text, code] = await answer('seq tick');
    expect(text).toContain('or it is empty. It knew everybody who opted out: restore it from a backup.');
    expect(code).toBe('3');
  });

  it('is made where making it was cut short: the key was never used', async () => {
    rmSync(path('.leadseq'), { recursive: true });
    mkdirSync(path('.leadseq'));
    writeFileSync(path('.leadseq/pepper.new'), `${'ab'.repeat(32)}\n`, { mode: 0o600 });
    expect((await answer('seq status'))[1]).toBe('0');
    expect(readFileSync(path('.leadseq/pepper'), 'utf8')).toBe(`${'ab'.repeat(32)}\n`);
    expect(existsSync(path('.leadseq/pepper.new'))).toBe(false);
  });
});

describe('what the system refuses is told in a sentence, and is no bug', () => {
  it('a key that cannot be reached', async () => {
    rmSync(path('.leadseq/pepper'));
    symlinkSync('pepper', path('.leadseq/pepper'));
    const [text, code] = await answer('seq status');
    expect(text).toBe(
      [
        'seq: the key of the opt-out list cannot be read: cannot open /home/you/.leadseq/pepper: its links lead back to themselves',
        'See whose it is: ls -ld /home/you/.leadseq /home/you/.leadseq/pepper. Run this as its owner.',
        '',
      ].join('\n'),
    );
    expect(code).toBe('3');
  });

  it('a place where no folder can be', async () => {
    const [text, code] = await answer('seq init made.txt/acme --yes --name Acme --zone America/Chicago');
    expect(text).toBe(
      'seq: cannot make the folder /home/you/made.txt/acme: a part of its path is a file, not a folder\n',
    );
    expect(code).toBe('3');
  });

  it.each([
    ['EACCES', 'mkdir', 'cannot make the folder /srv/acme: this user may not'],
    ['EROFS', 'open', 'cannot open /srv/acme: the disk is read-only'],
    ['ENOSPC', 'write', 'cannot write /srv/acme: the disk is full'],
  ])('%s', (code, syscall, said) => {
    expect(explainFile(Object.assign(new Error(code), { code, syscall, path: '/srv/acme' }))).toBe(said);
    expect(explainFile(new Error(code))).toBeNull();
  });
});

describe('the files', () => {
  it('a template that is a link to somewhere else is not read', async () => {
    const outside = createWorld();
    try {
      outside.writeFile('secret.md', 'of another project');
      symlinkSync(join(outside.root, 'secret.md'), path('templates/secret.email.md'));
      const [text, code] = await answer('seq lint');
      expect(text).toContain('templates/secret.email.md error [outside-workspace]');
      expect(text).not.toContain('of another project');
      expect(code).toBe('1');
    } finally {
      outside.remove();
    }
  });

  it('a sequence of a gigabyte is not read', async () => {
    writeFileSync(path('sequences/huge.yaml'), '#'.repeat(1024 * 1024 + 1));
    expect((await answer('seq lint'))[0]).toContain(
      'This file has 1,048,577 bytes; up to 1,048,576 are read.',
    );
  });

  it('a sequence in another encoding is not guessed at', async () => {
    writeFileSync(path('sequences/latin.yaml'), Buffer.from([0x6e, 0xe9, 0x0a]));
    expect((await answer('seq lint'))[0]).toContain('This file is not text in UTF-8.');
  });

  it('a sequence that no longer compiles keeps its last good revision for new leads', async () => {
    const lead = (phone: string) => `First Name,Phone,Source\nMaria,${phone},Facebook\n`;
    world.writeFile('a.csv', lead('(312) 555-0142'));
    world.writeFile('b.csv', lead('(312) 555-0143'));
    await world.run('seq enroll a.csv');
    writeFileSync(path('sequences/framework-14.yaml'), 'version: 1\nid: framework-14\nnonsense: true\n');
    const [text] = await answer('seq enroll b.csv');
    expect(text).toContain('its last good revision');
    expect(await world.run('seq leads --sequence framework-14 | head -3')).toContain('+13125550143');
  });

  it('a folder inside the workspace belongs to it', async () => {
    mkdirSync(path('notes/2026'), { recursive: true });
    await world.run('cd notes/2026');
    expect((await answer('seq status'))[1]).toBe('0');
  });
});

describe('a sequence that lint finds an error in is not for new leads', () => {
  const lead = (phone: string) => `First Name,Phone,Source\nMaria,${phone},Facebook\n`;
  const replaceIn = (file: string, from: string | RegExp, to: string): void => {
    const text = readFileSync(path(file), 'utf8');
    expect(text).toMatch(from);
    writeFileSync(path(file), text.replace(from, to));
  };
  beforeEach(() => {
    world.writeFile('a.csv', lead('(312) 555-0142'));
    world.writeFile('b.csv', lead('(312) 555-0143'));
  });

  it.each([
    ['a misspelled value', (text: string) => text.replace('{{ interest }}', '{{ intrest }}')],
    ['a tag that is not closed', (text: string) => text.replace('{{ interest }}', '{{ interest }')],
    ['a loop without end', (text: string) => `${text}{% for i in (1..99999999) %}x{% endfor %}`],
  ])('%s in a template: the last good revision goes on', async (_, breakIt) => {
    const template = 'templates/confirm.email.md';
    await world.run('seq enroll a.csv');
    writeFileSync(path(template), breakIt(readFileSync(path(template), 'utf8')));
    expect((await answer('seq lint'))[1]).toBe('1');
    const [text, code] = await answer('seq enroll b.csv');
    expect(text).toMatch(
      /^warning: sequences\/framework-14.yaml has a mistake; its last good revision keeps/,
    );
    expect(code).toBe('0');
    const db = new Database(path('.leadseq/leadseq.db'), { readonly: true });
    const revisions = db.prepare('SELECT DISTINCT revision_id FROM enrollment').all();
    db.close();
    expect(revisions).toHaveLength(1);
  });

  it('without a good one it is left out, and nobody is enrolled by it', async () => {
    replaceIn('sequences/framework-14.yaml', /{{ interest }}/g, '{{ intrest }}');
    const [text, code] = await answer('seq enroll a.csv');
    expect(text).toMatch(
      /^warning: sequences\/framework-14.yaml has \d+ mistakes; it is left out. See: seq lint/,
    );
    expect(code).not.toBe('0');
    expect(await world.run('seq leads')).not.toContain('555');
    expect((await answer('seq plan framework-14'))[1]).toBe('1');
  });

  it('a sequence to start that is not there', async () => {
    replaceIn('sequences/follow-up-7.yaml', 'nurture-monthly', 'nurture-montly');
    const [text] = await answer('seq status');
    expect(text).toContain('sequences/follow-up-7.yaml has a mistake; it is left out.');
  });
});
