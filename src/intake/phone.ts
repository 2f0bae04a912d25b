/** Phone numbers as people and spreadsheets write them, to E.164; a number that must not be texted is said to be so. */
import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min';
import { fail, ok, type Result } from '../domain/result.ts';

export interface Phone {
  readonly e164: string;
  readonly textable: boolean;
  /** Why it is not textable, or what is odd about it; null for an ordinary number. */
  readonly note: string | null;
}

/** Reads numbers for a business in `country`; the error is what would have been allowed. */
export function parsePhone(cell: string, country: string): Result<Phone, string> {
  const plain = NANP.has(country) ? plainNumber(cell) : null;
  return plain === null ? parseByLibrary(cell, country) : ok(plain);
}

/** Countries that share +1 and its prices with the United States; the Caribbean shares only the +1, and toll fraud lives there. */
const NANP: ReadonlySet<string> = new Set(['US', 'CA', 'PR', 'VI', 'GU', 'AS', 'MP']);

const PLAIN = /^(?:\+?1[ .-]?)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-]?)[2-9]\d\d[ .-]?\d{4}$/;

/**
 * The library takes 10–18 µs a number, this 0.2. Whether a number of the United States or Canada is an ordinary one is
 * settled by its first four digits, so the library is asked once for each four.
 */
function plainNumber(cell: string): Phone | null {
  const text = cell.trim();
  if (!PLAIN.test(text)) return null;
  const digits = text.replace(/\D/g, '');
  const national = digits.length === 11 ? digits.slice(1) : digits;
  const prefix = national.slice(0, 4);
  let ordinary = ordinaryPrefixes.get(prefix);
  if (ordinary === undefined) {
    const parsed = parsePhoneNumberFromString(`+1${prefix}550123`);
    ordinary = parsed?.getType() === 'FIXED_LINE_OR_MOBILE' && NANP.has(parsed.country ?? '');
    ordinaryPrefixes.set(prefix, ordinary);
  }
  return ordinary ? { e164: `+1${national}`, textable: true, note: null } : null;
}

/** At most 6,400 entries: 800 area codes, eight first digits each. */
const ordinaryPrefixes = new Map<string, boolean>();

/** The whole path without the short cut; exported so that a test can hold the two against each other. */
export function parseByLibrary(cell: string, country: string): Result<Phone, string> {
  const text = unwrapped(cell);
  if (/^[+-]?\d+(?:[.,]\d+)?e\+?\d+$/i.test(text))
    return fail(
      'the full number (a spreadsheet shortened this one; format its column as text and export again)',
    );
  if (twoNumbers(text)) return fail('one number in a cell');
  const home = isSupportedCountry(country) ? country : 'US';
  const number = parsePhoneNumberFromString(text, { defaultCountry: home, extract: false });
  if (!number?.isPossible())
    return fail(
      `a phone number such as ${home === 'US' ? '(312) 555-0142' : 'one of your own'} or +13125550142`,
    );
  const abroad =
    number.country === undefined
      ? number.countryCallingCode !== getCountryCallingCode(home)
      : !allowed(home, number.country);
  if (abroad)
    return fail(
      `a number of ${NANP.has(home) ? 'the United States or Canada' : home} (calls and texts abroad invite toll fraud)`,
    );
  if (number.ext !== undefined)
    return ok({
      e164: number.number,
      textable: false,
      note: `extension ${number.ext}: called, never texted`,
    });
  const kind = UNTEXTABLE[number.getType() ?? ''];
  if (kind !== undefined) return ok({ e164: number.number, textable: false, note: `${kind}: never texted` });
  // New area codes are in use before any metadata knows them.
  const note = number.isValid() ? null : 'not a number range in use as far as is known; taken as it is';
  return ok({ e164: number.number, textable: true, note });
}

const allowed = (home: CountryCode, country: CountryCode): boolean =>
  country === home || (NANP.has(home) && NANP.has(country));

const UNTEXTABLE: Readonly<Record<string, string>> = {
  TOLL_FREE: 'toll-free number',
  PREMIUM_RATE: 'premium-rate number',
  SHARED_COST: 'shared-cost number',
  PERSONAL_NUMBER: 'personal number',
  UAN: 'company number',
  PAGER: 'pager',
  VOICEMAIL: 'voicemail number',
};

// Zero-width and direction marks come along when a number is copied from a chat; a spreadsheet adds ="…", ' and .0.
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

function unwrapped(cell: string): string {
  return cell
    .replace(INVISIBLE, '')
    .replace(/[\u00a0\u202f\t]/g, ' ')
    .trim()
    .replace(/^="(.*)"$/, '$1')
    .replace(/^'/, '')
    .replace(/^(?:p|tel|phone):\s*/i, '')
    .replace(/^(\+?\d+)\.0+$/, '$1')
    .replace(/^00\s*(?=[1-9])/, '+')
    .trim();
}

/** Two runs of seven or more digits with a separator between, or more digits than any number has. */
function twoNumbers(text: string): boolean {
  const parts = text.split(/[,;/|&\n]|\bor\b|\band\b/i).filter((part) => part.replace(/\D/g, '').length >= 7);
  const beforeExtension = text.split(/[a-z#]/i)[0] ?? '';
  return parts.length > 1 || beforeExtension.replace(/\D/g, '').length > 15;
}
