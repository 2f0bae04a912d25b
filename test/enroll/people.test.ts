/** Who a row is: new, known, being followed up, opted out, or two people at once. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BusinessId } from '../../src/domain/ids.ts';
import { DAY, type Instant, type Zone } from '../../src/domain/time.ts';
import { type EnrollOptions, enrollStream } from '../../src/engine/enroll.ts';
import type { EnrollReport } from '../../src/engine/enroll-report.ts';
import { createKeyer } from '../../src/store/destination-keys.ts';
import { destinationKey } from '../../src/store/destinations.ts';
import { suppress } from '../../src/store/suppressions.ts';
import { worded } from '../../src/store/words.ts';
import { business, bytesOf, NOW, openTestWorkspace, type TestWorkspace } from './workspace.ts';

let ws: TestWorkspace;
beforeEach(async () => {
  ws = await openTestWorkspace();
});
afterEach(() => ws.close());

const HEADING = 'id,created_at,name,phone,email,source,budget\n';
const enroll = (rows: string, options: EnrollOptions = {}, at: number = NOW): Promise<EnrollReport> =>
  enrollStream(ws, bytesOf(HEADING + rows, 4_096), options, () => at as Instant);
/** Only the counts that are not zero. */
const counts = (report: EnrollReport) =>
  Object.fromEntries(Object.entries(report.counts).filter(([, count]) => count > 0));
const count = async (table: string): Promise<number> => {
  const [row] = await ws.rows(`SELECT count(*) AS n FROM ${table}`);
  return Number(row?.n);
};
const at = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();
const MARIA = `1,${at(5)},Maria,3125550142,maria@example.com,web,\n`;

describe('a further inquiry', () => {
  it('of somebody who is being followed up is recorded and makes a task', async () => {
    await enroll(MARIA);
    const report = await enroll(`2,${at(-1440)},Maria,3125550142,,fb,high\n`, {}, NOW + DAY);
    expect(counts(report)).toEqual({ again: 1 });
    expect(await count('contact')).toBe(1);
    expect(await count('enrollment')).toBe(1);
    expect(await ws.rows('SELECT contact_id, external_id, fields FROM lead WHERE id = 2')).toEqual([
      { contact_id: 1, external_id: '2', fields: '{"budget":"high"}' },
    ]);
    expect(await ws.rows('SELECT kind, title, state, local_day, due_at FROM task')).toEqual([
      {
        kind: 'review',
        title: 'Maria inquired again (fb) while being followed up',
        state: 'open',
        local_day: '2026-03-04',
        due_at: NOW + DAY,
      },
    ]);
    expect(await ws.rows("SELECT kind, contact_id, data FROM event WHERE kind = 'inquiry_again'")).toEqual([
      { kind: 'inquiry_again', contact_id: 1, data: '{"lead":2}' },
    ]);
  });

  it('of somebody who is paused is recorded too', async () => {
    await enroll(MARIA);
    await ws.db.run("UPDATE enrollment SET state = 'paused'");
    expect(counts(await enroll(`2,${at(1)},Maria,3125550142,,fb,\n`, {}, NOW + 1))).toEqual({ again: 1 });
    expect(await count('task')).toBe(1);
  });

  it('after the last sequence has ended enrolls anew, and ends the promise of silence', async () => {
    await enroll(MARIA);
    await ws.db.run("UPDATE enrollment SET state = 'finished', ended_at = 1");
    await ws.db.run('UPDATE contact SET silent_since = 1, wake_at = NULL');
    const later = NOW + 40 * DAY;
    const report = await enroll(`2,${new Date(later).toISOString()},Maria,3125550142,,google,\n`, {}, later);
    expect(counts(report)).toEqual({ enrolled: 1 });
    expect(
      await ws.rows(
        `SELECT contact_id, lead_id, ${worded('source_word')} AS source, state FROM enrollment ORDER BY id`,
      ),
    ).toEqual([
      { contact_id: 1, lead_id: 1, source: 'web_form', state: 'finished' },
      { contact_id: 1, lead_id: 2, source: 'google_lsa', state: 'active' },
    ]);
    expect(await ws.rows('SELECT silent_since, wake_at, urgency FROM contact')).toEqual([
      { silent_since: null, wake_at: later, urgency: 2 },
    ]);
  });

  it('in the same file is recorded without a task: one enrollment, one person', async () => {
    const report = await enroll(`${MARIA}2,${at(90)},Maria L,,MARIA@example.com,fb,\n`);
    expect(counts(report)).toEqual({ enrolled: 1, repeated: 1 });
    expect([
      await count('contact'),
      await count('lead'),
      await count('enrollment'),
      await count('task'),
    ]).toEqual([1, 2, 1, 0]);
  });

  it('that is the same row twice is one inquiry', async () => {
    expect(counts(await enroll(MARIA + MARIA))).toEqual({ enrolled: 1, already: 1 });
    expect(await count('lead')).toBe(1);
  });

  it('without id and time is told by its source alone, and other details are pointed out', async () => {
    await enroll(',,Maria,3125550142,,web,low\n');
    const same = await enroll(',,Maria,3125550142,,web,low\n', {}, NOW + 1);
    expect([counts(same), same.notes]).toEqual([{ already: 1 }, []]);
    const changed = await enroll(',,Maria,3125550142,,web,high\n', {}, NOW + 2);
    expect(counts(changed)).toEqual({ already: 1 });
    expect(changed.notes).toEqual([
      {
        line: 2,
        column: null,
        seen: 'somebody on file, with other details and no time of the inquiry',
        allowed: 'a column Received, if they asked again; without one they are left as they are',
      },
    ]);
    expect(counts(await enroll(',,Maria,3125550142,,fb,high\n', {}, NOW + 3))).toEqual({ again: 1 });
  });

  it('by a list that is exported again never takes up somebody whose follow-up was stopped', async () => {
    await enroll(',,Maria,3125550142,,web,new\n');
    await ws.db.run("UPDATE enrollment SET state = 'stopped', ended_at = ?", [NOW]);
    expect(counts(await enroll(',,Maria,3125550142,,web,contacted\n', {}, NOW + DAY))).toEqual({
      already: 1,
    });
    expect(await count('enrollment')).toBe(1);
  });
});

