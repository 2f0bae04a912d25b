/** The question before anything else is loaded: is there work at all? Most ticks end here. */
import { existsSync } from 'node:fs';
import type { Instant } from '../domain/time.ts';
import { SCHEMA_VERSION } from './schema-version.ts';
import { askOnce } from './sqlite.ts';

export type DueAnswer =
  | { readonly due: false }
  /** `attempt`: one was left on the wire, or it is time to ask a provider about an uncertain one. `answers`: leads who were texted may have written since. `notices`: others are to be told of something. `doubt`: the database cannot be read, or is of another version, or the clock looks wrong. The full program explains. */
  | {
      readonly due: true;
      readonly because: 'contact' | 'attempt' | 'answers' | 'notices' | 'missing' | 'doubt';
    };

/** One look into each partial index, a row a business and two keys of `meta`: the same work for ten leads and for a million. */
export const DUE_QUESTION = `
  SELECT
    EXISTS (SELECT 1 FROM contact WHERE wake_at <= ?) AS contact,
    EXISTS (SELECT 1 FROM attempt WHERE state IN ('wire', 'uncertain') AND state = 'wire')
      OR EXISTS (SELECT 1 FROM attempt WHERE ask_at <= ?) AS attempt,
    EXISTS (SELECT 1 FROM poll WHERE held_since IS NOT NULL OR polled_at <= ?)
      OR EXISTS (SELECT 1 FROM mailbox WHERE held_since IS NOT NULL OR polled_at <= ?) AS answers,
    EXISTS (SELECT 1 FROM notice WHERE due_at <= ?)
      OR COALESCE((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'told_through') < (SELECT max(seq) FROM event), 0)
      AS notices,
    (SELECT value FROM meta WHERE key = 'schema_version') AS version,
    (SELECT value FROM meta WHERE key = 'high_water') AS high_water`;

/** A clock this far behind the latest time noted is a matter for the full program. */
const CLOCK_TOLERANCE = 5_000;

/**
 * With nothing due, leads' answers are asked for at each fifth tick of a cron that ticks each minute: what is to be sent
 * waits for a fresh answer anyway, and to ask means to start the whole program.
 */
export const IDLE_POLL = 270_000;

/** Synchronous, read-only, never makes a database, waits for nobody. Any doubt means yes. */
export function anythingDue(path: string, now: Instant): DueAnswer {
  if (!existsSync(path)) return { due: true, because: 'missing' };
  try {
    const long = now - IDLE_POLL;
    return judge(askOnce(path, DUE_QUESTION, now, now, long, long, now) as Record<string, unknown>, now);
  } catch {
    return { due: true, because: 'doubt' };
  }
}

function judge(seen: Record<string, unknown>, now: Instant): DueAnswer {
  if (seen.version !== String(SCHEMA_VERSION) || !(Number(seen.high_water) <= now + CLOCK_TOLERANCE))
    return { due: true, because: 'doubt' };
  if (seen.attempt !== 0) return { due: true, because: 'attempt' };
  if (seen.contact !== 0) return { due: true, because: 'contact' };
  if (seen.answers !== 0) return { due: true, because: 'answers' };
  if (seen.notices !== 0) return { due: true, because: 'notices' };
  return { due: false };
}
