/** What new leads get, told once for all businesses for which the same happens. */
import type { Imagined } from '../../engine/diff/imagined.ts';
import { showMoment } from '../times.ts';
import { type Group, grouped, shownChanges } from './rows.ts';

/** Businesses whose new leads get the same at the same times of their own clocks. */
export interface Newcomers {
  /** Such as `A new lead of Acme Dental who comes in Tue Mar 3 10:00 (America/Chicago), when every call ends "busy"`. */
  readonly premise: string;
  readonly groups: readonly Group[];
  /** Sources for which nothing changes. */
  readonly same: readonly string[];
  /** Whether there is more than one source to tell of. */
  readonly isMany: boolean;
}

/** In the order of the settings; those for which nothing changes come last. `show` makes names harmless where they are shown. */
export function newcomersOf(
  imagined: readonly Imagined[],
  calls: string,
  show: (name: string) => string,
): readonly Newcomers[] {
  const alike = new Map<string, Imagined[]>();
  for (const one of imagined) {
    const groups = groupsOf(one, THE_BUSINESS).map(({ leads, rows }) => [
      leads.map(({ source }) => source),
      rows,
    ]);
    const key = JSON.stringify([momentOf(one), groups]);
    alike.set(key, [...(alike.get(key) ?? []), one]);
  }
  const all = [...alike.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [told(first, [first, ...others], calls, show)],
  );
  return [
    ...all.filter(({ groups }) => groups.length > 0),
    ...all.filter(({ groups }) => groups.length === 0),
  ];
}

const THE_BUSINESS = 'the business';

/** A rule begins with the name of the business where it is about its hours: `called` is what it says instead. */
const groupsOf = ({ leads, at, business: { name } }: Imagined, called: string): readonly Group[] =>
  grouped(leads, at).map(({ rows, ...group }) => ({
    ...group,
    rows: rows.map(({ why, ...row }) => ({
      ...row,
      why: why?.startsWith(`${name} `) ? `${called}${why.slice(name.length)}` : why,
    })),
  }));

const momentOf = ({ at, business }: Imagined): string => showMoment(at, business.zone, at);

function told(
  first: Imagined,
  all: readonly Imagined[],
  calls: string,
  show: (name: string) => string,
): Newcomers {
  const names = listed(all.map(({ business }) => show(business.name)));
  const zones = listed([...new Set(all.map(({ business }) => show(business.zone)))]);
  return {
    premise: `A new lead of ${names} who comes in ${momentOf(first)} (${zones}), when every call ends "${calls}"`,
    groups: groupsOf(first, all.length === 1 ? first.business.name : THE_BUSINESS),
    same: first.leads.filter((lead) => shownChanges(lead, first.at).length === 0).map(({ source }) => source),
    isMany: first.leads.length > 1,
  };
}

const MOST_NAMES = 3;

/** `A`, `A or B`, `A, B or C`, `A, B, C or 5 more`. */
function listed(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES;
  const all = rest > 0 ? [...names.slice(0, MOST_NAMES), `${rest.toLocaleString('en-US')} more`] : names;
  const last = all.at(-1) ?? '';
  return all.length < 2 ? last : `${all.slice(0, -1).join(', ')} or ${last}`;
}