describe('a known person', () => {
  it('gets the address or number that was missing', async () => {
    await enroll('1,,Maria,3125550142,,web,\n2,,Ben,,ben@example.com,web,\n');
    await enroll(
      '3,,Maria,3125550142,maria@example.com,web,\n4,,Ben,8005550142,ben@example.com,web,\n',
      {},
      NOW + 1,
    );
    expect(
      await ws.rows(
        'SELECT first_name, p.value AS phone, textable, e.value AS email FROM contact JOIN destination p ON p.id = phone_id JOIN destination e ON e.id = email_id ORDER BY contact.id',
      ),
    ).toEqual([
      { first_name: 'Maria', phone: '+13125550142', textable: 1, email: 'maria@example.com' },
      { first_name: 'Ben', phone: '+18005550142', textable: 0, email: 'ben@example.com' },
    ]);
    expect(
      await ws.rows("SELECT contact_id, data FROM event WHERE kind = 'contact_changed' ORDER BY seq"),
    ).toEqual([
      { contact_id: 1, data: '{"phone":false,"email":true,"zone":false}' },
      { contact_id: 2, data: '{"phone":true,"email":false,"zone":false}' },
    ]);
  });

  it('who gains a number is from then on where the number is, unless it was known better', async () => {
    await enroll('1,,Maria,,maria@example.com,web,\n');
    const zone = () =>
      ws.rows(
        `SELECT ${worded('zones_word')} AS zones, ${worded('zone_from_word')} AS zone_from FROM contact`,
      );
    expect(await zone()).toEqual([{ zones: '["America/Chicago"]', zone_from: 'business' }]);
    await enroll('2,,Maria,8085550142,maria@example.com,web,\n', {}, NOW + 1);
    expect(await zone()).toEqual([{ zones: '["Pacific/Honolulu"]', zone_from: 'phone' }]);
    await enroll('3,,Maria,2125550142,maria@example.com,web,\n', {}, NOW + 2);
    expect(await zone()).toEqual([{ zones: '["Pacific/Honolulu"]', zone_from: 'phone' }]);
  });

  it('keeps what is on file, and it is said', async () => {
    await enroll(MARIA);
    const report = await enroll('2,,Maria,3125550142,other@example.com,web,\n', {}, NOW + 1);
    expect(report.notes).toEqual([
      {
        line: 2,
        column: null,
        seen: 'another email address',
        allowed: 'the one on file for Maria, which is kept',
      },
    ]);
    expect(await count('destination')).toBe(2);
  });

  it('is never merged with another: the row is rejected and names both', async () => {
    await enroll('1,,Maria,3125550142,maria@example.com,web,\n2,,Ben,3125550143,ben@example.com,web,\n');
    const report = await enroll('3,,Maria,3125550142,ben@example.com,web,\n', {}, NOW + 1);
    expect(counts(report)).toEqual({ rejected: 1 });
    expect(report.rejected).toEqual([
      {
        line: 2,
        column: null,
        seen: 'a phone number and an address that belong to Maria (contact 1) and to Ben (contact 2)',
        allowed: 'those of one person; two people are never merged',
      },
    ]);
    expect(await count('lead')).toBe(2);
  });

  it('is not known to another business', async () => {
    await ws.close();
    ws = await openTestWorkspace({ businesses: [business('smile'), business('grin')] });
    await enroll(MARIA, { business: 'smile' });
    expect(counts(await enroll(MARIA, { business: 'Grin Dental' }))).toEqual({ enrolled: 1 });
    expect(await count('contact')).toBe(2);
    expect(await count('destination')).toBe(4);
  });
});

