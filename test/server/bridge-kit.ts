/** A lead with a call to be made, a site that Twilio can reach, and a provider of calls that answers as it is told. */
import type { Outcome } from '../../src/domain/attempt.ts';
import type { Business, CallSettings } from '../../src/domain/business.ts';
import { asId, type ContactId, type SequenceId } from '../../src/domain/ids.ts';
import { DAY, millis, SECOND } from '../../src/domain/time.ts';
import { type Called, type CallOptions, callLead } from '../../src/engine/bridge.ts';
import { TEST_ACCOUNT } from '../../src/server/fake-twilio/accounts.ts';
import { outbox } from '../../src/transport/outbox.ts';
import type { Ringing } from '../../src/transport/transport.ts';
import { BUSINESS, tickDefaults } from '../engine/kit.ts';
import type { TestSite } from './site.ts';
import { twilioPost } from './twilio-post.ts';

export const AGENT = '+13125550177';
export const LEAD = '+17735550143';

const CALLS: CallSettings = {
  forwardTo: null,
  agentPhone: AGENT,
  ring: millis(20 * SECOND),
  voicemailUnder: millis(12 * SECOND),
  sequence: asId<SequenceId>('missed-call'),
  window: DAY,
  vendors: [],
};
export const CALLING: Business = { ...BUSINESS, calls: CALLS };

/** A call, due at once. */
export const CALL_FIRST = `
version: 1
id: call-first
name: A call, and what follows it
fallbacks: { first_name: there }
touches:
  - { id: ring, day: 0, within: 5m, call: "Ask {{ first_name }} when it suits." }
  - { id: after, day: 1, at: "10:00", sms: "Still of use, {{ first_name }}? {{ business_name }}. Reply STOP to opt out." }
`;

export const sidOf = (n: number): string => `CA${n.toString(16).padStart(32, '0')}`;

/** What the provider answers; each request is kept. */
export function telephone(answer: Outcome | (() => Promise<Outcome>) = SENT) {
  const asked: Ringing[] = [];
  return {
    asked,
    ring: async (ringing: Ringing): Promise<Outcome> => {
      asked.push(ringing);
      return typeof answer === 'function' ? answer() : answer;
    },
  };
}
const SENT: Outcome = { kind: 'sent', providerId: sidOf(1) };

export function callFrom(
  site: TestSite,
  lead: ContactId,
  { ring }: Pick<ReturnType<typeof telephone>, 'ring'>,
  more: Partial<CallOptions> = {},
): Promise<Called> {
  const files = outbox(site.site.ws.outbox);
  return callLead(site.site.ws, lead, {
    ...tickDefaults(site.kit.clock),
    transports: { sms: { ...files, name: 'twilio', live: true, ring }, email: files },
    by: 'ana',
    agent: null,
    anyway: false,
    again: false,
    announce: () => undefined,
    ...more,
  });
}

export const bridges = (site: TestSite) =>
  site.kit.all('SELECT state, result, seconds, detail, task_id FROM bridge ORDER BY id');
export const stateOf = async (site: TestSite): Promise<string> => {
  const last = (await bridges(site)).at(-1);
  return last === undefined ? 'none' : [last.state, last.result].filter(Boolean).join(' ');
};
export const tokenOf = async (site: TestSite): Promise<string> =>
  String((await site.kit.all('SELECT token FROM bridge ORDER BY id')).at(-1)?.token);

/** Twilio's own words about the newest call. */
export async function twilioSays(
  site: TestSite,
  part: '' | '/key' | '/ended' | '/status',
  fields: Readonly<Record<string, string>> = {},
  how: Parameters<typeof twilioPost>[3] = {},
) {
  const whole = { AccountSid: TEST_ACCOUNT.sid, CallSid: sidOf(1), CallStatus: 'in-progress', ...fields };
  return twilioPost(site, `/tw/bridge/${await tokenOf(site)}${part}`, whole, how);
}
