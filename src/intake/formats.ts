/** The exports that are recognized by their headings, what is special about each, and the source that each stands for. */
import type { Meaning } from './targets.ts';

type FormatId = 'facebook' | 'google_lsa' | 'google_ads' | 'hubspot' | 'gohighlevel' | 'plain';

export interface Format {
  readonly id: FormatId;
  /** As a person calls it. */
  readonly name: string;
  /** What the source of a row is when no column says so. */
  readonly source: string | null;
  /** Headings that mean something else here than elsewhere. */
  readonly meanings: Readonly<Record<string, Meaning>>;
  readonly matches: (headings: ReadonlySet<string>) => boolean;
}

const has = (headings: ReadonlySet<string>, ...wanted: readonly string[]): boolean =>
  wanted.every((heading) => headings.has(heading));
const hasAny = (headings: ReadonlySet<string>, ...wanted: readonly string[]): boolean =>
  wanted.some((heading) => headings.has(heading));

const IGNORED: Meaning = { kind: 'ignored' };
const to = (target: 'source' | 'external_id' | 'full_name' | 'received_at'): Meaning => ({
  kind: 'target',
  target,
});
const field = (name: string): Meaning => ({ kind: 'field', name });

/** Asked in this order; the last matches everything. */
export const FORMATS: readonly Format[] = [
  {
    id: 'facebook',
    name: 'Facebook or Instagram lead ads',
    source: 'facebook',
    // `fb` or `ig`.
    meanings: { platform: to('source'), id: to('external_id'), inbox_url: IGNORED, lead_status: IGNORED },
    matches: (headings) =>
      has(headings, 'id', 'created_time') && hasAny(headings, 'platform', 'form_id', 'adset_id', 'ad_id'),
  },
  {
    id: 'google_lsa',
    name: 'Google Local Services Ads',
    source: 'Google LSA',
    meanings: { charge_status: IGNORED, lead_type: field('lead_type'), lead_status: field('lead_status') },
    matches: (headings) =>
      has(headings, 'lead_type') && hasAny(headings, 'charge_status', 'creation_date_time', 'lead_received'),
  },
  {
    id: 'google_ads',
    name: 'Google Ads lead forms',
    source: 'Google Ads',
    meanings: { google_key: IGNORED, gcl_id: IGNORED, gclid: IGNORED },
    matches: (headings) =>
      hasAny(headings, 'google_key', 'gcl_id', 'lead_submit_time') &&
      hasAny(headings, 'form_id', 'campaign_id'),
  },
  {
    id: 'hubspot',
    name: 'HubSpot',
    source: null,
    meanings: { contact_owner: IGNORED },
    matches: (headings) =>
      hasAny(headings, 'lifecycle_stage', 'contact_owner') && hasAny(headings, 'first_name', 'email'),
  },
  {
    id: 'gohighlevel',
    name: 'GoHighLevel',
    source: null,
    // The company is where the lead works, not the client of the agency.
    meanings: { business_name: field('company'), contact_id: to('external_id') },
    matches: (headings) =>
      has(headings, 'tags', 'phone') &&
      hasAny(headings, 'additional_phone', 'created_date', 'created', 'contact_id'),
  },
  { id: 'plain', name: 'a plain list', source: null, meanings: {}, matches: () => true },
];
