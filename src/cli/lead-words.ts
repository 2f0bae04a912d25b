/** A lead in a few lines: who it is, how it is reached, and where its zone was taken from. */
import type { ChalkInstance } from 'chalk';
import type { ZoneSource } from '../domain/lead.ts';
import type { Instant, Zone } from '../domain/time.ts';
import type { EnrollmentStory, LeadStory } from '../engine/why.ts';
import { calendarZone } from '../schedule/zones.ts';
import { plain } from './terminal.ts';
import { showMoment } from './times.ts';

const FROM: Readonly<Record<ZoneSource, string>> = {
  given: 'as given',
  address: 'from the address',
  phone: 'from the phone number',
  business: 'the business’s own, for want of a better one',
};

/** The zone whose days count for this lead, and in which its times are shown. */
export const zoneOfStory = ({ situation }: LeadStory): Zone =>
  calendarZone(situation.contact.zone, situation.business.zone);

export function leadLines(story: LeadStory, color: ChalkInstance): readonly string[] {
  const { contact, business } = story.situation;
  const name = `${contact.firstName} ${contact.lastName}`.trim() || '(no name)';
  const reached = [contact.phone?.value, contact.email?.value].filter((value) => value !== undefined);
  const zones = contact.zone.zones;
  const several = zones.length > 1 ? `; windows hold in ${zones.join(', ')}` : '';
  return [
    `${color.bold(plain(name))}  lead ${contact.id} of ${plain(business.name)}`,
    plain([...reached, ...(contact.stage === null ? [] : [`stage ${contact.stage}`])].join('  ')),
    color.dim(`Times are in ${zoneOfStory(story)}, ${FROM[contact.zone.from]}${several}.`),
  ];
}

export function enrollmentLine({ enrollment }: EnrollmentStory, zone: Zone, now: Instant): string {
  const source = enrollment.source === 'any' ? '' : ` for ${enrollment.source}`;
  const since = showMoment(enrollment.enrolledAt, zone, now);
  const end =
    enrollment.endedAt === null
      ? enrollment.state
      : `${enrollment.state} ${showMoment(enrollment.endedAt, zone, now)}`;
  return `${enrollment.sequence}${source}, enrolled ${since}, ${end}`;
}

export function leadJson(story: LeadStory): object {
  const { contact, business } = story.situation;
  return {
    id: contact.id,
    business: business.id,
    firstName: contact.firstName,
    lastName: contact.lastName,
    phone: contact.phone?.value ?? null,
    email: contact.email?.value ?? null,
    textable: contact.textable,
    stage: contact.stage,
    state: contact.state,
    zone: zoneOfStory(story),
    zones: contact.zone.zones,
    zoneFrom: contact.zone.from,
  };
}
