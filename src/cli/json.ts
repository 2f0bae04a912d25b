/** What `--json` prints: one object on one line, with its version and kind first, and instants as ISO 8601 in UTC. */
import type { Instant } from '../domain/time.ts';
import type { Io } from './io.ts';

/** Raised when a field changes its meaning or goes away; new fields do not raise it. */
const VERSION = 1;

export function writeJson(io: Io, kind: string, fields: object): void {
  io.stdout.write(`${JSON.stringify({ version: VERSION, kind, ...fields })}\n`);
}

export const iso = (at: Instant): string => new Date(at).toISOString();
export const isoOrNull = (at: Instant | null): string | null => (at === null ? null : iso(at));
