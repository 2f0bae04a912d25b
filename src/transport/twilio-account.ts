/** What can be told of a Twilio account without sending: do the credentials work, is the sender its own, is it registered. */
import type { Instant, Millis } from '../domain/time.ts';
import type { Api, Misconfigured, Unreachable } from './twilio-api.ts';
import { asObject, asObjects, type Json, objectIn } from './twilio-json.ts';
import { aheadOf, notRead } from './twilio-list.ts';
import type { Answer } from './twilio-wire.ts';

export type AccountCheck =
  | {
      readonly kind: 'checked';
      /** What the provider's clock is ahead of ours; null when its answer does not tell. */
      readonly clockAhead: Millis | null;
      /** `unknown`: the key may not ask, or the try-out server does not know. */
      readonly sender: 'found' | 'not_found' | 'cannot_text' | 'unknown';
      /**
       * US carriers block texts from a long code that is in no verified 10DLC campaign. Campaigns belong to Messaging
       * Services: that of a bare number cannot be asked for, and is `unknown`.
       */
      readonly campaign: 'not_needed' | 'verified' | 'missing' | 'unknown';
    }
  | Misconfigured
  | Unreachable;

/** Reading the list is what a tick needs most, and what even a restricted key is given. */
export async function checkAccount(api: Api, now: () => Instant, signal: AbortSignal): Promise<AccountCheck> {
  const list = await api.ask({ path: '/Messages.json?PageSize=1', signal });
  if (list.kind === 'cut' || list.status !== 200) return notRead(list);
  const clockAhead = aheadOf(list.date, now());
  return api.service
    ? { kind: 'checked', clockAhead, ...(await checkService(api, signal)) }
    : { kind: 'checked', clockAhead, ...(await checkNumber(api, signal)) };
}

type SenderCheck = Pick<Extract<AccountCheck, { kind: 'checked' }>, 'sender' | 'campaign'>;

async function checkService(api: Api, signal: AbortSignal): Promise<SenderCheck> {
  const path = `/Services/${api.sender}`;
  const service = await api.askMessaging({ path, signal });
  if (service.kind === 'answered' && service.status === 404 && !api.tryOut)
    return { sender: 'not_found', campaign: 'unknown' };
  if (objectOf(service)?.sid !== api.sender) return { sender: 'unknown', campaign: 'unknown' };
  const campaigns = objectOf(await api.askMessaging({ path: `${path}/Compliance/Usa2p`, signal }));
  const listed = asObjects(campaigns?.compliance);
  if (listed === null) return { sender: 'found', campaign: 'unknown' };
  const verified = listed.some(({ campaign_status }) => campaign_status === 'VERIFIED');
  return { sender: 'found', campaign: verified ? 'verified' : 'missing' };
}

/** Toll-free numbers are verified another way; outside +1 there is no 10DLC. */
const LONG_CODE = /^\+1(?!8(00|33|44|55|66|77|88))\d{10}$/;

async function checkNumber(api: Api, signal: AbortSignal): Promise<SenderCheck> {
  const campaign = LONG_CODE.test(api.sender) ? 'unknown' : 'not_needed';
  const query = new URLSearchParams({ PhoneNumber: api.sender });
  const answer = await api.ask({ path: `/IncomingPhoneNumbers.json?${query}`, signal });
  const numbers = asObjects(objectOf(answer)?.incoming_phone_numbers);
  if (numbers === null) return { sender: 'unknown', campaign };
  const number = numbers.find(({ phone_number }) => phone_number === api.sender);
  if (number === undefined) return { sender: 'not_found', campaign };
  return { sender: asObject(number.capabilities)?.sms === false ? 'cannot_text' : 'found', campaign };
}

const objectOf = (answer: Answer): Json | null =>
  answer.kind === 'answered' && answer.status === 200 ? objectIn(answer.body) : null;
