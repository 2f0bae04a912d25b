/** Enrolling: who is enrolled, who is not, and that every row is told of exactly once. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EnrollOptions, enrollStream } from '../../src/engine/enroll.ts';
import type { EnrollReport } from '../../src/engine/enroll-report.ts';
import { worded } from '../../src/store/words.ts';
import { bytesOf, NOW, openTestWorkspace, type TestWorkspace } from './workspace.ts';

let ws: TestWorkspace;
beforeEach(async () => {
  ws = await openTestWorkspace();
});
afterEach(() => ws.close());

const enroll = (text: string, options: EnrollOptions = {}, at = NOW): Promise<EnrollReport> =>
  enrollStream(ws, bytesOf(text), options, () => at);

const NOBODY = {
  enrolled: 0,
  again: 0,
  repeated: 0,
  already: 0,
  suppressed: 0,
  old: 0,
  test: 0,
  blank: 0,
  rejected: 0,
};

describe('a plain list', () => {
  const LIST = `First Name,Last Name,Phone,Email,Source,Interest
Maria,Lopez,(312) 555-0142,maria@example.com,Facebook ad,whitening
Ben,,,BEN@Example.org,web,a "big" crown
`;

  it('becomes contacts, leads and enrollments', async () => {
    const report = await enroll(LIST);
    expect(report.stopped).toBeNull();
    expect(report.counts).toEqual({ ...NOBODY, enrolled: 2 });
    expect(
      await ws.rows(
        `SELECT kind, value, ${worded('zone_word')} AS zone FROM destination ORDER BY kind DESC, value DESC`,
      ),
    ).toEqual([
      { kind: 'phone', value: '+13125550142', zone: 'America/Chicago' },
      { kind: 'email', value: 'maria@example.com', zone: 'America/Chicago' },
      { kind: 'email', value: 'ben@example.org', zone: 'America/Chicago' },
    ]);
    expect(
      await ws.rows(
        `SELECT first_name, last_name, phone.value AS phone, textable, email.value AS email, ${worded('zones_word')} AS zones,
           ${worded('zone_from_word')} AS zone_from, wake_at, urgency
         FROM contact LEFT JOIN destination phone ON phone.id = phone_id LEFT JOIN destination email ON email.id = email_id
         ORDER BY contact.id`,
      ),
    ).toEqual([
      {
        first_name: 'Maria',
        last_name: 'Lopez',
        phone: '+13125550142',
        textable: 1,
        email: 'maria@example.com',
        zones: '["America/Chicago"]',
        zone_from: 'phone',
        wake_at: NOW,
        urgency: 1,
      },
      {
        first_name: 'Ben',
        last_name: '',
        phone: null,
        textable: 0,
        email: 'ben@example.org',
        zones: '["America/Chicago"]',
        zone_from: 'business',
        wake_at: NOW,
        urgency: 1,
      },
    ]);
    expect(
      await ws.rows('SELECT contact_id, source_text, received_at, fields FROM lead ORDER BY id'),
    ).toEqual([
      { contact_id: 1, source_text: 'Facebook ad', received_at: null, fields: '{"interest":"whitening"}' },
      { contact_id: 2, source_text: 'web', received_at: null, fields: '{"interest":"a \\"big\\" crown"}' },
    ]);
    expect(
      await ws.rows(
        `SELECT contact_id, lead_id, ${worded('sequence_word')} AS sequence_id, ${worded('source_word')} AS source, state,
           enrolled_at, anchor_at
         FROM enrollment`,
      ),
    ).toEqual([
      {
        contact_id: 1,
        lead_id: 1,
        sequence_id: 'chase',
        source: 'facebook',
        state: 'active',
        enrolled_at: NOW,
        anchor_at: NOW,
      },
      {
        contact_id: 2,
        lead_id: 2,
        sequence_id: 'chase',
        source: 'web_form',
        state: 'active',
        enrolled_at: NOW,
        anchor_at: NOW,
      },
    ]);
    expect(await ws.rows('SELECT kind, data FROM event')).toEqual([
      { kind: 'enrolled', data: '{"first":1,"last":2,"count":2}' },
    ]);
  });

  it('enrolls nobody twice when it is read again', async () => {
    await enroll(LIST);
    const again = await enroll(LIST, {}, (NOW + 86_400_000) as typeof NOW);
    expect(again.counts).toEqual({ ...NOBODY, already: 2 });
    expect(await ws.rows('SELECT count(*) AS n FROM enrollment')).toEqual([{ n: 2 }]);
    expect(await ws.rows('SELECT count(*) AS n FROM lead')).toEqual([{ n: 2 }]);
    expect(await ws.rows('SELECT count(*) AS n FROM task')).toEqual([{ n: 0 }]);
  });

  it('changes nothing in a rehearsal, and counts the same', async () => {
    const report = await enroll(LIST, { dryRun: true });
    expect(report.counts).toEqual({ ...NOBODY, enrolled: 2 });
    expect(await ws.rows('SELECT count(*) AS n FROM contact')).toEqual([{ n: 0 }]);
    expect(await ws.rows('SELECT count(*) AS n FROM business')).toEqual([{ n: 0 }]);
    expect(await ws.rows('SELECT count(*) AS n FROM event')).toEqual([{ n: 0 }]);
  });
});
