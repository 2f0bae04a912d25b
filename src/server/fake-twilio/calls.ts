/** Calls that are asked for: a phone rings, and whoever picks up hears and does what the operator's own TwiML says, fetched as the real one fetches it. */
import { randomBytes } from 'node:crypto';
import { after, type Instant, SECOND } from '../../domain/time.ts';
import type { FakeAccount } from './accounts.ts';
import type { FakeClock } from './clock.ts';
import type { FaultName } from './faults.ts';
import { type Ledger, tokenIn } from './ledger.ts';
import { rfc2822 } from './message.ts';
import { type CallForm, type Phone, PICKED_UP } from './phones.ts';
import type { Settings } from './settings.ts';
import { readTwiml, type Verb } from './twiml.ts';
import { type Delivery, deliver } from './webhooks.ts';

type CallStatus = 'queued' | 'ringing' | 'in-progress' | 'completed' | 'busy' | 'no-answer' | 'failed';

/** A call as the provider keeps it. */
export interface FakeCall {
  readonly sid: string;
  readonly account: string;
  readonly to: string;
  readonly from: string;
  readonly at: Instant;
  status: CallStatus;
  /** What whoever picked up heard. */
  readonly heard: string[];
  /** The phone that was dialed from there, what it showed, and how it went. */
  dialed: {
    readonly to: string;
    readonly callerId: string;
    readonly status: string;
    readonly seconds: number;
  } | null;
}

export type CallHappening = { readonly kind: 'call'; readonly call: FakeCall; readonly words: string };

export interface Calls {
  take(account: FakeAccount, form: CallForm, fault: FaultName | null): FakeCall;
  /** Newest first. */
  of(account: FakeAccount): readonly FakeCall[];
}

interface Parts {
  readonly clock: FakeClock;
  readonly ledger: Ledger;
  readonly settings: () => Settings;
  readonly tell: (
    happening: CallHappening | { readonly kind: 'webhook'; readonly delivery: Delivery },
  ) => void;
}

/** Milliseconds: until it rings, until somebody picks up, and until a key is pressed. */
const RINGS_AFTER = 300;
const PICKS_UP_AFTER = 2 * SECOND;
const PRESSES_AFTER = 2 * SECOND;

