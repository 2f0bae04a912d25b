/** Whether the sender's domain says who may send for it: SPF, DKIM and DMARC, as receivers look them up. */
import { type Finding, fine, warning } from './finding.ts';

/** TXT records of a name; none when there is no such name; null when it could not be looked up. */
export type LookUp = (name: string) => Promise<readonly string[] | null>;

export interface MailDomain {
  readonly domain: string;
  readonly dkim: { readonly domain: string; readonly selector: string } | null;
}

/** What is looked for in the records of a name, and what it means to have it or not. */
interface Wanted {
  readonly check: string;
  readonly name: string;
  readonly form: RegExp;
  readonly there: string;
  readonly missing: string;
  readonly remedy: string;
}

export async function mailDnsFindings(
  { domain, dkim }: MailDomain,
  lookUp: LookUp,
): Promise<readonly Finding[]> {
  const spf: Wanted = {
    check: 'spf',
    name: domain,
    form: /^v=spf1\b/i,
    there: `${domain} says which servers send for it`,
    missing: `${domain} has no SPF record, so that receivers cannot tell its servers from others`,
    remedy: 'Add the TXT record that your mail provider names.',
  };
  const dmarc: Wanted = {
    check: 'dmarc',
    name: `_dmarc.${domain}`,
    form: /^v=DMARC1\b/i,
    there: `${domain} has a DMARC policy`,
    missing: `${domain} has no DMARC record, which the large mailbox providers ask for`,
    remedy: `Add a TXT record at _dmarc.${domain}, such as: v=DMARC1; p=none`,
  };
  return [
    await recordFinding(spf, lookUp),
    dkim === null ? unsigned : await recordFinding(keyRecord(dkim), lookUp),
    await recordFinding(dmarc, lookUp),
  ];
}

function keyRecord({ domain, selector }: { readonly domain: string; readonly selector: string }): Wanted {
  const name = `${selector}._domainkey.${domain}`;
  return {
    check: 'dkim',
    name,
    form: /\bp=[A-Za-z0-9+/]/,
    there: `${name} holds a key`,
    missing: `${name} holds no key, so that no receiver can check the signature`,
    remedy: 'Publish there the public half of the key in smtp.dkim.key_file.',
  };
}

/** Most mail providers sign what they send; ours is for those that do not. */
const unsigned = fine(
  'dkim',
  'emails are not signed here; whether your mail provider signs them stands in the headers of one that arrived (dkim=pass)',
);

async function recordFinding(record: Wanted, lookUp: LookUp): Promise<Finding> {
  const { check, name, form, there, missing, remedy } = record;
  const rows = await lookUp(name);
  if (rows === null)
    return warning(check, `${name} could not be looked up`, 'Look at the network, and run it again.');
  return rows.some((row) => form.test(row)) ? fine(check, there) : warning(check, missing, remedy);
}
