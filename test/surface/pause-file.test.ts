/** A file named PAUSE stops all sending: before a tick, and inside one. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pauseFilePath, removePauseFile, writePauseFile } from '../../src/engine/pause-file.ts';
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