describe('somebody who opted out', () => {
  const optOut = async (
    kind: 'phone' | 'email',
    value: string,
    channels: readonly ('sms' | 'email' | 'call')[],
  ) => {
    await ws.db.run("INSERT INTO business (slug) VALUES ('smile') ON CONFLICT DO NOTHING");
    const key = destinationKey(ws.pepper, 'smile' as BusinessId, kind, value);
    await ws.db.tx((handle) =>
      suppress(
        handle,
        channels.map((channel) => ({
          key,
          businessRow: 1,
          channel,
          reason: 'opted_out',
          contact: null,
          enrollment: null,
        })),
        NOW,
      ),
    );
  };

  it('of texts is enrolled by no other address either', async () => {
    await optOut('phone', '+13125550142', ['sms']);
    expect(counts(await enroll(MARIA))).toEqual({ suppressed: 1 });
    expect([await count('contact'), await count('lead')]).toEqual([0, 0]);
  });

  it('is known by the number on file when the row has only the address', async () => {
    await enroll(MARIA);
    await ws.db.run("UPDATE enrollment SET state = 'stopped', ended_at = 1");
    await optOut('phone', '+13125550142', ['sms', 'call']);
    expect(counts(await enroll('2,,Maria,,maria@example.com,web,\n', {}, NOW + 1))).toEqual({
      suppressed: 1,
    });
  });

  it('of emails alone is followed up by phone, and not without one', async () => {
    await optOut('email', 'maria@example.com', ['email']);
    expect(counts(await enroll('1,,Maria,,maria@example.com,web,\n'))).toEqual({ suppressed: 1 });
    expect(counts(await enroll(MARIA))).toEqual({ enrolled: 1 });
  });

  it.each([0, 400, 401, 2_000])('is known among the opt-outs of %i others', async (others) => {
    await ws.db.run("INSERT INTO business (slug) VALUES ('smile')");
    const optedOut = [
      ...Array.from({ length: 100 }, (_, n) => `lead${n * 7}@example.com`),
      ...Array.from({ length: others }, (_, n) => `other${n}@example.com`),
    ];
    const stops = optedOut.map((value) => ({
      key: destinationKey(ws.pepper, 'smile' as BusinessId, 'email', value),
      businessRow: 1,
      channel: 'email' as const,
      reason: 'opted_out',
      contact: null,
      enrollment: null,
    }));
    await ws.db.tx((handle) => suppress(handle, stops, NOW));
    const rows = Array.from({ length: 700 }, (_, n) => `,,Maria,,lead${n}@example.com,web,\n`).join('');
    expect(counts(await enroll(rows))).toEqual({ enrolled: 600, suppressed: 100 });
    expect(
      await ws.rows("SELECT id FROM destination WHERE value IN ('lead0@example.com', 'lead7@example.com')"),
    ).toEqual([]);
  });
});

