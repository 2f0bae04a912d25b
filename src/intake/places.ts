/** States, provinces and time zones as people write them. */
import { isZone, type Zone } from '../domain/time.ts';

const US =
  'AL Alabama,AK Alaska,AZ Arizona,AR Arkansas,CA California,CO Colorado,CT Connecticut,DE Delaware,DC District of Columbia,FL Florida,GA Georgia,HI Hawaii,ID Idaho,IL Illinois,IN Indiana,IA Iowa,KS Kansas,KY Kentucky,LA Louisiana,ME Maine,MD Maryland,MA Massachusetts,MI Michigan,MN Minnesota,MS Mississippi,MO Missouri,MT Montana,NE Nebraska,NV Nevada,NH New Hampshire,NJ New Jersey,NM New Mexico,NY New York,NC North Carolina,ND North Dakota,OH Ohio,OK Oklahoma,OR Oregon,PA Pennsylvania,RI Rhode Island,SC South Carolina,SD South Dakota,TN Tennessee,TX Texas,UT Utah,VT Vermont,VA Virginia,WA Washington,WV West Virginia,WI Wisconsin,WY Wyoming,PR Puerto Rico,VI Virgin Islands,GU Guam,AS American Samoa,MP Northern Mariana Islands';
const CANADA =
  'AB Alberta,BC British Columbia,MB Manitoba,NB New Brunswick,NL Newfoundland and Labrador,NS Nova Scotia,NT Northwest Territories,NU Nunavut,ON Ontario,PE Prince Edward Island,QC Quebec,SK Saskatchewan,YT Yukon';

const codes = new Map<string, string>();
for (const entry of `${US},${CANADA}`.split(',')) {
  const code = entry.slice(0, 2);
  codes.set(code.toLowerCase(), code);
  codes.set(entry.slice(3).toLowerCase(), code);
}

/** Two letters, upper case; null for what is no state or province. `US-TX` is Texas too. */
export function parseState(cell: string): string | null {
  const text = cell
    .trim()
    .toLowerCase()
    .replace(/\./g, '')
    .replace(/^(?:us|ca)-/, '');
  return codes.get(text) ?? null;
}

/** `EST` is a zone to the runtime, but one without daylight saving; people mean the place. */
const SPOKEN: readonly (readonly [RegExp, string])[] = [
  [/^(?:e[sd]?t|eastern\b.*)$/, 'America/New_York'],
  [/^(?:c[sd]?t|central\b.*)$/, 'America/Chicago'],
  [/^(?:m[sd]?t|mountain\b.*)$/, 'America/Denver'],
  [/^(?:p[sd]?t|pacific\b.*)$/, 'America/Los_Angeles'],
  [/^(?:ak[sd]?t|alaska\b.*)$/, 'America/Anchorage'],
  [/^(?:hs?t|hast|hawaii\b.*)$/, 'Pacific/Honolulu'],
  [/^arizona\b.*$/, 'America/Phoenix'],
];

const known = new Map<string, Zone | null>();

/** An IANA zone; null for what is none. Remembered, since a file says the same few over and over and checking one takes 50 µs. */
export function parseZone(cell: string): Zone | null {
  const text = cell.trim().replace(/^\(?(?:utc|gmt)[+-][\d:]+\)?\s*/i, '');
  const before = known.get(text);
  if (before !== undefined) return before;
  // `Pacific/Honolulu` is a name, and not the Pacific time of California: its texts would come hours too early.
  const place =
    text.includes('/') && isZone(text)
      ? undefined
      : SPOKEN.find(([pattern]) => pattern.test(text.toLowerCase()))?.[1];
  const spoken = place ?? text.replaceAll(' ', '_');
  // The runtime's own spelling: `america/chicago` and `America/Chicago` must be one zone everywhere.
  const zone = isZone(spoken)
    ? (new Intl.DateTimeFormat('en-US', { timeZone: spoken }).resolvedOptions().timeZone as Zone)
    : null;
  if (known.size < 1_000) known.set(text, zone);
  return zone;
}
