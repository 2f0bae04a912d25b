/** The laws of which only a comparison can tell: of our database with the books of the providers, and with the people who answered. */
import { DAY, HOUR, instant, MINUTE } from '../../src/domain/time.ts';
import { localDayOf, localTimeOf } from '../../src/schedule/calendar.ts';
import type { AttemptRecord, Books } from './books.ts';
import { LATEST, PROMISES, ZONE } from './script.ts';

export interface Check {
  /** What must hold, in words. */
  readonly law: string;
  /** What breaks it: a sentence each. */
  readonly broken: (books: Books) => readonly string[];
}

const LIVE: ReadonlySet<string> = new Set(['wire', 'sent', 'uncertain']);
const isLive = ({ state }: AttemptRecord): boolean => LIVE.has(state);

const storyOf = ({ id, channel, state, wireAt, code, detail }: AttemptRecord): string =>
  `attempt ${id} (${channel}, ${state}, ${new Date(wireAt).toISOString()}, ${code}: ${detail})`;

/** How many there are of each name. */
function counted(names: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
const moreThan = (most: number, names: Iterable<string>): readonly (readonly [string, number])[] =>
  [...counted(names)].filter(([, count]) => count > most);

function grouped<T>(all: readonly T[], nameOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(nameOf(one));
    if (group === undefined) groups.set(nameOf(one), [one]);
    else group.push(one);
  }
  return groups;
}

/** A provider's clock stands still while the processes of a round work: they may be later than it by so much. */
const SLACK = MINUTE;

/** Of each group, the messages that came too soon after the one before. */
function tooClose<T extends { readonly at: number }>(
  all: readonly T[],
  nameOf: (one: T) => string,
  apart: number,
): readonly string[] {
  const broken: string[] = [];
  for (const [name, group] of grouped(all, nameOf)) {
    const inOrder = [...group].sort((a, b) => a.at - b.at);
    inOrder.forEach(({ at }, n) => {
      const before = inOrder[n - 1];
      if (before === undefined || at - before.at >= apart - SLACK) return;
      broken.push(`${name} got two within ${Math.round((at - before.at) / MINUTE)} minutes`);
    });
  }
  return broken;
}

const byToken = ({ attempts }: Books): ReadonlyMap<string, AttemptRecord> =>
  new Map(attempts.map((attempt) => [attempt.token, attempt]));

/** Tokens of all that the providers took, as often as they took it. */
const taken = ({ texts, emails }: Books): readonly string[] =>
  [...texts, ...emails].map(({ token }) => token ?? 'no token');

export const NO_ORPHAN: Check = {
  law: 'every message that a provider has belongs to an attempt',
  broken: (books) => {
    const known = byToken(books);
    return taken(books)
      .filter((token) => !known.has(token))
      .map((token) => `a provider has a message of ${token}, which no attempt is named`);
  },
};

export const NO_DOUBLE: Check = {
  law: 'no touch reached anybody twice',
  broken: (books) => {
    const known = byToken(books);
    const touches = taken(books).flatMap((token) => known.get(token)?.touch ?? []);
    return moreThan(1, touches).map(([touch, times]) => `touch ${touch} reached somebody ${times} times`);
  },
};

export const ONE_REQUEST: Check = {
  law: 'one request for each attempt, ever',
  broken: ({ requests }) =>
    moreThan(1, requests).map(([token, times]) => `attempt ${token} was requested ${times} times`),
};

export const TAKEN_IS_KNOWN: Check = {
  law: 'what a provider took is written down as sent, or as uncertain',
  broken: (books) => {
    const known = byToken(books);
    return [...new Set(taken(books))]
      .flatMap((token) => known.get(token) ?? [])
      .filter(({ state }) => state !== 'sent' && state !== 'uncertain')
      .map((attempt) => `a provider took ${storyOf(attempt)}`);
  },
};

export const SENT_WAS_TAKEN: Check = {
  law: 'what is written down as sent, a provider took, under the same id',
  broken: (books) => {
    const sids = new Map(books.texts.map(({ token, sid }) => [token, sid]));
    const all = new Set(taken(books));
    return books.attempts
      .filter(({ state }) => state === 'sent')
      .flatMap((attempt) => {
        if (!all.has(attempt.token)) return [`no provider has ${storyOf(attempt)}`];
        const sid = sids.get(attempt.token);
        if (attempt.channel !== 'sms' || sid === attempt.providerId) return [];
        return [`${storyOf(attempt)} has the id ${attempt.providerId}, and the provider calls it ${sid}`];
      });
  },
};

export const LISTED_IS_SENT: Check = {
  law: 'no text is left uncertain that the provider’s list has',
  broken: (books) => {
    const all = new Set(taken(books));
    return books.attempts
      .filter(({ state, channel, token }) => state === 'uncertain' && channel === 'sms' && all.has(token))
      .map(storyOf);
  },
};

export const NOTHING_OPEN: Check = {
  law: 'nothing is left on the wire',
  broken: ({ attempts }) => attempts.filter(({ state }) => state === 'wire').map(storyOf),
};

export const SAME_WORDS: Check = {
  law: 'the words that a provider took are those that were written down',
  broken: (books) => {
    const known = byToken(books);
    return books.texts.flatMap(({ token, body }) => {
      const attempt = known.get(token ?? '');
      return attempt === undefined || attempt.body === body ? [] : [`${storyOf(attempt)} reads "${body}"`];
    });
  },
};

export const ONE_TEXT_A_DAY: Check = {
  law: 'one text a local day to each number, by the provider’s book, and 8 hours between two',
  broken: ({ texts }) => [
    ...moreThan(
      1,
      texts.map(({ from, to, at }) => `${to} from ${from} on ${localDayOf(instant(at), ZONE)}`),
    ).map(([name, times]) => `${name}: ${times} texts`),
    ...tooClose(texts, ({ from, to }) => `${to} from ${from}`, 8 * HOUR),
  ],
};