describe('old leads', () => {
  const OLD = `1,${new Date(NOW - 31 * DAY).toISOString()},Maria,3125550142,,web,\n`;

  it('are left out unless they are asked for', async () => {
    expect(counts(await enroll(OLD))).toEqual({ old: 1 });
    expect(await count('contact')).toBe(0);
    expect(counts(await enroll(OLD, { oldLeads: true }))).toEqual({ enrolled: 1 });
  });

  it('of unknown age are taken, and never as fresh: the first text waits for the window', async () => {
    const night = Date.parse('2026-03-04T05:00:00Z');
    const unknown = await enroll(',,Maria,3125550142,,web,\n', { dryRun: true }, night);
    expect(unknown.firstTexts).toEqual({
      now: 0,
      later: 1,
      lastAt: Date.parse('2026-03-04T15:00:00Z'),
      none: 0,
      emailed: 0,
    });
    const fresh = `,${new Date(night - 60_000).toISOString()},Maria,3125550142,,web,\n`;
    expect((await enroll(fresh, { dryRun: true }, night)).firstTexts).toEqual({
      now: 1,
      later: 0,
      lastAt: night,
      none: 0,
      emailed: 0,
    });
  });
});

describe('what a row is for', () => {
  it('stops the whole file before anything is written when a source is unknown', async () => {
    const report = await enroll(`${MARIA}2,,Ben,3125550143,,Paid social,\n3,,Eva,3125550144,,,\n`);
    expect(report.stopped).toEqual({
      kind: 'choice',
      about: 'source',
      line: null,
      message: '2 of 3 rows name no source that is known: "Paid social" (1 row), none (1 row)',
      hint: 'Known: facebook, web_form, google_lsa. Say it for the whole file, as in --source facebook, or add the name to sources.aliases in leadseq.yaml. Nothing was written.',
    });
    expect(await count('contact')).toBe(0);
  });

  it('is said for the whole file by --source, over the column', async () => {
    const report = await enroll(`${MARIA}2,,Ben,3125550143,,Paid social,\n`, { source: 'Instagram ad' });
    expect(report.enrolled).toEqual([{ business: 'smile', sequence: 'chase', source: 'facebook', count: 2 }]);
    expect(await ws.rows('SELECT DISTINCT source_text FROM lead')).toEqual([{ source_text: 'Instagram ad' }]);
  });

  it.each([
    [
      { source: 'facebok', sequence: 'chase' },
      'chase knows no source "facebok"',
      'Did you mean facebook? There are: facebook, web_form, google_lsa.',
    ],
    [{ sequence: 'chse' }, 'there is no sequence "chse"', 'Did you mean chase? There are: chase.'],
    [{ business: 'smiles' }, 'there is no business "smiles"', 'Did you mean smile? There are: smile.'],
  ])('%j is asked back', async (options, message, hint) => {
    expect((await enroll(MARIA, options)).stopped).toEqual({ kind: 'choice', line: null, message, hint });
  });
});

describe('the zone of a contact', () => {
  it('is given, or read from the address or the number, or the business’s, and its origin is stored', async () => {
    const text = `phone,email,source,time zone,state
2125550142,,web,,
2125550143,,web,Pacific,
3125550144,,web,,CO
,eva@example.com,web,,
8505550145,,web,,
`;
    await enrollStream(ws, bytesOf(text), {}, () => NOW);
    const rows = await ws.rows(
      `SELECT ${worded('zones_word')} AS zones, ${worded('zone_from_word')} AS zone_from FROM contact ORDER BY id`,
    );
    expect(rows.map(({ zones, zone_from }) => [zone_from, JSON.parse(String(zones)) as Zone[]])).toEqual([
      ['phone', ['America/New_York']],
      ['given', ['America/Los_Angeles']],
      ['address', ['America/Denver']],
      ['business', ['America/Chicago']],
      ['phone', expect.arrayContaining(['America/New_York', 'America/Chicago'])],
    ]);
  });
});

describe('the keys of an import', () => {
  it('are those of everybody else, whatever the length', () => {
    const keyOf = createKeyer(ws.pepper);
    for (const value of ['+13125550142', 'maria@example.com', 'x'.repeat(254), 'é'.repeat(300), ''])
      expect(keyOf('smile' as BusinessId, 'email', value)).toBe(
        destinationKey(ws.pepper, 'smile' as BusinessId, 'email', value),
      );
  });
});
