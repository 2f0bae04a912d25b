/** A message as it will reach a person: rendered, measured, ready for a transport. */

export interface SmsMessage {
  readonly kind: 'sms';
  /** E.164. */
  readonly to: string;
  readonly from: string | null;
  readonly body: string;
  readonly segments: number;
  readonly encoding: 'GSM-7' | 'UCS-2';
}

export interface EmailMessage {
  readonly kind: 'email';
  readonly to: string;
  readonly from: string | null;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export type Message = SmsMessage | EmailMessage;

/** What a call task shows to the person who makes the call. */
export interface CallScript {
  readonly script: string;
  readonly voicemail: string;
}
