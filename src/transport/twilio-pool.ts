/** The senders of a Messaging Service, one by one: whoever was texted by one of them answers to it. */
import type { Api } from './twilio-api.ts';
import { asObject, asObjects, objectIn } from './twilio-json.ts';

/** Its numbers and short codes; null when they cannot be told, are too many, or are not all of what can be answered. */
export async function poolOf(
  api: Api,
  service: string,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  const [numbers, codes, others] = await Promise.all([
    membersOf(api, `/Services/${service}/PhoneNumbers`, 'phone_numbers', signal),
    membersOf(api, `/Services/${service}/ShortCodes`, 'short_codes', signal),
    membersOf(api, `/Services/${service}/ChannelSenders`, OTHERS, signal),
  ]);
  if (numbers === null || codes === null || others === null) return null;
  const named = [
    ...numbers.map(({ phone_number }) => phone_number),
    ...codes.map(({ short_code }) => short_code),
  ];
  // What is answered over other channels than texts is in no number's list.
  if (others.length > 0 || named.length === 0) return null;
  return named.every((one) => typeof one === 'string' && /^\+?\d+$/.test(one)) ? (named as string[]) : null;
}

/** Senders of other channels; an account that has never had any may not know the question. */
const OTHERS = 'senders';

/** A page is enough: a pool that needs two is read another way. */
async function membersOf(api: Api, path: string, key: string, signal: AbortSignal) {
  const answer = await api.askMessaging({ path: `${path}?PageSize=50`, signal });
  if (answer.kind === 'answered' && answer.status === 404 && key === OTHERS) return [];
  if (answer.kind === 'cut' || answer.status !== 200) return null;
  const page = objectIn(answer.body);
  return asObject(page?.meta)?.next_page_url === null ? asObjects(page?.[key]) : null;
}