export function createCalls({ clock, ledger, settings, tell }: Parts): Calls {
  const all: FakeCall[] = [];

  const wait = (ms: number, work: () => Promise<void>): void => clock.plan(after(clock.now(), ms), work);

  const phoneOf = (number: string): Phone => settings().phones.get(number) ?? PICKED_UP;

  /** The line of one call: everything that is posted for it, and what is done about the answers. */
  const follow = (account: FakeAccount, call: FakeCall, form: CallForm): void => {
    let answeredAt = clock.now();

    const post = async (url: string, more: Readonly<Record<string, string>>): Promise<Delivery> => {
      const fields = new Map(
        Object.entries({
          ApiVersion: '2010-04-01',
          AccountSid: account.sid,
          CallSid: call.sid,
          From: call.from,
          To: call.to,
          Direction: 'outbound-api',
          CallStatus: call.status,
          ...more,
        }),
      );
      const { deliverTo } = settings();
      const delivery = await deliver({ url, token: account.token, fields, deliverTo });
      tell({ kind: 'webhook', delivery });
      return delivery;
    };

    const become = async (status: CallStatus, event: string): Promise<void> => {
      call.status = status;
      const isAsked = form.events.length === 0 ? event === 'completed' : form.events.includes(event);
      if (form.callback === '' || !isAsked) return;
      const seconds = Math.round((clock.now() - answeredAt) / SECOND);
      await post(form.callback, event === 'completed' ? { CallDuration: String(seconds) } : {});
    };

    const end = async (status: CallStatus, words: string): Promise<void> => {
      await become(status, 'completed');
      tell({ kind: 'call', call, words });
    };

    /** The next document takes the place of the one that was being obeyed. */
    const fetchAndObey = async (url: string, more: Readonly<Record<string, string>>): Promise<void> => {
      const delivery = await post(url, more);
      const verbs = delivery.kind === 'answered' && delivery.status < 300 ? readTwiml(delivery.body) : null;
      if (verbs === null) {
        call.heard.push('An application error has occurred. Goodbye.');
        return end('completed', 'hung up: what was answered is no TwiML');
      }
      return obey(verbs);
    };

    const obey = async ([verb, ...rest]: readonly Verb[]): Promise<void> => {
      if (verb === undefined || verb.kind === 'hangup') return end('completed', 'hung up');
      switch (verb.kind) {
        case 'say':
          call.heard.push(verb.words);
          return obey(rest);
        case 'pause':
          return wait(SECOND, () => obey(rest));
        case 'gather': {
          for (const inner of verb.inner) if (inner.kind === 'say') call.heard.push(inner.words);
          const phone = phoneOf(call.to);
          if (phone.kind !== 'picked_up' || !phone.presses)
            return wait(verb.timeout * SECOND, () => obey(rest));
          return wait(PRESSES_AFTER, () => fetchAndObey(verb.action, { Digits: '1' }));
        }
        case 'dial':
          return dial(verb, rest);
      }
    };

    const dial = async (verb: Extract<Verb, { kind: 'dial' }>, rest: readonly Verb[]): Promise<void> => {
      const phone = phoneOf(verb.number);
      const isTaken = phone.kind === 'picked_up';
      const seconds = isTaken ? phone.seconds : 0;
      const status = isTaken ? 'completed' : phone.kind;
      const lasts = phone.kind === 'no-answer' ? verb.timeout * SECOND : PICKS_UP_AFTER + seconds * SECOND;
      wait(lasts, async () => {
        call.dialed = { to: verb.number, callerId: verb.callerId ?? call.from, status, seconds };
        tell({ kind: 'call', call, words: `${verb.number}: ${isTaken ? `${seconds} s of talk` : status}` });
        if (verb.action === null) return obey(rest);
        return fetchAndObey(verb.action, {
          DialCallStatus: status,
          DialCallSid: sid(),
          ...(isTaken ? { DialCallDuration: String(seconds) } : {}),
        });
      });
    };

    const pickUp = async (): Promise<void> => {
      answeredAt = clock.now();
      await become('in-progress', 'answered');
      await fetchAndObey(form.url, {});
    };

    const { kind } = phoneOf(form.to);
    wait(0, () => become('queued', 'initiated'));
    if (kind === 'failed') wait(RINGS_AFTER, () => end('failed', 'failed'));
    else if (kind === 'busy') wait(RINGS_AFTER, () => end('busy', 'is busy'));
    else {
      wait(RINGS_AFTER, () => become('ringing', 'ringing'));
      if (kind === 'picked_up') wait(PICKS_UP_AFTER, pickUp);
      else wait(Number(form.timeout || 60) * SECOND, () => end('no-answer', 'nobody picked up'));
    }
  };

  return {
    take(account, form, fault) {
      const { to, from, url } = form;
      const at = clock.now();
      const call: FakeCall = {
        sid: sid(),
        account: account.sid,
        to,
        from,
        at,
        status: 'queued',
        heard: [],
        dialed: null,
      };
      all.push(call);
      ledger.write({
        kind: 'call',
        sid: call.sid,
        account: account.sid,
        to,
        from,
        url,
        token: tokenIn(url),
        at,
        fault,
      });
      tell({ kind: 'call', call, words: 'rings' });
      follow(account, call, form);
      return call;
    },
    of: (account) => all.filter((call) => call.account === account.sid).reverse(),
  };
}

const sid = (): string => `CA${randomBytes(16).toString('hex')}`;

/** As the API shows it. */
export const callResource = ({ sid, account, to, from, at, status }: FakeCall): object => ({
  account_sid: account,
  api_version: '2010-04-01',
  answered_by: null,
  caller_name: null,
  date_created: rfc2822(at),
  direction: 'outbound-api',
  from,
  sid,
  status,
  to,
  uri: `/2010-04-01/Accounts/${account}/Calls/${sid}.json`,
});
