/** The state or province that a postal code begins in: a hint for the zone, from the leading digits that the post offices assign. */

/** First and last three digits of the ZIP codes of a state; USPS Publication 65, as of 2026-01. */
const ZIP_RANGES: readonly (readonly [state: string, ranges: string])[] = [
  ['AK', '995-999'],
  ['AL', '350-369'],
  ['AR', '716-729'],
  ['AS', '967-967'],
  ['AZ', '850-865'],
  ['CA', '900-961'],
  ['CO', '800-816'],
  ['CT', '060-069'],
  ['DC', '200-200 202-205'],
  ['DE', '197-199'],
  ['FL', '320-349'],
  ['GA', '300-319 398-399'],
  ['GU', '969-969'],
  ['HI', '967-968'],
  ['IA', '500-528'],
  ['ID', '832-838'],
  ['IL', '600-629'],
  ['IN', '460-479'],
  ['KS', '660-679'],
  ['KY', '400-427'],
  ['LA', '700-714'],
  ['MA', '010-027 055-055'],
  ['MD', '206-219'],
  ['ME', '039-049'],
  ['MI', '480-499'],
  ['MN', '550-567'],
  ['MO', '630-658'],
  ['MS', '386-397'],
  ['MT', '590-599'],
  ['NC', '270-289'],
  ['ND', '580-588'],
  ['NE', '680-693'],
  ['NH', '030-038'],
  ['NJ', '070-089'],
  ['NM', '870-884'],
  ['NV', '889-898'],
  ['NY', '005-005 063-063 100-149'],
  ['OH', '430-459'],
  ['OK', '730-731 734-749'],
  ['OR', '970-979'],
  ['PA', '150-196'],
  ['PR', '006-007 009-009'],
  ['RI', '028-029'],
  ['SC', '290-299'],
  ['SD', '570-577'],
  ['TN', '370-385'],
  ['TX', '733-733 750-799 885-885'],
  ['UT', '840-847'],
  ['VA', '201-201 220-246'],
  ['VI', '008-008'],
  ['VT', '050-054 056-059'],
  ['WA', '980-994'],
  ['WI', '530-549'],
  ['WV', '247-268'],
  ['WY', '820-831'],
];

/** First letter of a Canadian postal code; X covers two territories. Canada Post, as of 2026-01. */
const CANADA: Readonly<Record<string, readonly string[]>> = {
  A: ['NL'],
  B: ['NS'],
  C: ['PE'],
  E: ['NB'],
  G: ['QC'],
  H: ['QC'],
  J: ['QC'],
  K: ['ON'],
  L: ['ON'],
  M: ['ON'],
  N: ['ON'],
  P: ['ON'],
  R: ['MB'],
  S: ['SK'],
  T: ['AB'],
  V: ['BC'],
  X: ['NT', 'NU'],
  Y: ['YT'],
};

/** The states that a postal code may lie in; empty when it is of no known form. */
export function statesOfPostalCode(postalCode: string): readonly string[] {
  const text = postalCode.trim().toUpperCase();
  if (/^[A-Z]\d[A-Z]( ?\d[A-Z]\d)?$/.test(text)) return CANADA[text.charAt(0)] ?? [];
  if (!/^\d{5}(-?\d{4})?$/.test(text)) return [];
  const head = text.slice(0, 3);
  return ZIP_RANGES.filter(([, ranges]) =>
    ranges.split(' ').some((range) => range.slice(0, 3) <= head && head <= range.slice(4)),
  ).map(([state]) => state);
}
