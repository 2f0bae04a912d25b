/** What leads were last enrolled in, for whoever only reads files: one question on a connection that changes nothing. */
import { existsSync } from 'node:fs';
import { askOnce } from './sqlite.ts';

/** None of a file whose rows live on a server now: what it holds is older than what leads are in. */
const NEWEST = `
  SELECT json_group_object(sequence_id, compiled) AS newest FROM revision
  WHERE id IN (SELECT max(id) FROM revision GROUP BY sequence_id)
    AND NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND name = 'event_moved')`;

/** By sequence, the JSON of its newest revision; none where there is no database, or somebody holds it, or it cannot be read. */
export function lastRevisions(path: string): ReadonlyMap<string, string> {
  if (!existsSync(path)) return new Map();
  try {
    const { newest } = askOnce(path, NEWEST) as { readonly newest: string };
    return new Map(Object.entries(JSON.parse(newest) as Readonly<Record<string, string>>));
  } catch {
    return new Map();
  }
}
