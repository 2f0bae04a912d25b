import { describe, expect, it } from 'vitest';
import { DAY, instant } from '../../src/domain/time.ts';
import { worded } from '../../src/store/words.ts';
import { bookAt } from '../actions/act.ts';
import { ALL } from '../actions/sequences.ts';
import { createKit, HELLO, type Kit, scripted, TUESDAY_10 } from '../engine/kit.ts';

const COLD = `
version: 1
id: cold-list
name: Cold list
fallbacks: { first_name: there }
touches:
  - { id: intro, day: 0, after: 0m, email: { subject: "Hello", body: "Hi {{ first_name }}." } }
when:
  booked: { do: stop, move_to: booked, start: reminders }
  finished: { do: stop, move_to: nurture, start: tips }
sources:
  cold: { match: ["Cold*"], urgency: low, consent: required, start_after: 0m }
  web: { match: ["Web*"], like: web_form, urgency: high }
`;
const TIPS = HELLO.replace('id: hello\nname', 'id: tips\nname');

const texts = async (kit: Kit) => (await kit.all("SELECT id FROM attempt WHERE channel = 'sms'")).length;
const skips = (kit: Kit) =>
  kit.all("SELECT DISTINCT reason_code AS code FROM touch_end WHERE kind = 'skipped' ORDER BY 1");

describe('a lead who could not be texted without consent', () => {
  it.each([
    ['Cold list', 0],
    ['Web form', 1],
  ] as const)('from %s gets %i texts of the sequence that takes over', async (source, expected) => {
    const kit = await createKit({ sequences: [COLD, TIPS, ...ALL] });
    await kit.enroll({ sequence: 'cold-list', source });
    await kit.run(scripted().transports, instant(TUESDAY_10 + 5 * DAY));
    expect(await texts(kit)).toBe(expected);
    if (expected === 0) expect(await skips(kit)).toEqual([{ code: 'no_consent' }]);
    await kit.close();
  });

  it('is reminded of an appointment by email only', async () => {
    const kit = await createKit({ sequences: [COLD, TIPS, ...ALL] });
    const { contact } = await kit.enroll({ sequence: 'cold-list', source: 'Cold list', receivedAt: null });
    await bookAt(kit, contact, instant(TUESDAY_10 + 4 * DAY));
    await kit.run(scripted().transports, instant(TUESDAY_10 + 5 * DAY));
    expect(await texts(kit)).toBe(0);
    expect(
      await kit.all(
        `SELECT handed_over, consent_required FROM enrollment WHERE ${worded('sequence_word')} = 'reminders'`,
      ),
    ).toEqual([{ handed_over: 1, consent_required: 1 }]);
    await kit.close();
  });
});
