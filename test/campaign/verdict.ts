/** After a campaign: does the database keep its laws, and does it tell the same story as the providers' own ledgers? */
import { brokenInvariants } from '../../src/store/invariants.ts';
import type { World } from './world.ts';

export interface Verdict {
  /** What is wrong, a sentence each; none, if all is well. */
  readonly broken: readonly string[];
  readonly accepted: { readonly texts: number; readonly emails: number };
  /** Touches that a provider accepted more than once. */
  readonly doubles: number;
  /** Attempts whose fate stayed open, all of them shown to a person. */
  readonly uncertain: { readonly texts: number; readonly emails: number };
}

interface Attempt {
  readonly id: number;
  readonly token: string;
  readonly state: string;
  readonly channel: string;
  readonly touch: string;
  /** What the database knows of it, for whoever looks into a failure. */
  readonly story: string;
}

const ATTEMPTS = `
  SELECT attempt.id, token, attempt.state, channel, code, detail, wire_at, absent_at, enrollment_id, touch_id, occurrence
  FROM attempt`;

export async function audit(world: World): Promise<Verdict> {
  const { db } = world.ws;
  const broken = (await brokenInvariants(db)).map(
    ({ invariant, rows }) => `${invariant.law}: ${JSON.stringify(rows[0])} and ${rows.length - 1} more`,
  );
  const attempts = (await db.all(ATTEMPTS)).map(
    (row): Attempt => ({
      id: Number(row.id),
      token: String(row.token),
      state: String(row.state),
      channel: String(row.channel),
      touch: `${row.enrollment_id} ${row.touch_id} ${row.occurrence}`,
      story: `${row.channel} at ${new Date(Number(row.wire_at)).toISOString()}, ${row.code}: ${row.detail}`,
    }),
  );
  const accepted = acceptedTokens(world);
  const doubles = await checkAccepted(attempts, accepted, broken);
  for (const one of attempts) {
    if (one.state === 'wire') broken.push(`attempt ${one.id} was left on the wire`);
    if (one.state === 'sent' && !accepted.has(one.token))
      broken.push(`attempt ${one.id} says sent, and no provider has it: ${one.story}`);
    if (one.state === 'uncertain' && one.channel === 'sms' && accepted.has(one.token))
      broken.push(`attempt ${one.id} is uncertain, although the provider's list has it: ${one.story}`);
  }
  checkRequests(world, broken);
  const open = (channel: string): number =>
    attempts.filter((one) => one.state === 'uncertain' && one.channel === channel).length;
  return {
    broken,
    accepted: { texts: world.twilio.ledger().length, emails: world.smtp.ledger().length },
    doubles,
    uncertain: { texts: open('sms'), emails: open('email') },
  };
}

/** How often each attempt was accepted, by its token. */
function acceptedTokens(world: World): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  const count = (token: string | null | undefined): void => {
    const name = token ?? 'no token';
    times.set(name, (times.get(name) ?? 0) + 1);
  };
  for (const { token } of world.twilio.ledger()) count(token);
  for (const { messageId } of world.smtp.ledger()) count(/^<([0-9a-f]{32})@/.exec(messageId)?.[1]);
  return times;
}

/** No message without its attempt, none behind an attempt that says it never went, none twice for one touch. */
async function checkAccepted(
  attempts: readonly Attempt[],
  accepted: ReadonlyMap<string, number>,
  broken: string[],
): Promise<number> {
  const byToken = new Map(attempts.map((one) => [one.token, one]));
  const perTouch = new Map<string, number>();
  for (const [token, times] of accepted) {
    const attempt = byToken.get(token);
    if (attempt === undefined) {
      broken.push(`a provider has ${times} messages of ${token}, which no attempt is named`);
      continue;
    }
    perTouch.set(attempt.touch, (perTouch.get(attempt.touch) ?? 0) + times);
    if (attempt.state !== 'sent' && attempt.state !== 'uncertain')
      broken.push(
        `attempt ${attempt.id} says ${attempt.state}, and a provider accepted it: ${attempt.story}`,
      );
  }
  const doubles = [...perTouch].filter(([, times]) => times > 1);
  for (const [touch, times] of doubles) broken.push(`touch ${touch} reached somebody ${times} times`);
  return doubles.length;
}

/** One request for each attempt, ever. */
function checkRequests(world: World, broken: string[]): void {
  const perToken = new Map<string, number>();
  for (const { token } of world.twilio.requests())
    if (token !== null) perToken.set(token, (perToken.get(token) ?? 0) + 1);
  for (const [token, times] of perToken)
    if (times > 1) broken.push(`attempt ${token} was requested ${times} times`);
}
