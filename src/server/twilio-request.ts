/** What Twilio posts, read and believed: a form, signed over the address that it was given with the token of the account that it names. */
import type { BusinessId } from '../domain/ids.ts';
import { readBody, TOO_LARGE } from './body.ts';
import { signingTokens } from './signing-tokens.ts';
import type { Call, Site } from './site.ts';
import { type Fields, isSignedByOneOf } from './twilio-signature.ts';

/** For the manual. */
export const TWILIO_PROOF = 'Twilio’s signature, by the auth token of the account that the request names.';

export interface Signed {
  readonly fields: Fields;
  /** Of those asked for, whose account it is. */
  readonly businesses: readonly BusinessId[];
}

type Whose = (fields: Fields) => Promise<readonly BusinessId[]> | readonly BusinessId[];

/** `whose`: the businesses that the request may be about. What is not believed is refused with an answer, and nobody learns why. */
export async function readSigned(call: Call, site: Site, whose: Whose): Promise<Signed | Response> {
  const body = await readBody(call);
  if (body === null) return call.text(TOO_LARGE, 413);
  const type = call.req.header('content-type') ?? '';
  if (body !== '' && !/^application\/x-www-form-urlencoded\b/i.test(type))
    return call.text('A form is taken: application/x-www-form-urlencoded\n', 415);
  const fields = fieldsOf(body);
  const businesses = fields === null ? [] : await whose(fields);
  const signed = fields === null ? [] : signers(call, site, fields, businesses);
  if (fields !== null && signed.length > 0) return { fields, businesses: signed };
  site.log('warn', 'callback_refused', {});
  return call.text('Forbidden\n', 403);
}

/** Null when a field comes twice: there is no telling which of them was meant. */
function fieldsOf(body: string): Fields | null {
  const pairs = [...new URLSearchParams(body)];
  const fields = new Map(pairs);
  return fields.size === pairs.length ? fields : null;
}

/**
 * Signed over the address that the provider was given, which is made of `public_url` and never of what the request says
 * of its host. Businesses that share an account share its token, whether or not each of them has it.
 */
function signers(
  call: Call,
  site: Site,
  fields: Fields,
  businesses: readonly BusinessId[],
): readonly BusinessId[] {
  const { publicUrl, accounts } = site.ws.config;
  const signature = call.req.header('x-twilio-signature');
  const account = fields.get('AccountSid');
  if (publicUrl === null || !signature || !account) return [];
  const named = businesses.filter((id) => accounts.get(id)?.twilio.accountSid === account);
  const tokens = new Set(named.flatMap((id) => signingTokens(site, id)));
  const url = `${publicUrl}${call.env.incoming.url ?? ''}`;
  return isSignedByOneOf([...tokens], url, fields, signature) ? named : [];
}
