/** The marker beside the database: which database was sent from here, and how far it had come. A copy of the database does not bring it along. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reach } from '../store/backups.ts';
import { replaceFile } from './durable-file.ts';

export interface Marker extends Reach {
  readonly database: string;
}

export type MarkerRead = Marker | 'missing' | 'damaged';

export const markerPath = (root: string): string => join(root, '.leadseq', 'instance');

export function readMarker(root: string): MarkerRead {
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

export function writeMarker(root: string, { database, events, runs }: Marker, certain: boolean): void {
  replaceFile(markerPath(root), `${JSON.stringify({ version: 1, database, events, runs })}\n`, certain);
}
