/** The telephone exchange: takes messages, carries them through their statuses, and brings in what people write. */
import { randomBytes } from 'node:crypto';
import { type FakeAccount, poolOf, TEST_SENDER } from './accounts.ts';
import { type Blocks, keywordIn, REPLIES } from './blocks.ts';
import type { CallHappening } from './calls.ts';
import type { FakeClock } from './clock.ts';
import type { FaultName } from './faults.ts';
import { type Ledger, tokenIn } from './ledger.ts';
import type { FakeMessage } from './message.ts';
import { segmentsOf } from './segments.ts';
import type { Settings } from './settings.ts';
import { courseOf, DELIVERED, type Step } from './statuses.ts';
import type { CreateForm } from './validation.ts';
import { type Delivery, deliver } from './webhooks.ts';

/** What there is to tell a person who watches. */
export type Happening =
  | { readonly kind: 'taken' | 'inbound' | 'reply'; readonly message: FakeMessage }
  | { readonly kind: 'status'; readonly message: FakeMessage; readonly step: Step }
  | CallHappening
  | { readonly kind: 'webhook'; readonly delivery: Delivery };

export interface Exchange {
  /** Takes a message whose form is right. */
  take(account: FakeAccount, form: CreateForm, fault: FaultName | null): FakeMessage;
  /** A person writes; resolves when the webhook has been answered. */
  receive(account: FakeAccount, text: IncomingText): Promise<FakeMessage>;
  /** Newest first. */
  messages(account: FakeAccount): readonly FakeMessage[];
  find(account: FakeAccount, sid: string): FakeMessage | null;
  /** A message that reads differently from now on: its words removed, or its way cut short. */
  replace(message: FakeMessage): void;
  remove(message: FakeMessage): void;
}

export interface IncomingText {
  readonly from: string;
  /** Left out: whichever number texted this person last. */
  readonly to?: string;
  readonly body: string;
}

interface Parts {
  readonly clock: FakeClock;
  readonly ledger: Ledger;
  readonly blocks: Blocks;
  readonly settings: () => Settings;
  readonly tell: ((happening: Happening) => void) | null;
}

