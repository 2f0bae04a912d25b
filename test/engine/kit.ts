/** A workspace in a temporary folder: a real database, real sequences, leads put straight into it, and a clock that is set, never slept on. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Business } from '../../src/domain/business.ts';
import { asId, type BusinessId, type ContactId, type EnrollmentId } from '../../src/domain/ids.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy.ts';
import {
  after,
  type Instant,
  instant,
  localTime,
  type WeeklyHours,
  type Zone,
} from '../../src/domain/time.ts';
import { startEnrollment } from '../../src/engine/start.ts';
import { tick } from '../../src/engine/tick.ts';
import type { TickOptions, TickProcess, TickReport } from '../../src/engine/tick-options.ts';
import type { Transports } from '../../src/engine/transports.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import { compileSequence } from '../../src/sequence/compile.ts';
import { parseSequence } from '../../src/sequence/parse.ts';
import type { Revision } from '../../src/sequence/sequence.ts';
import { variantFor } from '../../src/sequence/variant.ts';
import { ensureBusiness } from '../../src/store/businesses.ts';
import { destinationKey, ensureDestination } from '../../src/store/destinations.ts';
import type { Driver, Row, SqlValue } from '../../src/store/driver.ts';
import { insertContacts, insertLeads } from '../../src/store/enrolling.ts';
import { openStore } from '../../src/store/open.ts';
import { storeRevision } from '../../src/store/revisions.ts';
import { outbox } from '../../src/transport/outbox.ts';
import { type Behavior, type LedgerEntry, scriptedProvider } from '../../src/transport/scripted.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { openTestStore } from '../store/test-store.ts';

export const PEPPER = Buffer.alloc(32, 7);
export const CHICAGO = 'America/Chicago' as Zone;

/** Tuesday 10 March 2026, 10:00 in Chicago: two days after the clocks went forward, inside every window. */
export const TUESDAY_10 = instant(Date.parse('2026-03-10T15:00:00Z'));

const weekday = [{ opens: localTime(480), closes: localTime(1080) }];
const HOURS: WeeklyHours = [weekday, weekday, weekday, weekday, weekday, [], []];

export const BUSINESS: Business = {
  id: asId<BusinessId>('bright-dental'),
  name: 'Bright Dental',
  zone: CHICAGO,
  country: 'US',
  hours: HOURS,
  holidays: [],
  bookingLink: 'https://example.com/book',
  agentName: 'Sam',
  postalAddress: '1 Main St, Chicago, IL 60601',
  senders: { sms: '+13125550100', email: 'hello@example.com' },
};

/** Settings that name no mailbox. */
export const NO_MAILBOX = { host: null, port: 993, security: 'tls', user: null, mailbox: 'INBOX' } as const;

/** One text at once. */
export const HELLO = `
version: 1
id: hello
name: One text
fallbacks: { first_name: there }
touches:
  - id: hello
    day: 0
    within: 5m
    sms: "Hi {{ first_name }}, it's {{ business_name }}. Reply STOP to opt out."
`;

/** Two texts a day apart. */
export const TWO_TEXTS = `
version: 1
id: two
name: Two texts
fallbacks: { first_name: there }
touches:
  - id: hello
    day: 0
    within: 5m
    sms: "Hi {{ first_name }}, it's {{ business_name }}. Reply STOP to opt out."
  - id: second
    day: 1
    at: "10:00"
    sms: "Hi {{ first_name }}, again."
`;

/** Every kind of touch in three days: a text, an email, a call, a text that looks back at the call, a move, a promise of silence. */
export const ALL_KINDS = `
version: 1
id: all-kinds
name: Every kind of touch
fallbacks: { first_name: there }
touches:
  - id: hello
    day: 0
    within: 5m
    sms: "Hi {{ first_name }}, it's {{ business_name }}. Reply STOP to opt out."
  - id: confirm
    day: 0
    after: 20m
    email: { subject: "We got your request", body: "Hi {{ first_name }}, thank you." }
  - id: call-1
    day: 1
    at: "10:00"
    call: { script: "Ask {{ first_name }} when it suits.", voicemail: "Hi {{ first_name }}, it's {{ agent_name }}." }
  - id: progress
    day: 1
    at: "12:00"
    move: { stage: contacted }
  - id: after-call
    day: 2
    at: "11:00"
    sms:
      - if: { call-1: voicemail }
        text: "Left you a message, {{ first_name }}."
      - text: "Quick one, {{ first_name }}: is it still on your mind?"
  - id: goodbye
    day: 3
    at: "11:00"
    closes: true
    sms: "I'll stop reaching out, {{ first_name }}. Here if you need us: {{ booking_link }}"
`;

export interface KitOptions {
  /** Sequence files; the default is one text at once. */
  readonly sequences?: readonly string[];
  readonly templates?: ReadonlyMap<string, string>;
  readonly businesses?: readonly Business[];
  readonly policy?: Partial<Policy>;
  readonly now?: Instant;
}

