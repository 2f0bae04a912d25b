/** A workspace in a temporary folder with a real database, one or more businesses, and sequences written out by hand. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Business } from '../../src/domain/business.ts';
import type { BusinessId, RevisionHash, SequenceId, SourceId, TouchId } from '../../src/domain/ids.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import {
  type Instant,
  instant,
  localTime,
  MINUTE,
  millis,
  type WeeklyHours,
  type Zone,
} from '../../src/domain/time.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import type { Sequence, Variant } from '../../src/sequence/sequence.ts';
import type { Row } from '../../src/store/driver.ts';
import { openTestStore } from '../store/test-store.ts';

/** Tuesday 2026-03-03 10:00 in Chicago. */
export const NOW: Instant = instant(Date.parse('2026-03-03T16:00:00Z'));

const day = [{ opens: localTime(540), closes: localTime(1020) }];
const hours: WeeklyHours = [day, day, day, day, day, [], []];

export const business = (id: string, more: Partial<Business> = {}): Business => ({
  id: id as BusinessId,
  name: `${id} dental`,
  zone: 'America/Chicago' as Zone,
  country: 'US',
  hours,
  holidays: [],
  senders: {},
  ...more,
});

const variant = (source: string, match: readonly string[] = [], more: Partial<Variant> = {}): Variant => ({
  source: source as SourceId,
  like: source as SourceId,
  match,
  urgency: 'medium',
  consent: 'not_required',
  inbound: true,
  startAfter: millis(0),
  touches: [
    {
      id: 'hello' as TouchId,
      purpose: null,
      channel: 'sms',
      timing: { kind: 'elapsed', day: 0, after: millis(0), within: millis(5 * MINUTE) },
      if: null,
      action: {
        kind: 'sms',
        alternatives: [{ if: null, text: { source: 'Hi {{ first_name }}', file: 'chase.yaml', line: 1 } }],
      },
      closes: false,
      // biome-ignore lint/suspicious/noThenProperty: the word of the sequence language; nothing here is awaited
      late: { then: 'skip', max: millis(6 * 60 * MINUTE) },
      varyFrom: null,
      references: [],
      conditionReferences: [],
    },
  ],
  ...more,
});

const sequence = (id: string, variants: readonly Variant[], more: Partial<Sequence> = {}): Sequence => ({
  formatVersion: 1,
  id: id as SequenceId,
  name: id,
  priority: 0,
  anchor: 'enrollment',
  kind: 'chase',
  repeat: null,
  fallbacks: {},
  when: {},
  variants,
  ...more,
});

const CHASE = sequence('chase', [
  variant('facebook', ['Facebook*', 'Instagram*', 'fb', 'ig']),
  variant('web_form', ['Web*']),
  variant('google_lsa', ['Google*'], { urgency: 'high' }),
]);

export interface TestWorkspace extends Workspace {
  rows(sql: string): Promise<readonly Row[]>;
  close(): Promise<void>;
}

export async function openTestWorkspace(
  parts: { readonly businesses?: readonly Business[]; readonly sequences?: readonly Sequence[] } = {},
): Promise<TestWorkspace> {
  const root = mkdtempSync(join(tmpdir(), 'enroll-'));
  const pepper = new Uint8Array(32).fill(7);
  const db = await openTestStore({ path: join(root, 'leadseq.db'), pepper, now: NOW, create: true });
  const businesses = parts.businesses ?? [business('smile')];
  const sequences = parts.sequences ?? [CHASE];
  return {
    root,
    config: {
      version: 1,
      businesses: new Map(businesses.map((one) => [one.id, one])),
      policies: new Map(businesses.map((one) => [one.id, DEFAULT_POLICY])),
      sourceAliases: [],
      transports: { sms: 'outbox', email: 'outbox' },
      accounts: new Map(),
      onlyTo: null,
      emailReplies: null,
      publicUrl: null,
      database: null,
      stages: ['new', 'booked'],
    },
    sequences: new Map(
      sequences.map((one) => [
        one.id,
        {
          path: `sequences/${one.id}.yaml`,
          revision: { hash: `hash of ${one.id}` as RevisionHash, sequence: one },
          diagnostics: [],
        },
      ]),
    ),
    db,
    pepper,
    outbox: join(root, 'outbox'),
    rows: (sql) => db.all(sql),
    close: async () => {
      await db.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** The text in pieces of a few bytes, so that every seam of the reader is crossed. */
export async function* bytesOf(text: string | Uint8Array, size = 7): AsyncGenerator<Uint8Array, void> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}