export function createExchange({ clock, ledger, blocks, settings, tell }: Parts): Exchange {
  const all = new Map<string, FakeMessage>();

  const keep = (message: FakeMessage): FakeMessage => {
    all.set(message.sid, message);
    return message;
  };

  const call = async (
    account: FakeAccount,
    url: string | null,
    fields: [string, string][],
  ): Promise<void> => {
    if (url === null) return;
    const delivery = await deliver({
      url,
      token: account.token,
      fields: new Map(fields),
      deliverTo: settings().deliverTo,
    });
    tell?.({ kind: 'webhook', delivery });
  };

  const follow = (account: FakeAccount, sid: string, step: Step): void => {
    clock.plan(step.at, async () => {
      const message = all.get(sid);
      // Deleted meanwhile, or cut short: this step is no longer on its way.
      if (message === undefined || !message.course.includes(step)) return;
      tell?.({ kind: 'status', message, step });
      await call(account, message.callback, statusFields(message, step));
    });
  };

  const outbound = (
    account: FakeAccount,
    form: CreateForm,
    direction: 'outbound-api' | 'outbound-reply',
  ): FakeMessage => {
    const at = clock.now();
    const { pace, endings } = settings();
    const isByService = form.from === '';
    const course = courseOf({
      at,
      isByService,
      validity: validityOf(form),
      ending: endings.get(form.to) ?? DELIVERED,
      pace,
    });
    const message = keep({
      sid: sidOf(form.media.length > 0 ? 'MM' : 'SM'),
      account: account.sid,
      direction,
      to: form.to,
      from: isByService ? senderFor(account, form.service, form.to) : form.from,
      service: form.service || null,
      body: form.body,
      media: form.media.length,
      at,
      course,
      callback: form.callback || null,
    });
    // A status that nobody is told needs no plan: whoever asks for it is answered by the clock.
    if (message.callback !== null || tell !== null) {
      for (const step of course.slice(1)) follow(account, message.sid, step);
    }
    return message;
  };

  const newestFirst = (account: FakeAccount): readonly FakeMessage[] =>
    [...all.values()].filter((message) => message.account === account.sid).reverse();

  return {
    take(account, form, fault) {
      const message = outbound(account, form, 'outbound-api');
      const { sid, to, from, service, body, callback, at } = message;
      ledger.write({
        kind: 'message',
        sid,
        account: account.sid,
        to,
        from,
        service,
        body,
        token: tokenIn(callback),
        validity: validityOf(form),
        at,
        fault,
      });
      tell?.({ kind: 'taken', message });
      return message;
    },
    async receive(account, { from, to, body }) {
      const at = clock.now();
      const last = newestFirst(account).find(
        (each) => each.direction !== 'inbound' && each.to === from && (to === undefined || each.from === to),
      );
      const service = last?.service ?? null;
      const number = to ?? last?.from ?? account.numbers?.[0] ?? TEST_SENDER;
      const message = keep({
        sid: sidOf('SM'),
        account: account.sid,
        direction: 'inbound',
        to: number,
        from,
        service,
        body,
        media: 0,
        at,
        course: [{ status: 'received', at, errorCode: null }],
        callback: null,
      });
      tell?.({ kind: 'inbound', message });
      // The block holds before anybody is told: whoever sends now is refused.
      const reply = answerTo(account, message);
      if (reply !== null) {
        const form = {
          to: from,
          from: number,
          service: '',
          body: reply,
          media: [],
          callback: '',
          validity: '',
        };
        const answered = outbound(account, form, 'outbound-reply');
        tell?.({ kind: 'reply', message: answered });
      }
      await call(account, account.inboundUrl, inboundFields(message));
      return message;
    },
    messages: newestFirst,
    find(account, sid) {
      const message = all.get(sid);
      return message?.account === account.sid ? message : null;
    },
    replace: (message) => void keep(message),
    remove: (message) => void all.delete(message.sid),
  };

  /** Keywords are the provider's own business: it blocks or lifts, and answers by itself. */
  function answerTo(account: FakeAccount, { from, to, service, body }: FakeMessage): string | null {
    const sender = service ?? to;
    const word = keywordIn(body);
    if (word === 'stop') blocks.add(account, sender, from);
    if (word === 'start') {
      // "Yes" is also a normal answer: without a block to lift nothing is said.
      if (!blocks.has(account, sender, from)) return null;
      blocks.lift(account, sender, from);
    }
    return word === null ? null : REPLIES[word];
  }
}

const sidOf = (kind: 'SM' | 'MM'): string => `${kind}${randomBytes(16).toString('hex')}`;

const validityOf = (form: CreateForm): number => (form.validity === '' ? 36_000 : Number(form.validity));

/** A service keeps to one number for one person. */
function senderFor(account: FakeAccount, service: string, person: string): string {
  const pool = poolOf(account, service);
  return pool[Number(person.slice(-4)) % pool.length] ?? TEST_SENDER;
}

function statusFields(message: FakeMessage, { status, errorCode }: Step): [string, string][] {
  return [
    ['ApiVersion', '2010-04-01'],
    ['MessageStatus', status],
    ['SmsSid', message.sid],
    ['SmsStatus', status],
    ['To', message.to],
    ['From', message.from],
    ['MessageSid', message.sid],
    ['AccountSid', message.account],
    ...(message.service === null
      ? []
      : [['MessagingServiceSid', message.service] satisfies [string, string]]),
    ...(errorCode === null ? [] : [['ErrorCode', String(errorCode)] satisfies [string, string]]),
  ];
}

function inboundFields(message: FakeMessage): [string, string][] {
  return [
    ['ApiVersion', '2010-04-01'],
    ['SmsSid', message.sid],
    ['SmsMessageSid', message.sid],
    ['SmsStatus', 'received'],
    ['NumSegments', String(segmentsOf(message.body))],
    ['NumMedia', '0'],
    ['To', message.to],
    ['From', message.from],
    ['Body', message.body],
    ['MessageSid', message.sid],
    ['AccountSid', message.account],
    ...(message.service === null
      ? []
      : [['MessagingServiceSid', message.service] satisfies [string, string]]),
  ];
}
