/** What can be known of a row before the store is asked: its keys, its zone, its state, its age. */
import type { Business } from '../domain/business.ts';
import type { BusinessId, RevisionHash, RevisionId } from '../domain/ids.ts';
import type { NewLead, ZoneFinding } from '../domain/lead.ts';
import { DAY, type Instant } from '../domain/time.ts';
import type { Setting } from '../intake/reading.ts';
import { atLocal } from '../schedule/calendar.ts';
import { findZone } from '../schedule/zones.ts';
import { ensureBusiness } from '../store/businesses.ts';
import { createKeyer } from '../store/destination-keys.ts';
import type { Handle } from '../store/driver.ts';
import { storeRevision } from '../store/revisions.ts';
import type { Candidate, Pins } from './enroll-candidate.ts';
import type { Choice } from './enroll-choices.ts';
import type { Workspace } from './workspace.ts';

/** Older inquiries have gone cold: to be followed up as if they were new, somebody must want it. */
export const TOO_OLD = 30 * DAY;

export interface Preparer {
  setting(business: Business): Setting;
  candidate(line: number, lead: NewLead, choice: Choice, source: string | undefined): Candidate;
  /** The rows of their businesses and revisions, made when missing. */
  pins(handle: Handle, candidates: readonly Candidate[]): Promise<Pins>;
}

export function createPreparer(ws: Workspace, at: Instant, oldLeads: boolean): Preparer {
  const keyOf = createKeyer(ws.pepper);
  const settings = new Map<BusinessId, Setting>();
  const zones = new Map<string, { readonly finding: ZoneFinding; readonly json: string }>();
  const zoneOf = (lead: NewLead, business: Business) => {
    // A phone speaks for its zone by its area code alone.
    const phone = lead.phone?.startsWith('+1') ? lead.phone.slice(0, 5) : '';
    const key = `${business.id}\0${lead.zone ?? ''}\0${lead.state ?? ''}\0${lead.postalCode ?? ''}\0${phone}`;
    const known = zones.get(key);
    if (known) return known;
    const finding = findZone({
      given: lead.zone,
      state: lead.state,
      postalCode: lead.postalCode,
      country: null,
      phone: lead.phone,
      business: business.zone,
    });
    const found = { finding, json: JSON.stringify(finding.zones) };
    if (zones.size < 50_000) zones.set(key, found);
    return found;
  };
  const oneField = createOneField();
  const stages = new Map(ws.config.stages.map((stage) => [stage.toLowerCase(), stage]));

  return {
    setting(business) {
      const known = settings.get(business.id);
      if (known) return known;
      const { zone, country } = business;
      const setting: Setting = { country, now: at, atLocal: (date, time) => atLocal(date, time, zone) };
      settings.set(business.id, setting);
      return setting;
    },
    candidate(line, lead, choice, source) {
      const { id } = choice.business;
      const { finding, json } = zoneOf(lead, choice.business);
      const stage = lead.stage === null ? null : (stages.get(lead.stage.toLowerCase()) ?? null);
      return {
        line,
        choice,
        firstName: lead.firstName,
        lastName: lead.lastName,
        phoneNumber: lead.phone,
        textable: lead.textable,
        address: lead.email,
        phone: lead.phone === null ? null : keyOf(id, 'phone', lead.phone),
        email: lead.email === null ? null : keyOf(id, 'email', lead.email),
        sourceText: source ?? lead.sourceText,
        externalId: lead.externalId,
        receivedAt: lead.receivedAt,
        consent: lead.consent,
        zone: finding,
        zonesJson: json,
        state: lead.state,
        stage,
        fields: fieldsJson(lead, stage, oneField),
        old: !oldLeads && lead.receivedAt !== null && lead.receivedAt < at - TOO_OLD,
      };
    },
    async pins(handle, candidates) {
      const businesses = new Map<BusinessId, number>();
      const revisions = new Map<RevisionHash, RevisionId>();
      for (const { business, revision } of new Set(candidates.map(({ choice }) => choice))) {
        if (!businesses.has(business.id))
          businesses.set(business.id, await ensureBusiness(handle, business.id));
        if (!revisions.has(revision.hash))
          revisions.set(revision.hash, await storeRevision(handle, revision, at));
      }
      return {
        business: ({ business }) => businesses.get(business.id) ?? 0,
        revision: ({ revision }) => revisions.get(revision.hash) ?? (0 as RevisionId),
      };
    },
  };
}

/** The lead's own columns, and what was read but has no place of its own. */
function fieldsJson(
  lead: NewLead,
  stage: string | null,
  remembered: (name: string, value: string) => string,
): string {
  const { fields, postalCode } = lead;
  if (fields.size === 0 && postalCode === null && lead.stage === stage) return '{}';
  if (fields.size === 1 && postalCode === null && lead.stage === stage)
    for (const [name, value] of fields) return remembered(name, value);
  const more = new Map<string, string>();
  if (postalCode !== null) more.set('postal_code', postalCode);
  if (lead.stage !== null && stage === null) more.set('stage', lead.stage);
  const all = more.size === 0 ? fields : new Map([...fields, ...more]);
  // Written by hand in less than half the time: an object would be made for each row only to be taken apart.
  let json = '';
  for (const [name, value] of all)
    json += `${json === '' ? '' : ','}${JSON.stringify(name)}:${JSON.stringify(value)}`;
  return `{${json}}`;
}

/** One field alone is nearly always one of a few, such as what people are interested in: many rows then hold one text. */
function createOneField(): (name: string, value: string) => string {
  const known = new Map<string, Map<string, string>>();
  return (name, value) => {
    const values = known.get(name) ?? new Map<string, string>();
    const before = values.get(value);
    if (before !== undefined) return before;
    const json = `{${JSON.stringify(name)}:${JSON.stringify(value)}}`;
    if (values.size < 1_000) known.set(name, values.set(value, json));
    return json;
  };
}
