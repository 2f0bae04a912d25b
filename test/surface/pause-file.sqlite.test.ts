/** A file named PAUSE stops all sending from the command line too, also when the file of the database is past opening. */
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pauseFilePath, writePauseFile } from '../../src/engine/pause-file.ts';
import { createWorld } from '../cli/world.ts';

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
