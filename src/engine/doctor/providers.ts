/** What Twilio and the mail server say of our accounts, told without sending anything. */
import type { BusinessId } from '../../domain/ids.ts';
import type { Millis } from '../../domain/time.ts';
import { clockFinding } from './clock.ts';
import { type Finding, failure, fine, warning } from './finding.ts';

/** What a look at a text account came to; the transport's own answer has this shape. */
export type TextAccount =
  | {
      readonly kind: 'checked';
      readonly clockAhead: Millis | null;
      readonly sender: 'found' | 'not_found' | 'cannot_text' | 'unknown';
      readonly campaign: 'not_needed' | 'verified' | 'missing' | 'unknown';
    }
  | { readonly kind: 'misconfigured' | 'unreachable'; readonly code: string; readonly detail: string };

/** `secret`: its last four characters. */
export function textFindings(
  business: BusinessId,
  sender: string,
  secret: string,
  account: TextAccount,
): readonly Finding[] {
  if (account.kind !== 'checked') {
    const remedy =
      account.kind === 'unreachable'
        ? 'Look at the network, and at twilio.base_url if it is set.'
        : 'Compare account_sid and LEADSEQ_TWILIO_TOKEN with the Twilio console.';
    return [failure('twilio', `${business}: ${account.detail} (${account.code}; token ${secret})`, remedy)];
  }
  return [
    fine('twilio', `${business}: the account accepts the token ${secret}`),
    senderFinding(business, sender, account.sender),
    ...campaignFindings(business, account.campaign),
    ...(account.clockAhead === null ? [] : [clockFinding('clock', account.clockAhead, "the provider's")]),
  ];
}

type Checked = Extract<TextAccount, { kind: 'checked' }>;

function senderFinding(business: BusinessId, sender: string, found: Checked['sender']): Finding {
  const name = `${business}: ${sender}`;
  if (found === 'found') return fine('sender', `${name} belongs to the account`);
  if (found === 'unknown')
    return warning(
      'sender',
      `${name}: the account does not tell whether it is its own`,
      'Look it up in the Twilio console.',
    );
  return failure(
    'sender',
    found === 'not_found' ? `${name} is not a number of this account` : `${name} cannot send texts`,
    'Set senders.sms of the business to a number of the account that can text.',
  );
}

function campaignFindings(business: BusinessId, campaign: Checked['campaign']): readonly Finding[] {
  if (campaign === 'not_needed') return [];
  if (campaign === 'verified') return [fine('10dlc', `${business}: the 10DLC campaign is verified`)];
  const blocked = 'US carriers block texts from a long code without one';
  return [
    campaign === 'missing'
      ? failure(
          '10dlc',
          `${business}: its Messaging Service has no verified 10DLC campaign`,
          `${blocked}. Register one in the Twilio console, under Regulatory Compliance.`,
        )
      : warning(
          '10dlc',
          `${business}: whether the sender is in a verified 10DLC campaign cannot be asked`,
          `${blocked}. Look in the Twilio console, under Regulatory Compliance; with the campaign’s Messaging Service (MG…) in senders.sms it is asked for.`,
        ),
  ];
}

/** `fault`: what the server said instead of letting us in. */
export const mailFinding = (business: BusinessId, host: string, fault: string | null): Finding =>
  fault === null
    ? fine('smtp', `${business}: ${host} lets us in`)
    : failure(
        'smtp',
        `${business}: ${host}: ${fault}`,
        'Compare smtp in leadseq.yaml and LEADSEQ_SMTP_PASSWORD with what your mail provider says.',
      );

/** `fault`: what was in the way of opening it. */
export const mailboxFinding = (
  business: BusinessId,
  { host, mailbox }: { readonly host: string; readonly mailbox: string },
  fault: string | null,
): Finding =>
  fault === null
    ? fine('imap', `${business}: ${host} opens ${mailbox} for reading`)
    : failure(
        'imap',
        `${business}: ${fault}`,
        'Compare imap in leadseq.yaml and LEADSEQ_IMAP_PASSWORD with what your mail provider says. Many want IMAP switched on, and a password made for one program.',
      );
