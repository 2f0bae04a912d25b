/** What passes through `seq dev twilio`, a line each: texts taken, how they ended, what leads write, and who was called back. */
import stringWidth from 'string-width';
import type { Instant } from '../domain/time.ts';
import type { Happening } from '../server/fake-twilio/exchange.ts';
import { stepAt } from '../server/fake-twilio/statuses.ts';
import { plain } from './terminal.ts';
import { head } from './wrap.ts';

/** None for a status that is only on the way to the last one. */
export function happeningLine(happening: Happening, now: Instant, width: number): readonly string[] {
  const words = wordsOf(happening);
  if (words === null) return [];
  const line = plain(`${new Date(now).toISOString().slice(11, 19)}  ${words}`);
  return [stringWidth(line) <= width ? line : `${head(line, width - 1, stringWidth)}…`];
}

function wordsOf(happening: Happening): string | null {
  switch (happening.kind) {
    case 'taken': {
      const { from, service, to, body, course } = happening.message;
      return `text   ${service ?? from} to ${to}, ${course[0]?.status}: ${body}`;
    }
    case 'reply':
      return `reply  by Twilio to ${happening.message.to}: ${happening.message.body}`;
    case 'call':
      return `call   ${happening.call.from} to ${happening.call.to}: ${happening.words}`;
    case 'inbound':
      return `lead   ${happening.message.from} to ${happening.message.to}: ${happening.message.body}`;
    case 'status': {
      const { message, step } = happening;
      if (step !== message.course.at(-1)) return null;
      return `ended  ${message.to}: ${step.status}${step.errorCode === null ? '' : ` ${step.errorCode}`}`;
    }
    case 'webhook': {
      const { delivery } = happening;
      if (delivery.kind === 'unreachable') return `called ${delivery.url}: not reached, ${delivery.reason}`;
      return delivery.status < 300 ? null : `called ${delivery.url}: it answered ${delivery.status}`;
    }
  }
}

export function happeningFacts(happening: Happening, now: Instant): Readonly<Record<string, unknown>> {
  const at = new Date(now).toISOString();
  if (happening.kind === 'webhook')
    return {
      at,
      event: 'webhook',
      ...happening.delivery,
      kind: undefined,
      body: undefined,
      outcome: happening.delivery.kind,
    };
  if (happening.kind === 'call') {
    const { sid, from, to, status, heard, dialed } = happening.call;
    return { at, event: 'call', sid, from, to, status, heard, dialed, words: happening.words };
  }
  const { sid, from, to, service, body, course } = happening.message;
  const { status, errorCode } = happening.kind === 'status' ? happening.step : stepAt(course, now);
  return { at, event: happening.kind, sid, from, to, service, body, status, errorCode };
}
