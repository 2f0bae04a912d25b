/** What Twilio and the mail server say of our accounts, told without sending anything. */
import type { BusinessId } from '../../domain/ids.ts';
import { type Finding, failure, fine, warning } from './finding.ts';

/** What a look at a text account came to; the transport's own answer has this shape. */
export type TextAccount =
  | {
      readonly kind: 'checked';
      readonly clockAhead: number | null;
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
    ...clockFindings(account.clockAhead),
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
  const remedy =
    'US carriers block texts from a long code without one: see Regulatory Compliance in the Twilio console.';
  return [
    campaign === 'missing'
      ? failure('10dlc', `${business}: no verified 10DLC campaign`, remedy)
      : warning(
          '10dlc',
          `${business}: whether the number is in a verified 10DLC campaign cannot be asked`,
          remedy,
        ),
  ];
}

/** A minute moves a text by a minute; five put it on the wrong side of a window. */
const CLOCK_WARNS = 5_000;
const CLOCK_FAILS = 60_000;

export function clockFindings(ahead: number | null): readonly Finding[] {
  if (ahead === null) return [];
  const off = Math.abs(ahead);
  const seen = `this clock is ${Math.round(off / 1000)} s ${ahead > 0 ? 'behind' : 'ahead of'} the provider's`;
  const remedy = 'Let the system keep its time: timedatectl set-ntp true';
  if (off > CLOCK_FAILS) return [failure('clock', seen, remedy)];
  return [
    off > CLOCK_WARNS
      ? warning('clock', seen, remedy)
      : fine('clock', "this clock agrees with the provider's"),
  ];
}

/** `fault`: what the server said instead of letting us in. */
export const mailFinding = (business: BusinessId, host: string, fault: string | null): Finding =>
  fault === null
    ? fine('smtp', `${business}: ${host} lets us in`)
    : failure(
        'smtp',
        `${business}: ${host}: ${fault}`,
        'Compare smtp in leadseq.yaml and LEADSEQ_SMTP_PASSWORD with your mail provider.',
      );
