/** After a campaign: does the database keep its laws, and does it tell the same story as the providers and the people? */
import { bindingOf } from '../../src/engine/instance.ts';
import type { Driver } from '../../src/store/driver.ts';
import { allInvariants } from '../../src/store/invariants.ts';
import { brokenLaws, brokenOrder, LAWS } from '../engine/invariants.ts';
import { type Books, ourBooks } from './books.ts';
import { CHECKS, EVERY_COMMIT_WAITS, IN_TIME, TAKEN_OVER } from './checks.ts';
import { CAPS } from './script.ts';
import type { World } from './world.ts';

/** What the database and its file must be after it all. */
const ORDER = 'touches of a channel went in the order of the file';
const WHOLE = 'the database file is whole, and every row it names is there';
const BOUND = 'the workspace is still bound to its database, which is no older than it remembers';

/** Every law that a verdict looks at. */
export const lawsOf = (engine: Driver['engine']): readonly string[] => [
  ...CHECKS.map(({ law }) => law),
  EVERY_COMMIT_WAITS,
  TAKEN_OVER,
  IN_TIME,
  ...LAWS.map(([law]) => law),
  ...allInvariants(engine).map(({ law }) => law),
  ORDER,
  ...(engine === 'sqlite' ? [WHOLE] : []),
  BOUND,
];

export interface Verdict {
  /** What is wrong, a sentence each: the law, then what was seen; none, if all is well. */
  readonly broken: readonly string[];
  readonly books: Books;
}

export async function audit(world: World): Promise<Verdict> {
  const books: Books = { ...(await ourBooks(world.ws.db)), ...theirBooks(world), caps: CAPS };
  const broken = CHECKS.flatMap(({ law, broken: find }) => find(books).map((what) => `${law}: ${what}`));
  broken.push(...(await brokenLaws(world.ws.db)));
  for (const what of await outOfOrder(world)) broken.push(`${ORDER}: ${what}`);
  if (world.ws.db.engine === 'sqlite')
    for (const what of await notWhole(world.ws.db)) broken.push(`${WHOLE}: ${what}`);
  const binding = await bindingOf(world.ws);
  if (binding.kind !== 'bound') broken.push(`${BOUND}: ${JSON.stringify(binding)}`);
  return { broken, books };
}

function theirBooks({
  twilio,
  smtp,
  answers,
}: World): Omit<Books, keyof Awaited<ReturnType<typeof ourBooks>> | 'caps'> {
  return {
    texts: twilio.ledger().map(({ sid, token, from, to, body, at, validity }) => ({
      sid,
      token,
      from,
      to,
      body,
      at,
      validity: validity * 1000,
    })),
    emails: smtp.ledger().map(({ messageId, from, to, at }) => ({
      token: /^<([0-9a-f]{32})@/.exec(messageId)?.[1] ?? null,
      from,
      to: to.join(' '),
      at,
    })),
    requests: twilio.requests().flatMap(({ token }) => token ?? []),
    answers,
  };
}

async function outOfOrder({ ws }: World): Promise<readonly string[]> {
  const [file] = ws.sequences.values();
  const [variant] = file?.revision?.sequence.variants ?? [];
  return variant === undefined ? ['the sequence is gone'] : brokenOrder(ws.db, variant);
}

async function notWhole(db: Driver): Promise<readonly string[]> {
  const [check] = await db.all('PRAGMA integrity_check');
  const loose = await db.all('PRAGMA foreign_key_check');
  return [
    ...(check?.integrity_check === 'ok' ? [] : [JSON.stringify(check)]),
    ...loose.map((row) => JSON.stringify(row)),
  ];
}
