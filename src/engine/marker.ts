/** The marker beside the database: which database was sent from here, and how far it had come. A copy of the database does not bring it along. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reach } from '../store/backups.ts';
import { overwriteLine, replaceFile } from './durable-file.ts';

export interface Marker extends Reach {
  readonly database: string;
}

export type MarkerRead = Marker | 'missing' | 'damaged';

export const markerPath = (root: string): string => join(root, '.leadseq', 'instance');

/** Another tick may be writing it: what makes no sense is read again. */
const LOOKS = 3;

export function readMarker(root: string): MarkerRead {
  let read = readOnce(root);
  for (let looked = 1; read === 'damaged' && looked < LOOKS; looked += 1) read = readOnce(root);
  return read;
}

function readOnce(root: string): MarkerRead {
  try {
    const read: unknown = JSON.parse(readFileSync(markerPath(root), 'utf8'));
    return isMarker(read) ? read : 'damaged';
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isGone ? 'missing' : 'damaged';
  }
}

function isMarker(read: unknown): read is Marker {
  if (typeof read !== 'object' || read === null) return false;
  const { database, events, runs } = read as Record<string, unknown>;
  return typeof database === 'string' && Number.isSafeInteger(events) && Number.isSafeInteger(runs);
}

/** `certain` waits for the disk; without it a crash of the program loses nothing, and a power cut may bring the old one back. */
export function writeMarker(root: string, { database, events, runs }: Marker, certain: boolean): void {
  const line = `${JSON.stringify({ version: 1, database, events, runs })}\n`;
  if (certain || !overwriteLine(markerPath(root), line)) replaceFile(markerPath(root), line, certain);
}