export interface KitLead {
  readonly firstName?: string;
  readonly phone?: string | null;
  readonly email?: string | null;
  readonly business?: BusinessId;
  readonly sequence?: string;
  readonly source?: string;
  readonly zone?: Zone;
  readonly urgency?: number;
  readonly receivedAt?: Instant | null;
  readonly fields?: Readonly<Record<string, string>>;
  /** Puts the lead on a contact that is there already. */
  readonly contact?: ContactId;
}

export interface Enrolled {
  readonly contact: ContactId;
  readonly enrollment: EnrollmentId;
}

export interface Kit {
  readonly ws: Workspace;
  readonly clock: { now: Instant };
  /** Moves the clock forward by milliseconds. */
  advance(ms: number): void;
  enroll(lead?: KitLead): Promise<Enrolled>;
  tick(transports: Transports, more?: Partial<TickOptions>): Promise<TickReport>;
  /** Ticks from one wake to the next until nothing is planned or `until` has come. */
  run(transports: Transports, until: Instant, more?: Partial<TickOptions>): Promise<void>;
  all(sql: string, params?: readonly SqlValue[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/** Memory where there is some: a test makes thousands of commits. */
const BASE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export const scratchFolder = (): string => mkdtempSync(join(BASE, 'leadseq-test-'));

/** A phone number reserved for fiction, or a mailbox at example.com, by number. */
export const phoneOf = (n: number): string =>
  `+1${AREA_CODES[Math.floor(n / 100) % AREA_CODES.length]}5550${String(100 + (n % 100))}`;
const emailOf = (n: number): string => `lead-${n}@example.com`;
const AREA_CODES = ['312', '773', '847', '630', '708', '815', '217', '309', '618', '331'];

export const createKit = (options: KitOptions = {}): Promise<Kit> => kitAt(null, options);

/** On SQLite whatever the run is about, or on the engine of the run. */
export async function kitAt(engine: 'sqlite' | null, options: KitOptions = {}): Promise<Kit> {
  const root = scratchFolder();
  mkdirSync(join(root, '.leadseq'), { mode: 0o700 });
  const now = options.now ?? TUESDAY_10;
  const openDatabase = engine === null ? openTestStore : openStore;
  const db = await openDatabase({
    path: join(root, '.leadseq/leadseq.db'),
    pepper: PEPPER,
    now,
    create: true,
  });
  return kitOn(workspaceOf(root, db, options), now, async () => {
    await db.close();
    rmSync(root, { recursive: true, force: true });
  });
}

export function workspaceOf(root: string, db: Driver, options: KitOptions = {}): Workspace {
  const businesses = options.businesses ?? [BUSINESS];
  const policy = { ...DEFAULT_POLICY, ...options.policy };
  const revisions = (options.sequences ?? [HELLO]).map((text) => compiled(text, options.templates));
  return {
    root,
    config: {
      version: 1,
      businesses: new Map(businesses.map((business) => [business.id, business])),
      policies: new Map(businesses.map((business) => [business.id, policy])),
      sourceAliases: [],
      transports: { sms: 'outbox', email: 'outbox' },
      accounts: new Map(),
      onlyTo: null,
      emailReplies: null,
      publicUrl: null,
      database: null,
      stages: [],
    },
    sequences: new Map(
      revisions.map((revision) => [
        revision.sequence.id,
        { path: `sequences/${revision.sequence.id}.yaml`, revision, diagnostics: [] },
      ]),
    ),
    db,
    pepper: PEPPER,
    outbox: join(root, '.leadseq/outbox'),
  };
}

const revisions = new Map<string, Revision>();

/** The sequence of a file; a mistake in it is a mistake of the test. */
export function compiled(text: string, templates: ReadonlyMap<string, string> = new Map()): Revision {
  const name = JSON.stringify([text, ...templates]);
  const known = revisions.get(name);
  if (known) return known;
  const parsed = parseSequence(text, 'test.yaml');
  const made = parsed.ast === null ? null : compileSequence(parsed.ast, 'test.yaml', templates);
  const problems = [...parsed.diagnostics, ...(made?.diagnostics ?? [])].filter(
    (d) => d.severity === 'error',
  );
  if (!made?.revision || problems.length > 0)
    throw new Error(`the test's sequence does not compile: ${JSON.stringify(problems)}`);
  revisions.set(name, made.revision);
  return made.revision;
}

function kitOn(ws: Workspace, start: Instant, close: () => Promise<void>): Kit {
  const clock = { now: start };
  const runTick = (transports: Transports, more: Partial<TickOptions> = {}): Promise<TickReport> =>
    tick(ws, { ...tickDefaults(clock), transports, ...more });
  return {
    ws,
    clock,
    advance: (ms) => {
      clock.now = after(clock.now, ms);
    },
    enroll: (lead = {}) => enrollLead(ws, clock.now, lead),
    tick: runTick,
    async run(transports, until, more) {
      for (;;) {
        await runTick(transports, more);
        const [row] = await ws.db.all('SELECT MIN(wake_at) AS next FROM contact');
        const next = row?.next;
        if (typeof next !== 'number' || next > until) return;
        clock.now = instant(Math.max(next, clock.now + 1));
      }
    },
    all: (sql, params) => ws.db.all(sql, params),
    close,
  };
}

/** As if a person had let go on, for good, what this guard stops: so many opt-outs or failures at once are what a test is about. */
export const withoutGuard = (kit: Kit, guard: string): Promise<number> =>
  kit.ws.db.run(
    `INSERT INTO pause (business_id, channel, since, detail, lifted_at, guard)
     SELECT id, 'sms', 0, 'let go on', 9000000000000, ? FROM business`,
    [guard],
  );

/** Random bytes of a tick are counted in tests, so that a failure repeats. */
let drawn = 0;
export const countedBytes = (length: number): Uint8Array => {
  drawn += 1;
  const bytes = Buffer.alloc(length);
  bytes.writeUInt32BE(drawn, length - 4);
  return bytes;
};

export const tickDefaults = (clock: { readonly now: Instant }): Omit<TickOptions, 'transports'> => ({
  now: () => clock.now,
  random: countedBytes,
  signal: new AbortController().signal,
});

let leads = 0;

/** A person with an inquiry, in a sequence, as an import leaves it. */
export async function enrollLead(ws: Workspace, at: Instant, lead: KitLead): Promise<Enrolled> {
  leads += 1;
  const slug = lead.business ?? ([...ws.config.businesses.keys()][0] as BusinessId);
  const business = ws.config.businesses.get(slug);
  const file = ws.sequences.get(asId(lead.sequence ?? ([...ws.sequences.keys()][0] as string)));
  if (business === undefined || file?.revision == null) throw new Error('the test names what is not there');
  const { revision } = file;
  const variant =
    variantFor(revision.sequence, lead.source ?? null, ws.config.sourceAliases) ??
    revision.sequence.variants[0];
  if (variant === undefined) throw new Error('the sequence has no variant');
  const zone = lead.zone ?? business.zone;
  const phone = lead.phone === undefined ? phoneOf(leads) : lead.phone;
  const email = lead.email === undefined ? emailOf(leads) : lead.email;
  return ws.db.tx(async (handle) => {
    const businessRow = await ensureBusiness(handle, slug);
    const reach = (kind: 'phone' | 'email', value: string | null) =>
      value === null
        ? null
        : ensureDestination(handle, {
            businessRow,
            kind,
            value,
            key: destinationKey(ws.pepper, slug, kind, value),
            zone,
          });
    const contact =
      lead.contact ??
      (
        await insertContacts(handle, [
          {
            businessRow,
            firstName: lead.firstName ?? 'Maria',
            lastName: 'Lopez',
            phone: await reach('phone', phone),
            textable: true,
            email: await reach('email', email),
            zones: JSON.stringify([zone]),
            zoneFrom: 'given',
            state: null,
            stage: null,
            wakeAt: at,
            urgency: lead.urgency ?? 1,
          },
        ])
      )[0];
    if (contact === undefined) throw new Error('no contact was made');
    const [leadId] = await insertLeads(handle, [
      {
        contact,
        sourceText: lead.source ?? null,
        externalId: null,
        receivedAt: lead.receivedAt === undefined ? at : lead.receivedAt,
        importedAt: at,
        consent: null,
        fields: JSON.stringify(lead.fields ?? {}),
      },
    ]);
    if (leadId === undefined) throw new Error('no lead was made');
    const enrollment = await startEnrollment(handle, {
      contact,
      lead: leadId,
      revision: await storeRevision(handle, revision, at),
      sequence: revision.sequence,
      variant,
      at,
    });
    if (enrollment === null) throw new Error('the contact is in that sequence already');
    return { contact, enrollment };
  });
}

/** The default transports of a workspace. */
export const outboxOf = (ws: Workspace): Transports => {
  const files = outbox(ws.outbox);
  return { sms: files, email: files };
};

/** One provider for both channels, whose every request behaves as the script says. */
export function scripted(script: (request: number) => Behavior = () => 'accept'): {
  readonly transports: Transports;
  readonly ledger: readonly LedgerEntry[];
} {
  const { transport, ledger } = scriptedProvider(script);
  return { transports: both(transport), ledger };
}

export const both = (transport: Transport): Transports => ({ sms: transport, email: transport });

/** Everybody but the one who asks is dead. */
export const anotherProcess = (): Pick<TickProcess, 'isAlive' | 'end' | 'owner'> => ({
  owner: { command: 'tick', host: 'another', bootId: 'b', pid: 7, pidStarted: 's' },
  isAlive: () => false,
  end: () => undefined,
});
