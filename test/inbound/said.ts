/** A message as tests need it: a text on a Tuesday morning, and whatever the test is about. */
import { localDate, localTime } from '../../src/domain/time.ts';
import type { Said } from '../../src/inbound/understand.ts';

/** Tuesday, 3 March 2026, 10:00. */
const HERE = { date: localDate('2026-03-03'), time: localTime(600) };

export function said(text: string, more: Partial<Said> = {}): Said {
  return {
    channel: 'sms',
    text,
    subject: null,
    headers: [],
    optOutType: null,
    deliveryStatus: null,
    here: HERE,
    ...more,
  };
}
