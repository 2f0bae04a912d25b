/** The marker beside the database, however often and over whatever it is written. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { markerPath, readMarker, writeMarker } from '../../src/engine/marker.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'leadseq-marker-'));
  mkdirSync(join(root, '.leadseq'));
});
afterEach(() => rmSync(root, { recursive: true }));

const steps = fc.array(
  fc.record({ events: fc.nat(10_000_000), runs: fc.nat(1_000), certain: fc.boolean() }),
  {
    minLength: 1,
  },
);

test('what was written last is what is read, surely on the disk or not', () => {
  fc.assert(
    fc.property(steps, (written) => {
      for (const { events, runs, certain } of written) {
        writeMarker(root, { database: 'one', events, runs }, certain);
        expect(readMarker(root)).toMatchObject({ database: 'one', events, runs });
      }
    }),
    // Each certain one waits for the disk.
    { numRuns: 20 },
  );
});

test('a turn writes over the line that is there, and leaves nothing else behind', () => {
  writeMarker(root, { database: 'one', events: 1, runs: 1 }, true);
  const { ino } = statSync(markerPath(root));
  writeMarker(root, { database: 'one', events: 100, runs: 1 }, false);
  expect(statSync(markerPath(root)).ino).toBe(ino);
  expect(readFileSync(markerPath(root), 'utf8')).toBe(
    '{"version":1,"database":"one","events":100,"runs":1}\n',
  );
  expect(readdirSync(join(root, '.leadseq'))).toEqual(['instance']);
});

test('one that is longer, whoever made it, is replaced whole', () => {
  writeFileSync(
    markerPath(root),
    `{"version":1,"database":"another one","events":7,"runs":7}${' '.repeat(40)}\n`,
  );
  writeMarker(root, { database: 'one', events: 8, runs: 8 }, false);
  expect(readFileSync(markerPath(root), 'utf8')).toBe('{"version":1,"database":"one","events":8,"runs":8}\n');
});

test('control: half a line is damage, however often it is read', () => {
  writeFileSync(markerPath(root), '{"version":1,"data');
  expect(readMarker(root)).toBe('damaged');
});
