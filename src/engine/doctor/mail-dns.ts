/** Whether the sender's domain says who may send for it: SPF, DKIM and DMARC, as receivers look them up. */
import { type Finding, fine, warning } from './finding.ts';

/** TXT records of a name; none when there is no such name; null when it could not be looked up. */
export type LookUp = (name: string) => Promise<readonly string[] | null>;

export interface MailDomain {
  readonly domain: string;
  readonly dkim: { readonly domain: string; readonly selector: string } | null;
}

export async function mailDnsFindings(
  { domain, dkim }: MailDomain,
  lookUp: LookUp,
): Promise<readonly Finding[]> {
  const rows = await lookUp(domain);
  if (rows === null)
    return [
      warning(
        'mail-dns',
        `the records of ${domain} could not be looked up`,
        'Look at the network, and run it again.',
      ),
    ];
  const policy = await lookUp(`_dmarc.${domain}`);
  const key = dkim === null ? null : await lookUp(`${dkim.selector}._domainkey.${dkim.domain}`);
  return [
    has(rows, /^v=spf1\b/i)
      ? fine('spf', `${domain} says which servers send for it`)
      : warning('spf', `${domain} has no SPF record`, 'Add the TXT record that your mail provider names.'),
    has(policy, /^v=DMARC1\b/i)
      ? fine('dmarc', `${domain} has a DMARC policy`)
      : warning(
          'dmarc',
          `${domain} has no DMARC record`,
          `Add a TXT record at _dmarc.${domain}, such as: v=DMARC1; p=none`,
        ),
    ...(dkim === null ? [] : [keyFinding(dkim, key)]),
  ];
}

function keyFinding(
  { domain, selector }: { domain: string; selector: string },
  rows: readonly string[] | null,
): Finding {
  const name = `${selector}._domainkey.${domain}`;
  return has(rows, /\bp=[A-Za-z0-9+/]/)
    ? fine('dkim', `${name} holds a key`)
    : warning(
        'dkim',
        `${name} holds no key`,
        'Publish the public half of the key in smtp.dkim.key_file there.',
      );
}

const has = (rows: readonly string[] | null, form: RegExp): boolean =>
  rows?.some((row) => form.test(row)) ?? false;
