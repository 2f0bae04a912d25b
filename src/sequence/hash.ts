/** The name of a revision: SHA-256 of what the sequence means, so that comments and formatting do not make a new one. */
import { createHash } from 'node:crypto';
import { asId, type RevisionHash } from '../domain/ids.ts';
import { deepFreeze } from './freeze.ts';
import type { Sequence } from './sequence.ts';

export const hashSequence = (sequence: Sequence): RevisionHash =>
  asId<RevisionHash>(createHash('sha256').update(canonical(sequence)).digest('hex'));

/** JSON with sorted keys, and templates reduced to their words: where a text stands is not what it says. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if ('source' in value && 'file' in value && 'line' in value)
    return JSON.stringify({ source: value.source });
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}

/** A stored revision. What is stored was compiled by this program or an older one, so only the format is checked. */
export function decodeSequence(json: string): Sequence {
  const sequence = JSON.parse(json) as Sequence;
  if (sequence.formatVersion !== 1)
    throw new Error(`a stored sequence has format ${sequence.formatVersion}; this program reads format 1`);
  return deepFreeze(sequence);
}
