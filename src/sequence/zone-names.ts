/** Zone names as people write them, and the IANA name they mean. */
import { nearest } from '../domain/nearest.ts';
import { isZone, type Zone } from '../domain/time.ts';

/** Abbreviations name an offset, not a place: EST has no summer time, so half the year it would be an hour off. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  et: 'America/New_York',
  est: 'America/New_York',
  edt: 'America/New_York',
  est5edt: 'America/New_York',
  eastern: 'America/New_York',
  ct: 'America/Chicago',
  cst: 'America/Chicago',
  cdt: 'America/Chicago',
  cst6cdt: 'America/Chicago',
  central: 'America/Chicago',
  mt: 'America/Denver',
  mst: 'America/Denver',
  mdt: 'America/Denver',
  mst7mdt: 'America/Denver',
  mountain: 'America/Denver',
  arizona: 'America/Phoenix',
  pt: 'America/Los_Angeles',
  pst: 'America/Los_Angeles',
  pdt: 'America/Los_Angeles',
  pst8pdt: 'America/Los_Angeles',
  pacific: 'America/Los_Angeles',
  alaska: 'America/Anchorage',
  akst: 'America/Anchorage',
  hst: 'Pacific/Honolulu',
  hawaii: 'Pacific/Honolulu',
  gmt: 'Europe/London',
};

/** The zone, or the name that was probably meant. */
export function zoneNamed(
  name: string,
): { readonly zone: Zone } | { readonly zone: null; readonly meant: string | null } {
  const short = ABBREVIATIONS[name.toLowerCase().replace(/ time$/, '')];
  if (short) return { zone: null, meant: short };
  if (isZone(name) && (name.includes('/') || name === 'UTC')) return { zone: name };
  const known = Intl.supportedValuesOf('timeZone');
  const city = name.toLowerCase().replace(/^.*\//, '').replaceAll(' ', '_');
  return {
    zone: null,
    meant: known.find((one) => one.toLowerCase().endsWith(`/${city}`)) ?? nearest(name, known),
  };
}
