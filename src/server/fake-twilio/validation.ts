/** What a create request must be, as a table: the first rule that it breaks is the code that it is refused with. */
import { type FakeAccount, ownsNumber, poolOf } from './accounts.ts';
import type { Blocks } from './blocks.ts';
import type { ErrorCode } from './errors.ts';

/** The form as it came; empty text where a field is missing. */
export interface CreateForm {
  readonly to: string;
  readonly from: string;
  readonly service: string;
  readonly body: string;
  readonly media: readonly string[];
  readonly callback: string;
  readonly validity: string;
}

/** What else decides: whose request it is, who opted out, and numbers that are to be refused whatever else is right. */
export interface Circumstances {
  readonly account: FakeAccount;
  readonly blocks: Blocks;
  readonly refusals: ReadonlyMap<string, ErrorCode>;
}

export interface Refusal {
  readonly code: ErrorCode;
  readonly seen: string;
}

interface Rule {
  readonly code: ErrorCode;
  readonly breaks: (form: CreateForm, circumstances: Circumstances) => boolean;
  /** The value that the message shows. */
  readonly seen?: (form: CreateForm) => string;
}

/** Twilio's numbers for tests: a message to one of the first, or from one of the second, is refused as the number says. */
const MAGIC_TO: Readonly<Record<string, ErrorCode>> = {
  '+15005550001': 21211,
  '+15005550002': 21612,
  '+15005550003': 21408,
  '+15005550004': 21610,
  '+15005550009': 21614,
};
const MAGIC_FROM: Readonly<Record<string, ErrorCode>> = {
  '+15005550001': 21212,
  '+15005550007': 21606,
  '+15005550008': 21611,
};

const to = (form: CreateForm): string => form.to;
const from = (form: CreateForm): string => form.from;
const service = (form: CreateForm): string => form.service;
const validity = (form: CreateForm): string => form.validity;

/** E.164; numbers of the North American plan have ten digits, of which the first is never 0 or 1. */
export const isNumber = (text: string): boolean => /^\+(1[2-9]\d{9}|[2-9]\d{6,14})$/.test(text);
const isSender = (text: string): boolean => isNumber(text) || /^\d{5,6}$/.test(text);

/** `https://host/…`: the documents allow no underscore in the host's name. */
function isCallback(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return /^https?:$/.test(protocol) && !hostname.includes('_');
}

const magic = (table: Readonly<Record<string, ErrorCode>>, code: ErrorCode, which: typeof to): Rule => ({
  code,
  breaks: (form) => table[which(form)] === code,
  seen: which,
});

const RULES: readonly Rule[] = [
  { code: 21604, breaks: (form) => form.to === '' },
  { code: 21603, breaks: (form) => form.from === '' && form.service === '' },
  { code: 21602, breaks: (form) => form.body === '' && form.media.length === 0 },
  { code: 21617, breaks: (form) => [...form.body].length > 1600 },
  { code: 21620, breaks: (form) => form.media.length > 10, seen: (form) => `${form.media.length} of 10` },
  { code: 90014, breaks: (form) => form.validity !== '' && !/^\d+$/.test(form.validity), seen: validity },
  { code: 90007, breaks: (form) => form.validity !== '' && !isWithin(Number(form.validity)), seen: validity },
  {
    code: 21609,
    breaks: (form) => form.callback !== '' && !isCallback(form.callback),
    seen: (form) => form.callback,
  },
  { code: 21211, breaks: (form) => !isNumber(form.to), seen: to },
  ...([21211, 21612, 21408, 21610, 21614] as const).map((code) => magic(MAGIC_TO, code, to)),
  { code: 21212, breaks: (form) => form.from !== '' && !isSender(form.from), seen: from },
  ...([21212, 21606, 21611] as const).map((code) => magic(MAGIC_FROM, code, from)),
  {
    code: 21606,
    breaks: (form, { account }) => form.from !== '' && !ownsNumber(account, form.from),
    seen: from,
  },
  {
    code: 21705,
    breaks: (form, { account }) => form.service !== '' && !hasService(account, form.service),
    seen: service,
  },
  {
    code: 21704,
    breaks: (form, { account }) => form.from === '' && poolOf(account, form.service).length === 0,
    seen: service,
  },
  { code: 21266, breaks: (form) => form.to === form.from, seen: to },
  {
    code: 21610,
    breaks: (form, { account, blocks }) => blocks.has(account, form.service || form.from, form.to),
    seen: to,
  },
];

const isWithin = (seconds: number): boolean => seconds >= 1 && seconds <= 36_000;

const hasService = (account: FakeAccount, sid: string): boolean =>
  account.services === null ? /^MG[0-9a-f]{32}$/i.test(sid) : account.services.has(sid);

/** Null when the request is right. */
export function refusalOf(form: CreateForm, circumstances: Circumstances): Refusal | null {
  const broken = RULES.find((rule) => rule.breaks(form, circumstances));
  if (broken !== undefined) return { code: broken.code, seen: broken.seen?.(form) ?? '' };
  const code = circumstances.refusals.get(form.to);
  return code === undefined ? null : { code, seen: form.to };
}