export const DAYS_BETWEEN_EMAILS: Check = {
  law: '48 hours between emails to each address, by the mail server’s book',
  broken: ({ emails }) => tooClose(emails, ({ from, to }) => `${to} from ${from}`, 2 * DAY),
};

/** In Chicago nobody is texted before 9 or from 21 o'clock on; a text that answers an inquiry at once may go at any hour. */
const OPENS = 9 * 60;
const CLOSES = 21 * 60;

export const BY_DAY: Check = {
  law: 'no text at night, and none that could arrive after its window',
  broken: (books) => {
    const known = byToken(books);
    return books.texts.flatMap(({ token, at, validity }) => {
      const attempt = known.get(token ?? '');
      if (attempt === undefined) return [];
      const early = localTimeOf(instant(at + SLACK), ZONE) < OPENS;
      const atNight =
        attempt.basis !== 'instant_reply' && (early || localTimeOf(instant(at), ZONE) >= CLOSES);
      // The provider counts whole seconds.
      const tooLong = at + validity > attempt.windowEndAt + 1000;
      return atNight || tooLong ? [storyOf(attempt)] : [];
    });
  },
};

export const ALL_HEARD: Check = {
  law: 'every answer was heard, and every STOP for what it is',
  broken: ({ answers, heard }) =>
    answers.flatMap(({ sid, stop, from }) => {
      const meaning = heard.get(sid);
      if (meaning === undefined) return [`nobody heard what ${from} wrote (${sid})`];
      return stop === (meaning === 'opt_out') ? [] : [`${sid} of ${from} was taken for ${meaning}`];
    }),
};

export const TO_THE_END: Check = {
  law: 'every lead got to the end of the sequence, or was stopped on the way',
  broken: ({ enrollments }) =>
    enrollments.filter(({ state }) => state === 'active').map(({ id }) => `enrollment ${id} is still active`),
};

export const CATCHING_UP: Check = {
  law: 'one late message a local day to each lead, and none later than its touch allows',
  broken: ({ attempts }) => {
    const late = attempts.filter((attempt) => isLive(attempt) && attempt.late);
    return [
      ...moreThan(
        1,
        late.map(({ contact, localDay }) => `lead ${contact} on ${localDay}`),
      ).map(([name, times]) => `${name}: ${times} late messages`),
      ...attempts
        .filter(isLive)
        .filter(({ channel, touchId, lateBy }) => {
          const most = PROMISES.has(touchId) ? undefined : LATEST[channel];
          return most !== undefined && lateBy > most;
        })
        .map((attempt) => `too late: ${storyOf(attempt)}, due ${new Date(attempt.dueAt).toISOString()}`),
    ];
  },
};

export const WITHIN_BUDGETS: Check = {
  law: 'no tick and no minute sent more than its business allows',
  broken: ({ attempts, caps: { perRun, perMinute } }) => [
    ...moreThan(
      perRun,
      attempts.map(({ business, run }) => `${business} in run ${run}`),
    ).map(([name, count]) => `${name}: ${count} requests, and ${perRun} are allowed`),
    ...moreThan(
      perMinute,
      attempts.map(({ business, wireAt }) => `${business} in minute ${Math.floor(wireAt / MINUTE)}`),
    ).map(([name, count]) => `${name}: ${count} requests, and ${perMinute} are allowed`),
  ],
};

export const LOG_TELLS_ALL: Check = {
  law: 'the log alone tells what became of every attempt',
  broken: ({ attempts, log }) =>
    attempts
      .filter(({ id, state }) => log.get(id) !== state)
      .map((attempt) => `the log says ${log.get(attempt.id) ?? 'nothing'} of ${storyOf(attempt)}`),
};

export const LOG_TELLS_STATES: Check = {
  law: 'the log alone tells where every enrollment stands',
  broken: ({ enrollments, story }) =>
    enrollments
      .filter(({ id, state }) => story.get(id) !== state)
      .map(({ id, state }) => `enrollment ${id} is ${state}, and the log says ${story.get(id) ?? 'nothing'}`),
};

export const LOG_TELLS_STOPS: Check = {
  law: 'every opt-out stands in the log, at the place that it counts from',
  broken: ({ unlogged }) => unlogged.map((id) => `the log says nothing of opt-out ${id}`),
};

/** Asked of every connection that a process opens, and not of the database when all is over. */
export const EVERY_COMMIT_WAITS = 'every connection of every process waits for the disk at each commit';

/** Asked after each tick in peace: whoever was killed before it is buried by it. */
export const TAKEN_OVER = 'a tick leaves nothing in flight, and no run open, of a process that is gone';

/** Asked while nobody is killed any more: whoever is looked at too late, or never, is forgotten. */
export const IN_TIME = 'everybody is looked at no later than what comes next for them';

export const CHECKS: readonly Check[] = [
  NO_ORPHAN,
  NO_DOUBLE,
  ONE_REQUEST,
  TAKEN_IS_KNOWN,
  SENT_WAS_TAKEN,
  LISTED_IS_SENT,
  NOTHING_OPEN,
  SAME_WORDS,
  ONE_TEXT_A_DAY,
  DAYS_BETWEEN_EMAILS,
  BY_DAY,
  ALL_HEARD,
  TO_THE_END,
  CATCHING_UP,
  WITHIN_BUDGETS,
  LOG_TELLS_ALL,
  LOG_TELLS_STATES,
  LOG_TELLS_STOPS,
];
