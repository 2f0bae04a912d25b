/** A business, a lead and a touch for the tests of messages, each with the parts that a test wants otherwise. */
import fc from 'fast-check';
import type { Business } from '../../src/domain/business.ts';
import { asId, type BusinessId, type TouchId } from '../../src/domain/ids.ts';
import { type Instant, instant, type Zone } from '../../src/domain/time.ts';
import type { TouchEnd } from '../../src/domain/touch.ts';
import { type ContextInput, type MessageContext, messageContext } from '../../src/message/context.ts';
import { type Rendered, type RenderInput, renderTouch } from '../../src/message/render.ts';
import type { RenderProblem } from '../../src/message/render-problem.ts';
import type { Action, Template } from '../../src/sequence/sequence.ts';

const CHICAGO = 'America/Chicago' as Zone;

export const DENTAL: Business = {
  id: asId<BusinessId>('bright-smile'),
  name: 'Bright Smile Dental',
  zone: CHICAGO,
  country: 'US',
  hours: [[], [], [], [], [], [], []],
  holidays: [],
  bookingLink: 'https://book.example.com/smile?from=text&v=2',
  agentName: 'Dana',
  postalAddress: '12 Main Street, Springfield, IL 62701',
  senders: {},
};

/** Tuesday 2026-11-24, noon in Chicago. */
export const NOON: Instant = instant(Date.UTC(2026, 10, 24, 18));

/** Anything a form can deliver: control characters, halves of pictures, marks of direction; faster than fast-check's own `binary`. */
export const anyText = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({
    unit: fc
      .oneof(fc.integer({ min: 0, max: 0xff }), fc.integer({ min: 0, max: 0x10ffff }))
      .map((point) => String.fromCodePoint(point)),
    maxLength,
  });

export const valuesOf = (rest: Partial<ContextInput> = {}): MessageContext =>
  messageContext({
    business: DENTAL,
    contact: { firstName: 'Ana', lastName: 'Lopez' },
    fields: { interest: 'implants' },
    fallbacks: { first_name: 'there', interest: 'your request' },
    now: NOON,
    zone: CHICAGO,
    ends: [],
    appointment: null,
    reply: null,
    ...rest,
  });

export const ended = (touch: string, end: TouchEnd) => ({ touch: asId<TouchId>(touch), occurrence: 0, end });

/** A template that begins on line 10 of its file. */
export const template = (source: string): Template => ({ source, file: 'sequences/x.yaml', line: 10 });

export const sms = (...texts: readonly string[]): Action => ({
  kind: 'sms',
  alternatives: texts.map((text) => ({ if: null, text: template(text) })),
});

export const email = (body: string, ...subjects: readonly string[]): Action => ({
  kind: 'email',
  alternatives: [
    { if: null, subjects: (subjects.length > 0 ? subjects : ['Hello']).map(template), body: template(body) },
  ],
});

export const inputOf = (action: Action, rest: Partial<RenderInput> = {}): RenderInput => ({
  touch: { id: asId<TouchId>('hello'), action },
  alternativeIndex: 0,
  context: valuesOf(),
  business: DENTAL,
  contact: {
    phone: { id: asId(1), kind: 'phone', value: '+13125550142', key: asId('00') },
    email: { id: asId(2), kind: 'email', value: 'ana@example.com', key: asId('01') },
  },
  firstText: false,
  subjectSeed: 1,
  ...rest,
});

export function rendered(action: Action, rest: Partial<RenderInput> = {}): Rendered {
  const result = renderTouch(inputOf(action, rest));
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

export function problemOf(action: Action, rest: Partial<RenderInput> = {}): RenderProblem {
  const result = renderTouch(inputOf(action, rest));
  if (result.ok) throw new Error(`expected a problem, got ${JSON.stringify(result.value)}`);
  return result.error;
}

/** The body of a text. */
export function textOf(source: string, rest: Partial<RenderInput> = {}): string {
  const message = rendered(sms(source), rest);
  if (!('body' in message)) throw new Error('no text message');
  return message.body;
}

/** The parts of an email. */
export function emailOf(body: string, rest: Partial<RenderInput> = {}): { text: string; html: string } {
  const message = rendered(email(body), rest);
  if (!('html' in message)) throw new Error('no email');
  return message;
}
