/** Which account a business's texts go through, and which senders they came from: whoever was texted by one of them answers to it. */
import type { BusinessId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { Handle } from './driver.ts';
import { allMeta } from './meta.ts';

export interface Origins {
  readonly account: string;
  /** Numbers and Messaging Services of that account, with when each was last known to be in use. */
  readonly senders: Readonly<Record<string, Instant>>;
}

const READ = 'SELECT value FROM meta WHERE key = ?';
const WRITE = `
  INSERT INTO meta (key, value) VALUES (?, ?)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value`;

const PREFIX = 'origins:';
const keyOf = (business: BusinessId): string => `${PREFIX}${business}`;

/** The account that each business was last known to text through. */
export async function knownAccounts(db: Handle): Promise<ReadonlyMap<string, string>> {
  const known = [...(await allMeta(db))].filter(([key]) => key.startsWith(PREFIX));
  return new Map(
    known.map(([key, value]) => [key.slice(PREFIX.length), (JSON.parse(value) as Origins).account]),
  );
}

/** Null before the first poll of the business. */
export async function readOrigins(db: Handle, business: BusinessId): Promise<Origins | null> {
  const [row] = await db.all(READ, [keyOf(business)]);
  return row === undefined ? null : (JSON.parse(String(row.value)) as Origins);
}

export async function writeOrigins(handle: Handle, business: BusinessId, origins: Origins): Promise<void> {
  await handle.run(WRITE, [keyOf(business), JSON.stringify(origins)]);
}
