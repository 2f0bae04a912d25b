/** What a column can mean, and the headings under which exports and spreadsheets write each meaning. */

export const TARGETS = [
  'first_name',
  'last_name',
  'full_name',
  'phone',
  'email',
  'source',
  'received_at',
  'external_id',
  'zone',
  'state',
  'postal_code',
  'consent',
  'consent_at',
  'consent_text',
  'opted_out',
  'business',
  'stage',
  'is_test',
] as const;
export type Target = (typeof TARGETS)[number];

/** A known meaning, a field that templates name, or nothing. */
export type Meaning =
  | { readonly kind: 'target'; readonly target: Target }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'ignored' };

/** Headings by normalized form. Where two columns mean the same, the earlier heading of this list is asked first. */
const HEADINGS: Readonly<Record<Target, readonly string[]>> = {
  first_name: ['first_name', 'firstname', 'first', 'given_name', 'fname', 'contact_first_name'],
  last_name: ['last_name', 'lastname', 'last', 'surname', 'family_name', 'lname', 'contact_last_name'],
  full_name: [
    'full_name',
    'fullname',
    'name',
    'your_name',
    'customer_name',
    'customer',
    'contact_name',
    'lead_name',
    'client_name',
    'patient_name',
    'patient',
    'contact',
  ],
  // A mobile number first: it is the one that can be texted.
  phone: [
    'mobile_phone_number',
    'mobile_phone',
    'mobile_number',
    'mobile',
    'cell_phone',
    'cell',
    'phone_number',
    'phone',
    'phone_no',
    'your_phone',
    'customer_phone',
    'contact_phone',
    'contact_number',
    'telephone_number',
    'telephone',
    'tel',
    'additional_phone',
    'work_phone_number',
    'work_phone',
    'home_phone',
  ],
  email: [
    'email',
    'email_address',
    'e_mail',
    'your_email',
    'customer_email',
    'contact_email',
    'work_email',
    'mail',
  ],
  source: [
    'source',
    'lead_source',
    'source_name',
    'contact_source',
    'original_source',
    'original_traffic_source',
    'utm_source',
  ],
  received_at: [
    'received_at',
    'lead_received',
    'received',
    'created_time',
    'created_at',
    'created_date',
    'created_on',
    'create_date',
    'created',
    'creation_date_time',
    'lead_submit_time',
    'submitted_at',
    'submission_time',
    'submission_date',
    'date_submitted',
    'date_created',
    'date_added',
    'date_received',
    'inquiry_date',
    'entry_date',
    'timestamp',
    'date_time',
    'datetime',
    'date',
  ],
  external_id: [
    'external_id',
    'lead_id',
    'id',
    'record_id_contact',
    'record_id',
    'contact_id',
    'submission_id',
    'entry_id',
  ],
  zone: ['zone', 'time_zone', 'timezone', 'tz'],
  state: ['state', 'state_region', 'state_province', 'province', 'region'],
  postal_code: ['postal_code', 'zip', 'zip_code', 'zipcode', 'postcode', 'postal', 'zip_postal_code'],
  consent: [
    'consent',
    'sms_consent',
    'text_consent',
    'consent_to_text',
    'tcpa_consent',
    'marketing_consent',
    'sms_opt_in',
    'text_opt_in',
    'opt_in',
    'opted_in',
    'optin',
  ],
  consent_at: [
    'consent_at',
    'consent_time',
    'consent_date',
    'consent_timestamp',
    'opt_in_date',
    'opt_in_at',
    'opted_in_at',
  ],
  consent_text: ['consent_text', 'consent_wording', 'consent_language', 'consent_evidence', 'disclosure'],
  opted_out: [
    'opted_out',
    'opt_out',
    'sms_opt_out',
    'do_not_contact',
    'do_not_text',
    'do_not_call',
    'dnc',
    'dnd',
    'unsubscribed',
    'unsubscribed_from_all_email',
  ],
  business: ['business', 'business_id', 'business_name'],
  stage: ['stage', 'lead_stage', 'lifecycle_stage', 'pipeline_stage'],
  is_test: ['is_test', 'test_lead'],
};

/** Fields that shipped templates name, under the headings that forms use for them. */
const FIELD_HEADINGS: Readonly<Record<string, readonly string[]>> = {
  interest: [
    'interest',
    'service',
    'services',
    'service_interest',
    'service_requested',
    'service_needed',
    'service_wanted',
    'job_type',
    'treatment',
    'procedure',
  ],
};

const ASKS_INTEREST = /interested_in$|^(?:what|which)_(?:service|treatment|procedure)/;

const byHeading = new Map<string, Meaning>();
/** Place of a heading among those of its target: lower is asked first. */
const ranks = new Map<string, number>();
for (const target of TARGETS)
  for (const [rank, heading] of HEADINGS[target].entries()) {
    byHeading.set(heading, { kind: 'target', target });
    ranks.set(heading, rank);
  }
for (const [name, headings] of Object.entries(FIELD_HEADINGS))
  for (const heading of headings) byHeading.set(heading, { kind: 'field', name });

/** `Phone Number`, `phone_number` and `PHONE-NUMBER` are one heading. */
export function normalizeHeading(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '');
}

/** What a heading means by itself; a heading that is not known becomes a field of that name. */
export function meaningOf(normalized: string): Meaning {
  // Lead forms ask in whole sentences: `What service are you interested in?`
  if (ASKS_INTEREST.test(normalized)) return { kind: 'field', name: 'interest' };
  return byHeading.get(normalized) ?? { kind: 'field', name: fieldName(normalized) };
}

export const rankOf = (normalized: string): number => ranks.get(normalized) ?? Number.MAX_SAFE_INTEGER;

/** A name that Liquid can say: it must not begin with a digit. */
export const fieldName = (normalized: string): string =>
  /^\d/.test(normalized) ? `_${normalized}` : normalized;
