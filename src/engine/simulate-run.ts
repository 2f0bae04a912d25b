/** Plays a sequence for many leads in virtual time by the functions that serve real ones, and keeps who got what when. */
import type { Diagnostic, Range } from '../domain/diagnostic.ts';
import type { ContactId } from '../domain/ids.ts';
import { after, type Instant, instant, type Zone } from '../domain/time.ts';
import type { CallOutcome } from '../domain/touch.ts';
import { type FindingParts, finding } from '../sequence/finding.ts';
import { everyone, everyStanding, type Person, type Standing } from '../store/standings.ts';
import { type ListedTask, tasksAfter } from '../store/tasks.ts';
import { type Arrival, type Simulated, simulate } from './simulate.ts';
import { type ActDone, doAct } from './simulate-acts.ts';
import type { Running } from './simulate-clock.ts';
import type { CallEnd, Script, ScriptedEvent, ScriptedLead, When } from './simulate-script.ts';
import { type Files, imagineWorld } from './simulate-world.ts';
import type { TickEvent } from './tick-options.ts';
import type { Workspace } from './workspace.ts';

/** Puts the leads into the imagined workspace. */
export type Enroller = (ws: Workspace, at: Instant) => Promise<void>;

export interface RunOptions {
  readonly at: Instant;
  /** Nothing that is due later is played. */
  readonly until: Instant;
  readonly seed: number;
  readonly budgets: boolean;
  /** Every call is made when its task comes up and ends so; null leaves them to the script. */
  readonly calls: CallOutcome | null;
  readonly script: Script;
  readonly scriptFile: string;
  readonly signal: AbortSignal;
  readonly onTick?: (now: Instant) => void;
  readonly onTurn?: Workspace['onTurn'];
}

/** A lead's own doing. */
export interface Acted extends ActDone {
  readonly at: Instant;
  readonly contact: ContactId;
  readonly kind: ScriptedEvent['act']['kind'] | 'called';
  /** Of a call that was made. */
  readonly touch: string | null;
}

export interface Played extends Simulated {
  readonly from: Instant;
  readonly people: readonly Person[];
  readonly standings: readonly Standing[];
  readonly acts: readonly Acted[];
  readonly tasks: readonly ListedTask[];
  /** What of the script came to nothing: entries that no lead answers to, and what was to follow a touch that never went. */
  readonly findings: readonly Diagnostic[];
  /** What was to happen and did not count: nobody could hear of it, or the end came first. */
  readonly lost: readonly Lost[];
}

interface Lost {
  readonly range: Range;
  /** A finished clause. */
  readonly why: string;
}

/** Nobody answers slowly here, and a crash leaves nothing in doubt: as many as one reservation may hold. */
const LANES = 50;

/** Of a script that was read without mistakes. */
export async function playRun(files: Files, enroll: Enroller, options: RunOptions): Promise<Played> {
  const { at, script } = options;
  const faults = new Map<string, ScriptedLead['faults']>();
  const hasFaults = script.leads.some((lead) => lead.faults.size > 0);
  const world = await imagineWorld(files, at, {
    ...options,
    fault: hasFaults ? (to, touch) => faults.get(to)?.get(touch) : null,
  });
  const { ws } = world;
  try {
    await enroll(ws, at);
    const people = await everyone(ws.db);
    const cast = castOf(script, people, await everyStanding(ws.db));
    for (const [person, roles] of cast.roles)
      for (const { faults: own } of roles)
        for (const to of [person.phone, person.email])
          if (to !== null && own.size > 0) faults.set(to, new Map([...(faults.get(to) ?? []), ...own]));
    const acts: Acted[] = [];
    const play = stageOf(ws, options, cast, acts);
    const zone = [...ws.config.businesses.values()][0]?.zone ?? ('UTC' as Zone);
    const simulated = await simulate(ws, {
      ...world,
      from: at,
      until: options.until,
      running: runningOf(script, zone),
      signal: options.signal,
      ...(options.onTick === undefined ? {} : { onTick: options.onTick }),
      tick: { imagined: true, process: world.process, lanes: LANES },
      ...play,
    });
    return {
      ...simulated,
      from: at,
      people: await everyone(ws.db),
      standings: await everyStanding(ws.db),
      tasks: await tasksAfter(ws.db, 0),
      acts,
      findings: [...cast.idle.map(nobodyIs), ...neverFollowed(cast, play.followed)].map((parts) =>
        finding(options.scriptFile, parts),
      ),
      lost: [...play.unheard, ...neverPlayed(cast, play)],
    };
  } finally {
    await ws.db.close();
  }
}

interface Cast {
  readonly roles: ReadonlyMap<Person, readonly ScriptedLead[]>;
  readonly byContact: ReadonlyMap<ContactId, Person>;
  readonly idle: readonly ScriptedLead[];
}

function castOf(script: Script, people: readonly Person[], standings: readonly Standing[]): Cast {
  const sources = new Map<ContactId, Set<string>>();
  for (const { contact, source } of standings)
    sources.set(contact, (sources.get(contact) ?? new Set()).add(source));
  const answers = ({ lead: { kind, value } }: ScriptedLead, person: Person): boolean =>
    kind === 'source'
      ? sources.get(person.contact)?.has(value) === true
      : value === '*' ||
        value === String(person.contact) ||
        value === person.phone ||
        value.toLowerCase() === person.email;
  return {
    roles: new Map(people.map((person) => [person, script.leads.filter((lead) => answers(lead, person))])),
    byContact: new Map(people.map((person) => [person.contact, person])),
    idle: script.leads.filter((lead) => !people.some((person) => answers(lead, person))),
  };
}

