/** A database on a server: what it promises, whether its clock is ours, and whether this user may do all that the program does. */
import { elapsed, type Instant, instant } from '../../domain/time.ts';
import type { Driver } from '../../store/driver.ts';
import { type Right, type ServerFacts, serverFacts, serverRights } from '../../store/server-facts.ts';
import { clockFinding } from './clock.ts';
import { type Finding, failure, fine, warning } from './finding.ts';

export async function serverFindings(db: Driver, now: () => Instant): Promise<readonly Finding[]> {
  const asked = now();
  const facts = await serverFacts(db);
  const middle = instant(Math.round((asked + now()) / 2));
  return [
    promiseFinding(facts),
    clockFinding('server-clock', elapsed(middle, instant(facts.time)), "the database server's"),
    ...rightFindings(facts, await serverRights(db)),
  ];
}

/** Connections switch on what may be switched on for one of them; the rest is the server's own word. */
export function promiseFinding(facts: ServerFacts): Finding {
  const { version, fsync, fullPageWrites, synchronousCommit } = facts;
  const off = [
    ...(fsync === 'off' ? ['fsync'] : []),
    ...(fullPageWrites === 'off' ? ['full_page_writes'] : []),
    ...(synchronousCommit === 'off' ? ['synchronous_commit'] : []),
  ];
  return off.length === 0
    ? fine('database', `${version}; every commit flushed (fsync on, synchronous_commit ${synchronousCommit})`)
    : failure(
        'database',
        `${version} with ${off.join(' and ')} off: a power cut would forget or damage what was sent`,
        `Set it to on in postgresql.conf, and restart the server: ${off.map((name) => `${name} = on`).join(', ')}`,
      );
}

function rightFindings(
  { user, schema }: Pick<ServerFacts, 'user' | 'schema'>,
  rights: readonly Right[],
): readonly Finding[] {
  const barred = rights.filter(({ works }) => !works).map(({ name }) => name);
  const alien = rights.filter(({ owns }) => !owns).map(({ name }) => name);
  if (barred.length > 0)
    return [
      failure(
        'rights',
        `${user} may not do with ${some(barred)} what the program does there`,
        `As its owner: GRANT ALL ON ALL TABLES IN SCHEMA ${schema} TO ${user}; GRANT ALL ON ALL SEQUENCES IN SCHEMA ${schema} TO ${user};`,
      ),
    ];
  return [
    alien.length > 0
      ? warning(
          'rights',
          `${user} may read and write everything, but does not own ${some(alien)}: a newer version of the program could not change it`,
          'When you upgrade, run the first command as the owner of the tables.',
        )
      : fine('rights', `${user} may read, write and upgrade every table`),
  ];
}

const some = ([first = '', ...rest]: readonly string[]): string =>
  rest.length === 0 ? first : `${first} and ${rest.length} more`;
