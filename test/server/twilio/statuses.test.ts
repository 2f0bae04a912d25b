/** A message's way: always in the order of the network, never longer in the queue than its sender allowed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../../src/domain/time.ts';
import { courseOf, DELIVERED, stepAt, USUAL_PACE } from '../../../src/server/fake-twilio/statuses.ts';

const AT = instant(Date.UTC(2026, 2, 10, 15));

const RANK = {
  accepted: 0,
  queued: 1,
  sending: 2,
  sent: 3,
  delivered: 4,
  undelivered: 4,
  failed: 4,
  canceled: 4,
  received: 4,
};

const journeys = fc.record({
  at: fc.constant(AT),
  isByService: fc.boolean(),
  validity: fc.integer({ min: 1, max: 36_000 }),
  ending: fc.record({
    status: fc.constantFrom('delivered', 'undelivered', 'failed', 'sent', 'queued'),
    errorCode: fc.constantFrom(null, 30003, 30005),
  }),
  pace: fc
    .tuple(fc.nat(5_000), fc.nat(60_000), fc.nat(60_000), fc.nat(60_000))
    .map(([queued, sending, sent, delivered]) => ({
      queued,
      sending: queued + sending,
      sent: queued + sending + sent,
      delivered: queued + sending + sent + delivered,
    })),
});

describe('the course of a message', () => {
  it('only goes forward, in time and in rank', () => {
    fc.assert(
      fc.property(journeys, (journey) => {
        const course = courseOf(journey);
        for (const [index, step] of course.entries()) {
          const before = course[index - 1];
          if (before === undefined) continue;
          expect(step.at).toBeGreaterThanOrEqual(before.at);
          expect(RANK[step.status]).toBeGreaterThan(RANK[before.status]);
        }
      }),
    );
  });

  it('leaves the queue within the validity, or fails by 30036 when that ends', () => {
    fc.assert(
      fc.property(journeys, (journey) => {
        const course = courseOf(journey);
        const left = course.find(({ status }) => status === 'sending');
        const limit = instant(AT + journey.validity * 1000);
        if (left !== undefined) expect(left.at).toBeLessThanOrEqual(limit);
        else expect(course.at(-1)).toEqual({ status: 'failed', at: limit, errorCode: 30036 });
      }),
    );
  });

  it('begins as accepted only for a service', () => {
    const journey = { at: AT, validity: 36_000, ending: DELIVERED, pace: USUAL_PACE };
    expect(courseOf({ ...journey, isByService: true }).map(({ status }) => status)).toEqual([
      'accepted',
      'queued',
      'sending',
      'sent',
      'delivered',
    ]);
    expect(courseOf({ ...journey, isByService: false })[0]?.status).toBe('queued');
  });

  it('is at the newest step that its time has come for', () => {
    const course = courseOf({
      at: AT,
      isByService: false,
      validity: 60,
      ending: DELIVERED,
      pace: USUAL_PACE,
    });
    const at = (ms: number): string => stepAt(course, instant(AT + ms)).status;
    expect([at(0), at(299), at(300), at(599), at(600), at(1499), at(1500)]).toEqual([
      'queued',
      'queued',
      'sending',
      'sending',
      'sent',
      'sent',
      'delivered',
    ]);
  });
});
