/** Without a commit to compare with, lint still knows what leads got: it asks the database, needs none and never changes it. */
import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorld, type World } from './world.ts';

let world: World;
let path: string;

beforeAll(async () => {
  world = createWorld();
  path = join(world.root, '.leadseq/leadseq.db');
  await world.run('seq init --yes --name "Acme Dental" --zone America/Chicago');
  world.writeFile('leads.csv', 'first_name,phone,source\nMaria,+13125550142,Missed call\n');
  await world.run('seq enroll leads.csv --sequence missed-call --source missed_call');
  const file = join(world.root, 'sequences/missed-call.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('id: sorry', 'id: first-text'));
});

afterAll(async () => {
  await world.stop();
  world.remove();
});

const hash = (): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const FOUND =
  'At the last enrollment this touch was called `sorry`: who got it under that id would get it again.';

async function ids(): Promise<readonly string[]> {
  const { diagnostics } = JSON.parse(await world.run('seq lint --json')) as {
    readonly diagnostics: readonly { readonly code: string; readonly message: string }[];
  };
  return diagnostics.filter(({ code }) => code === 'ids-keep-their-meaning').map(({ message }) => message);
}

it('an id that leads were enrolled under is found when it is renamed, and the database stays as it was', async () => {
  const before = hash();
  expect(await ids()).toEqual([FOUND]);
  expect(hash()).toBe(before);
});

it('a database that somebody holds, that is none or that is not there changes nothing', async () => {
  const held = new Database(path);
  held.pragma('locking_mode = EXCLUSIVE');
  held.exec('BEGIN EXCLUSIVE');
  expect(await ids()).toEqual([]);
  held.exec('ROLLBACK');
  held.close();
  // Control: it was the lock.
  expect(await ids()).toEqual([FOUND]);
  renameSync(path, `${path}.away`);
  expect(await ids()).toEqual([]);
  writeFileSync(path, 'no database');
  expect(await ids()).toEqual([]);
  renameSync(`${path}.away`, path);
  chmodSync(path, 0o600);
});
