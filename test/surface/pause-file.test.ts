/** A file named PAUSE stops all sending: before a tick, inside one, and when the database is past opening. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pauseFilePath, removePauseFile, writePauseFile } from '../../src/engine/pause-file.ts';
import { createWorld } from '../cli/world.ts';
import { createPlace, type Place } from './place.ts';

let here: Place;
beforeEach(async () => {
  here = createPlace();
  await here.enroll();
});
afterEach(() => here.remove());

const held = { sent: 0, endedBy: 'obstacle', obstacle: { kind: 'pause_file' } };

describe('a tick', () => {
  it('sends nothing while the file is there, shows what stands in it, and goes on when it is gone', async () => {
    writePauseFile(here.root, 'The number is being moved.');
    const report = await here.tick();
    expect(report).toMatchObject(held);
    expect(report.obstacle?.message).toBe(
      `All sending is stopped by the file ${pauseFilePath(here.root)} (The number is being moved). To go on: resume --file, or remove the file.`,
    );
    expect(here.ledger).toEqual([]);
    removePauseFile(here.root);
    expect(await here.tick()).toMatchObject({ sent: 1, obstacle: null });
  });

  it.each([
    ['a folder', (path: string) => mkdirSync(path)],
    ['a link to nowhere', (path: string) => symlinkSync('/nowhere', path)],
    ['an empty file', (path: string) => writeFileSync(path, '')],
  ])('is stopped by %s of that name too', async (_, make) => {
    make(pauseFilePath(here.root));
    expect(await here.tick()).toMatchObject(held);
  });

  it('that is running holds back what it has reserved, and begins nothing more', async () => {
    await here.enroll();
    const report = await here.tick({
      crash: (step) => {
        if (step === 'after reserve') writePauseFile(here.root, '');
      },
    });
    expect(report).toMatchObject({ sent: 0, cancelled: 2, obstacle: { kind: 'pause_file' } });
    expect(here.ledger).toEqual([]);
    removePauseFile(here.root);
    expect(await here.tick()).toMatchObject({ sent: 2 });
  });

  it('that has handed a message over cannot take it back: one step later it is sent', async () => {
    await here.tick({
      crash: (step) => {
        if (step === 'before request') writePauseFile(here.root, '');
      },
    });
    expect(here.ledger).toHaveLength(1);
  });
});

describe('on the command line', () => {
  it('stops, shows and resumes, first in status, and with a database that cannot be opened', async () => {
    const world = createWorld();
    try {
      await world.run('seq init --yes --name Acme --zone America/Chicago');
      world.writeFile('leads.csv', 'First Name,Phone\nMaria,(312) 555-0142\n');
      await world.run('seq enroll leads.csv --source web_form');
      const line =
        'All sending is stopped by the file /home/you/.leadseq/PAUSE (Wrong list). To go on: seq resume --file';
      expect(await world.run('seq pause --file "Wrong list"')).toBe(
        `${line}\nA tick that is running ends before its next message.\n`,
      );
      expect(await world.run('seq pause --file again')).toBe(
        `Paused before. Nothing was changed.\n${line}\n`,
      );
      writeFileSync(join(world.root, '.leadseq/leadseq.db'), 'no database at all');
      expect(await world.run('seq tick')).toBe(`seq: ${line}\n`);
      expect(await world.run('echo $?')).toBe('4\n');
      expect((await world.run('seq status')).split('\n')[0]).toBe(line);
      expect(await world.run('seq resume --file')).toContain('The file is gone');
      expect(await world.run('seq resume --file')).toBe(
        'There is no file that stops sending. Nothing was changed.\n',
      );
      expect(await world.run('seq pause --file --all')).toContain('--file stops everything');
      // The control: without the file it is the database that is complained of.
      expect(await world.run('seq tick')).toContain('is not a SQLite database');
    } finally {
      world.remove();
    }
  });

  it('the launcher’s short answer to cron knows it too', () => {
    const world = createWorld();
    const launch = (...words: readonly string[]) =>
      spawnSync(process.execPath, [resolve(import.meta.dirname, '../../bin/seq'), ...words], {
        cwd: world.root,
        encoding: 'utf8',
      });
    launch('init', '--yes', '--name', 'Acme', '--zone', 'America/Chicago');
    launch('tick');
    expect(launch('tick')).toMatchObject({ status: 0, stdout: 'Nothing is due now.\n' });
    writePauseFile(world.root, '');
    expect(launch('tick')).toMatchObject({ status: 4, stdout: '' });
    rmSync(pauseFilePath(world.root));
    world.remove();
  });
});