function nobodyIs({ lead, range }: ScriptedLead): FindingParts {
  const message =
    lead.kind === 'source'
      ? `No lead of the simulation comes from ${lead.value}.`
      : `No lead of the simulation is "${lead.value}"; it takes an email, a phone number such as +13125550142, the number in the first column of the table, or "*".`;
  return { code: 'wrong-value', message, range };
}

/** Events after a touch that went to nobody whom they are about. */
const neverFollowed = ({ roles }: Cast, followed: ReadonlySet<ScriptedEvent>): readonly FindingParts[] =>
  [...new Set([...roles.values()].flat())].flatMap(({ events }) =>
    events.flatMap((event): readonly FindingParts[] => {
      const { when, range } = event;
      if (when.kind !== 'after' || followed.has(event)) return [];
      return [
        {
          code: 'wrong-value',
          message: `${when.touch} never went, so what was to follow it did not happen.`,
          range,
        },
      ];
    }),
  );

/** Events whose time had not come when the end did. */
const neverPlayed = (
  { roles }: Cast,
  {
    played,
    followed,
  }: { readonly played: ReadonlySet<ScriptedEvent>; readonly followed: ReadonlySet<ScriptedEvent> },
): readonly Lost[] =>
  [...new Set([...roles.values()].flat())].flatMap(({ events }) =>
    events.flatMap((event) =>
      played.has(event) || (event.when.kind === 'after' && !followed.has(event))
        ? []
        : [{ range: event.range, why: 'comes after the end of what is played' }],
    ),
  );

/** What comes from outside, and what answers to what the program does. */
function stageOf(ws: Workspace, options: RunOptions, cast: Cast, acts: Acted[]) {
  let n = 0;
  const played = new Set<ScriptedEvent>();
  const unheard: Lost[] = [];
  const zoneOf = (person: Person): Zone => ws.config.businesses.get(person.business)?.zone ?? ('UTC' as Zone);
  const atOf = (when: Exclude<When, { kind: 'after' }>, person: Person): Instant =>
    when.kind === 'since' ? after(options.at, when.span) : when.at(zoneOf(person));
  const arrival = (person: Person, at: Instant, event: ScriptedEvent): Arrival => ({
    at,
    happens: async (now) => {
      const { act, range } = event;
      n += 1;
      played.add(event);
      const startsAt = act.kind === 'book' ? atOf(act.startsAt, person) : null;
      const done = await doAct({ ws, person, n, now }, act, startsAt);
      if (!done.heard) unheard.push({ range, why: `is not heard of: ${done.detail}` });
      acts.push({ ...done, at: now, contact: person.contact, kind: act.kind, touch: null });
    },
  });
  const arrivals = [...cast.roles].flatMap(([person, roles]) =>
    roles.flatMap(({ events }) =>
      events.flatMap((event) =>
        event.when.kind === 'after' ? [] : [arrival(person, atOf(event.when, person), event)],
      ),
    ),
  );
  const follow = new Map<string, readonly ScriptedEvent[]>();
  const followed = new Set<ScriptedEvent>();
  for (const [person, roles] of cast.roles)
    for (const event of roles.flatMap(({ events }) => events))
      if (event.when.kind === 'after') {
        const key = `${person.contact} ${event.when.touch}`;
        follow.set(key, [...(follow.get(key) ?? []), event]);
      }
  return {
    arrivals,
    followed,
    played,
    unheard,
    onEvent: (event: TickEvent, add: (one: Arrival) => void): void => {
      if (event.kind !== 'sent' && event.kind !== 'uncertain' && event.kind !== 'task') return;
      const key = `${event.contact} ${event.touch}`;
      const person = cast.byContact.get(event.contact);
      for (const each of person === undefined ? [] : (follow.get(key) ?? []))
        if (each.when.kind === 'after') {
          followed.add(each);
          add(arrival(person as Person, after(event.at, each.when.span), each));
        }
      // A touch of a repeated sequence goes again; what followed it the first time is done.
      follow.delete(key);
    },
    operator: (task: ListedTask) => {
      if (task.kind !== 'call' || task.key === null) return null;
      const end = callEnd(options, cast, task.contact, task.key.touch);
      return end === null ? null : { at: after(task.dueAt, end.after), outcome: end.outcome };
    },
    onDone: ({ contact, key }: ListedTask, outcome: CallOutcome | null, now: Instant): void => {
      const detail = (outcome ?? 'done').replaceAll('_', ' ');
      acts.push({
        at: now,
        contact,
        kind: 'called',
        touch: key?.touch ?? null,
        detail,
        text: null,
        heard: true,
      });
    },
  };
}

/** What the script says of that lead's call, then of all calls, then the option. */
function callEnd(
  { script, calls }: RunOptions,
  cast: Cast,
  contact: ContactId,
  touch: string,
): CallEnd | null {
  const person = cast.byContact.get(contact);
  const roles = person === undefined ? [] : (cast.roles.get(person) ?? []);
  const own = roles.findLast((role) => role.calls.has(touch))?.calls.get(touch);
  return own ?? script.calls ?? (calls === null ? null : { outcome: calls, after: 0 });
}

const EVER = instant(8_640_000_000_000_000);

function runningOf({ outages, late }: Script, zone: Zone): Running {
  return {
    outages: outages.map(({ from, to }) => ({ from: from.at(zone), to: to.at(zone) })),
    slow: late.map(({ from, to, every }) => ({
      from: from?.at(zone) ?? instant(0),
      to: to?.at(zone) ?? EVER,
      every,
    })),
  };
}
