/** From what a person types for a lead - number in the list, phone or email - to the one contact it means. */
import { asId, type BusinessId, type ContactId, type DestinationKey } from '../domain/ids.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { parseAddress } from '../intake/address.ts';
import { parsePhone } from '../intake/phone.ts';
import { type DestinationKind, destinationKey, destinationsByKey } from '../store/destinations.ts';
import { contactsAt, loadContactState } from '../store/enrollments.ts';
import { standFor } from '../store/merging.ts';
import type { Workspace } from './workspace.ts';

export interface LeadNotFound {
  readonly message: string;
  readonly hint: string;
}

/** `business` narrows it down when several businesses, or several people at one phone, share what was typed. */
export async function findLead(
  ws: Workspace,
  typed: string,
  business: string | null,
): Promise<Result<ContactId, LeadNotFound>> {
  if (business !== null && !ws.config.businesses.has(asId<BusinessId>(business))) {
    return fail(unknownBusiness(ws, business));
  }
  const text = typed.trim();
  const found = /^\d{1,9}$/.test(text)
    ? await standFor(ws.db, [asId<ContactId>(Number(text))])
    : await byDestination(ws, text);
  if (found === null) {
    return fail({
      message: `"${typed}" is neither a lead's id, nor a phone number, nor an email address`,
      hint: 'Such as: 17, +13125550142 or maria@example.com.',
    });
  }
  const known: { readonly id: ContactId; readonly business: BusinessId; readonly name: string }[] = [];
  for (const id of found) {
    const contact = await loadContactState(ws.db, id);
    if (contact !== null && (business === null || contact.business === business)) known.push(contact);
  }
  const [first, second] = known;
  if (first === undefined) {
    const where = business === null ? '' : ` of ${business}`;
    return fail({
      message: `there is no lead ${text}${where}`,
      hint: 'A lead is named by its id, its phone or its email.',
    });
  }
  if (second === undefined) return ok(first.id);
  const list = known.map((each) => `  ${each.id}  ${each.name || '(no name)'}, ${each.business}`);
  return fail({ message: `${known.length} leads share ${text}; name one by its id`, hint: list.join('\n') });
}

/** The number or address that was typed, as each business keeps it; none when it is neither. */
export function keysTyped(
  ws: Workspace,
  typed: string,
  business: string | null,
): readonly { readonly business: BusinessId; readonly key: DestinationKey; readonly value: string }[] {
  return [...ws.config.businesses.values()].flatMap(({ id, country }) => {
    const read = business === null || id === business ? normalized(typed.trim(), country) : null;
    return read === null
      ? []
      : [{ business: id, key: destinationKey(ws.pepper, id, read.kind, read.value), value: read.value }];
  });
}

/** Everybody at this number or address, over all businesses; null when it is neither. */
async function byDestination(ws: Workspace, text: string): Promise<readonly ContactId[] | null> {
  const keys = keysTyped(ws, text, null).map(({ key }) => key);
  if (keys.length === 0) return null;
  const contacts = new Set<ContactId>();
  for (const { id } of (await destinationsByKey(ws.db, keys)).values()) {
    for (const contact of await contactsAt(ws.db, id)) contacts.add(contact);
  }
  return [...contacts].sort((a, b) => a - b);
}

function normalized(
  text: string,
  country: string,
): { readonly kind: DestinationKind; readonly value: string } | null {
  if (text.includes('@')) {
    const address = parseAddress(text);
    return address.ok ? { kind: 'email', value: address.value } : null;
  }
  const phone = parsePhone(text, country);
  return phone.ok ? { kind: 'phone', value: phone.value.e164 } : null;
}

function unknownBusiness(ws: Workspace, business: string): LeadNotFound {
  return {
    message: `there is no business "${business}" in leadseq.yaml`,
    hint: `It takes ${[...ws.config.businesses.keys()].join(', ')}.`,
  };
}
