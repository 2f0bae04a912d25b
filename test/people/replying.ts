/** A lead who has written, and a person of the business who answers. */
import type { ContactId } from '../../src/domain/ids.ts';
import { receive } from '../../src/engine/receive.ts';
import { type Replied, type ReplyOptions, replyByHand } from '../../src/engine/reply-by-hand.ts';
import type { Refused } from '../../src/engine/reply-refused.ts';
import type { TypedAnswer } from '../../src/engine/reply-words.ts';
import { BUSINESS, type Kit, outboxOf, tickDefaults } from '../engine/kit.ts';

let messages = 0;

/** A text or an email of a lead, as a webhook or a poll brings it. */
export async function hear(
  kit: Kit,
  from: string,
  text: string,
  more: { readonly subject?: string; readonly messageId?: string } = {},
): Promise<void> {
  messages += 1;
  const isMail = from.includes('@');
  await receive(
    kit.ws,
    {
      business: BUSINESS.id,
      provider: isMail ? 'mail' : 'twilio',
      providerId: `m${messages}`,
      channel: isMail ? 'email' : 'sms',
      from: { kind: isMail ? 'email' : 'phone', value: from },
      text,
      at: kit.clock.now,
      ...more,
    },
    kit.clock.now,
  );
}

export const say = (
  kit: Kit,
  contact: ContactId,
  text: string,
  options: Partial<ReplyOptions & TypedAnswer> = {},
): Promise<Replied | Refused> => {
  const { channel = null, subject = null, ...more } = options;
  return replyByHand(
    kit.ws,
    contact,
    { text, channel, subject },
    {
      ...tickDefaults(kit.clock),
      transports: outboxOf(kit.ws),
      by: 'ana',
      atNight: false,
      again: false,
      ...more,
    },
  );
};

/** The message went, or the test is wrong. */
export async function said(
  kit: Kit,
  contact: ContactId,
  text: string,
  options: Partial<ReplyOptions & TypedAnswer> = {},
): Promise<Replied> {
  const done = await say(kit, contact, text, options);
  if (done.kind === 'refused') throw new Error(`it was refused: ${done.why}`);
  return done;
}

/** Why it was refused; null when it went. */
export async function refusal(
  kit: Kit,
  contact: ContactId,
  text: string,
  options: Partial<ReplyOptions & TypedAnswer> = {},
): Promise<Refused['why'] | null> {
  const done = await say(kit, contact, text, options);
  return done.kind === 'refused' ? done.why : null;
}
