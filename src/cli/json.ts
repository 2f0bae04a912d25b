/** What `--json` prints: one object on one line, with its version and kind first, and instants as ISO 8601 in UTC. */
import type { Instant } from '../domain/time.ts';
import type { Io } from './io.ts';
import { HIDDEN } from './terminal.ts';

/** Raised when a field changes its meaning or goes away; new fields do not raise it. */
const VERSION = 1;

export function writeJson(io: Io, kind: string, fields: object): void {
  io.stdout.write(`${jsonLine({ version: VERSION, kind, ...fields })}\n`);
}

/** The same value to whoever parses it; a terminal or a reader of logs finds nothing in it to act on. */
export const jsonLine = (value: unknown): string =>
  JSON.stringify(value).replace(
    HIDDEN,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

export const iso = (at: Instant): string => new Date(at).toISOString();
export const isoOrNull = (at: Instant | null): string | null => (at === null ? null : iso(at));
