/** Lists of messages as the API gives them: filtered, newest first, a page at a time, each page naming the next. */
import { DAY, type Instant } from '../../domain/time.ts';
import { type FakeMessage, type MessageResource, resourceOf, sentAt } from './message.ts';

const USUAL_SIZE = 50;
const LARGEST = 1000;

export interface MessagePage {
  readonly end: number;
  readonly first_page_uri: string;
  readonly next_page_uri: string | null;
  readonly page: number;
  readonly page_size: number;
  readonly previous_page_uri: string | null;
  readonly messages: readonly MessageResource[];
  readonly start: number;
  readonly uri: string;
}

/** `messages` newest first, those still missing from lists left out. */
export function pageOf(
  messages: readonly FakeMessage[],
  path: string,
  query: URLSearchParams,
  now: Instant,
): MessagePage {
  const size = Math.min(LARGEST, positive(query.get('PageSize')) ?? USUAL_SIZE);
  const page = positive(query.get('Page')) ?? 0;
  const wanted = messages.filter((message) => fits(message, query, now));
  // A page begins after the last message of the one before, so what arrives meanwhile moves nothing.
  const last = query.get('PageToken')?.replace(/^PA/, '');
  const start = last === undefined ? page * size : wanted.findIndex(({ sid }) => sid === last) + 1;
  const shown = wanted.slice(start, start + size);
  const uri = (number: number, token: string | null): string => {
    const words = new URLSearchParams(query);
    words.delete('PageToken');
    words.set('PageSize', String(size));
    words.set('Page', String(number));
    if (token !== null) words.set('PageToken', `PA${token}`);
    return `${path}?${words}`;
  };
  const isLast = start + size >= wanted.length;
  return {
    end: start + Math.max(0, shown.length - 1),
    first_page_uri: uri(0, null),
    next_page_uri: isLast ? null : uri(page + 1, shown.at(-1)?.sid ?? null),
    page,
    page_size: size,
    previous_page_uri: page === 0 ? null : uri(page - 1, null),
    messages: shown.map((message) => resourceOf(message, now)),
    start,
    uri: uri(page, last ?? null),
  };
}

const positive = (text: string | null): number | null =>
  text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;

function fits(message: FakeMessage, query: URLSearchParams, now: Instant): boolean {
  for (const [name, value] of query) {
    if (name === 'To' && message.to !== value) return false;
    if (name === 'From' && message.from !== value) return false;
    const relation = /^DateSent([<>]?)$/.exec(name)?.[1];
    if (relation !== undefined && !fitsDate(sentAt(message, now), relation, value)) return false;
  }
  return true;
}

/** Before and after hold to the moment when one is given, a date alone is all of its day in UTC; what still waits fits no date. */
function fitsDate(sent: Instant | null, relation: string, text: string): boolean {
  const isDay = relation === '' || text.length === 10;
  const from = Date.parse(isDay ? text.slice(0, 10) : text);
  if (sent === null || Number.isNaN(from)) return false;
  const until = isDay ? from + DAY - 1 : from;
  return (relation === '<' || sent >= from) && (relation === '>' || sent <= until);
}
