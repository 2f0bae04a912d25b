/** What whoever posted a lead is told: who is followed up how, or why nobody is. */
import type { BusinessId } from '../domain/ids.ts';
import type { Result } from '../domain/result.ts';
import type { FirstText } from '../engine/enroll-forecast.ts';
import { enrollClockObstacle } from '../engine/obstacles.ts';
import { type NotTaken, type Posted, type Taken, takeLead } from '../engine/take-lead.ts';
import { takeOnce } from '../engine/webhooks.ts';
import type { Call, Site } from './site.ts';

export interface LeadWord {
  readonly business: BusinessId;
  /** Whose word it is, for ever. */
  readonly source: string;
  readonly eventKey: string;
  readonly posted: Posted;
}

/** The status of the answer, and what it says. */
interface Told {
  readonly status: 200 | 202 | 422 | 503;
  readonly says: Readonly<Record<string, unknown>>;
}

export async function answerLead(call: Call, site: Site, word: LeadWord): Promise<Response> {
  const { status, says } = await tellLead(site, word);
  return call.json(says, status);
}

/** Stored and enrolled; a lead that is refused leaves nothing behind, and may come again once it is mended. */
export async function tellLead(site: Site, word: LeadWord): Promise<Told> {
  const now = site.now();
  const obstacle = await enrollClockObstacle(site.ws, now);
  const { business, source, eventKey } = word;
  if (obstacle !== null) {
    site.log('error', 'lead_refused', { business, source, reason: obstacle.message });
    return { status: 503, says: { status: 'later', why: 'the clock of this machine is wrong' } };
  }
  const once = await takeOnce<Result<Taken, NotTaken>>(
    site.ws,
    { business, source, eventKey, kind: 'lead', body: null, receivedAt: now },
    async (handle) => {
      const value = await takeLead(handle, site.ws, word.posted, now);
      return { end: value.ok ? { contact: value.value.contact, result: value.value.fate } : null, value };
    },
  );
  if (once.kind === 'known') {
    site.log('info', 'lead', { business, source, result: 'replayed' });
    return { status: 200, says: { status: 'known', before: statusOf(once.result) } };
  }
  if (!once.value.ok) return tellNotTaken(site, word, once.value.error);
  const { fate, contact, choice, first, notes } = once.value.value;
  site.log('info', 'lead', { business, source, result: fate, lead: String(contact ?? '') });
  const says = {
    status: statusOf(fate),
    lead: contact,
    why: WHY[fate],
    sequence: choice.revision.sequence.id,
    source: choice.variant.source,
    first_text: first && whenOf(first),
    notes,
  };
  return { status: 202, says };
}

const whenOf = (first: FirstText): string =>
  first.kind === 'at' ? new Date(first.at).toISOString() : first.kind;

function tellNotTaken(site: Site, { business, source }: LeadWord, why: NotTaken): Told {
  if (why.kind === 'test') {
    site.log('info', 'lead', { business, source, result: 'test' });
    return { status: 200, says: { status: 'test', why: 'a test is enrolled nowhere' } };
  }
  site.log('warn', 'lead_refused', { business, source, reason: why.reason });
  return { status: 422, says: { status: 'refused', why: why.reason, allowed: why.allowed } };
}

type Fate = Taken['fate'];

/** Two words for what is stored in more. */
const STATUS: Readonly<Record<Fate, string>> = {
  new: 'enrolled',
  anew: 'enrolled',
  again: 'recorded',
  repeated: 'recorded',
  already: 'known',
  old: 'left_out',
  suppressed: 'left_out',
  conflict: 'refused',
};

const statusOf = (result: string): string => STATUS[result as Fate] ?? result;

const WHY: Readonly<Record<Fate, string>> = {
  new: 'somebody new',
  anew: 'known, and not being followed up any more',
  again: 'being followed up already; a task asks a person to look',
  repeated: 'being followed up already',
  already: 'this very inquiry was taken before',
  old: 'received more than 30 days ago',
  suppressed: 'opted out, or no channel is left that may be used',
  conflict: 'the number and the address belong to two people',
};
