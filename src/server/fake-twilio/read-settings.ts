/** Settings as they arrive in JSON, each checked by itself. */
import { fail, ok, type Result } from '../../domain/result.ts';
import { type ErrorCode, isErrorCode } from './errors.ts';
import { type Phone, readPhone } from './phones.ts';
import type { Settings } from './settings.ts';
import { type Ending, type Pace, USUAL_PACE } from './statuses.ts';

type Read<T> = (value: unknown) => T | null;

const milliseconds: Read<number> = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

const pace: Read<Pace> = (value) => {
  const given: Readonly<Record<string, unknown>> = asObject(value) ?? {};
  const names = Object.keys(USUAL_PACE) as readonly (keyof Pace)[];
  const whole = Object.keys(given).every((name) => names.some((known) => known === name));
  return whole && Object.values(given).every((each) => milliseconds(each) !== null)
    ? { ...USUAL_PACE, ...given }
    : null;
};

/** `undelivered 30005`, `delivered`, `sent`. */
const ending: Read<Ending> = (value) => {
  const [, status, code] =
    /^(delivered|undelivered|failed|sent|queued)(?: (\d{5}))?$/.exec(String(value)) ?? [];
  return status === undefined
    ? null
    : { status: status as Ending['status'], errorCode: code === undefined ? null : Number(code) };
};

const code: Read<ErrorCode> = (value) => (typeof value === 'number' && isErrorCode(value) ? value : null);

const phone: Read<Phone> = (value) => readPhone(String(value));

const address: Read<string> = (value) => (typeof value === 'string' && URL.canParse(value) ? value : null);

/** Number → what holds for it; one wrong entry spoils the whole map. */
const byNumber =
  <T>(read: Read<T>): Read<ReadonlyMap<string, T>> =>
  (value) => {
    const object = asObject(value);
    if (object === null) return null;
    const map = new Map<string, T>();
    for (const [number, each] of Object.entries(object)) {
      const known = read(each);
      if (known === null) return null;
      map.set(number, known);
    }
    return map;
  };

const READERS: { readonly [Name in keyof Settings]: Read<Settings[Name]> } = {
  pace,
  lag: milliseconds,
  skew: milliseconds,
  perSecond: milliseconds,
  endings: byNumber(ending),
  refusals: byNumber(code),
  phones: byNumber(phone),
  deliverTo: address,
};

/** Those that may also be switched off. */
const NULLABLE: readonly string[] = ['perSecond', 'deliverTo'];

export function readSettings(wish: Readonly<Record<string, unknown>>): Result<Partial<Settings>, string> {
  const change: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(wish)) {
    if (!isSetting(name))
      return fail(`there is no setting "${name}"; there are ${Object.keys(READERS).join(', ')}`);
    const known = READERS[name](value);
    if (known === null && !(value === null && NULLABLE.includes(name)))
      return fail(`"${name}" cannot be ${JSON.stringify(value)}`);
    change[name] = known;
  }
  return ok(change);
}

const isSetting = (name: string): name is keyof Settings => Object.hasOwn(READERS, name);

const asObject = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
