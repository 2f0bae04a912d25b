/** The `policy` of a workspace or business: each setting may tighten a built-in rule, never loosen it. */
import { DEFAULT_POLICY, type Policy } from '../domain/policy.ts';
import { HOUR, type LocalWindow, localTime, MINUTE, type Millis, type WeeklyHours } from '../domain/time.ts';
import type { Report } from './finding.ts';
import { parseDuration, parseStretch, parseTime } from './literals.ts';
import { asMap, asNumber, asText, type Mapping, type Scalar, type Tree, textAt, valueAt } from './tree.ts';
import { dayOutside, stretch, weeklyOf } from './weekly.ts';

/** 47 CFR 64.1200(c)(1): no telephone solicitation before 8 a.m. or after 9 p.m., local time of the called person. */
const FEDERAL: LocalWindow = { opens: localTime(8 * 60), closes: localTime(21 * 60) };
const FEDERAL_WEEK: WeeklyHours = [
  [FEDERAL],
  [FEDERAL],
  [FEDERAL],
  [FEDERAL],
  [FEDERAL],
  [FEDERAL],
  [FEDERAL],
];

/** `under` with what the file says laid over it; a setting that is refused keeps its value from `under`. */
export function policyOf(map: Mapping | null, under: Policy, report: Report): Policy {
  if (!map) return under;
  const refuse = (key: string, seen: string, limit: string, why: string): void => {
    const value = valueAt(map, key);
    report({
      code: 'looser-than-rule',
      message: `\`${key}\` is ${seen}; the rule is ${limit}, and a setting may only be stricter.`,
      hint: why,
      range: value?.kind === 'scalar' ? value.range : map.entries.get(key)?.keyRange,
    });
  };
  const atLeast = (key: string, limit: Millis, was: Millis, why: string): Millis => {
    const text = textAt(map, key);
    const span = text === null ? was : (parseDuration(text) ?? was);
    if (span >= limit) return span;
    refuse(key, text ?? '', `at least ${limit / HOUR}h`, why);
    return was;
  };
  const federal = valueAt(map, 'allow_federal_window');
  const allowFederalWindow = federal ? (federal as Scalar).value === true : under.allowFederalWindow;
  return {
    ...under,
    allowFederalWindow,
    quietWindows: quietOf(map, under, allowFederalWindow, refuse, report),
    emailWindow: emailOf(map, under, refuse),
    smsSpacing: atLeast(
      'sms_spacing',
      DEFAULT_POLICY.smsSpacing,
      under.smsSpacing,
      'Two texts close together read as pestering, and carriers filter them.',
    ),
    emailSpacing: atLeast(
      'email_spacing',
      DEFAULT_POLICY.emailSpacing,
      under.emailSpacing,
      'More than an email every two days is what people mark as spam.',
    ),
    contactsPerDay: contactsOf(map, under, refuse),
    instantReplyWithin: instantOf(valueAt(map, 'instant_reply'), under, refuse),
    defaultAt: defaultAtOf(valueAt(map, 'default_at'), under, report),
    stopScope: stopScopeOf(textAt(map, 'stop_scope'), under),
    budgets: budgetsOf(valueAt(map, 'budgets'), under),
  };
}

type Refuse = (key: string, seen: string, limit: string, why: string) => void;

function quietOf(map: Mapping, under: Policy, federal: boolean, refuse: Refuse, report: Report): WeeklyHours {
  const value = valueAt(map, 'quiet_hours');
  const week = value && weeklyOf(asMap(value), under.quietWindows, report);
  if (!week) return under.quietWindows;
  const outside = dayOutside(week, federal ? FEDERAL_WEEK : DEFAULT_POLICY.quietWindows);
  if (!outside) return week;
  refuse(
    'quiet_hours',
    `${outside.seen} on ${outside.day}`,
    `${outside.allowed} then`,
    federal
      ? '47 CFR 64.1200(c)(1) closes the day to texts and calls before 08:00 and after 21:00.'
      : '`allow_federal_window: true` lets it be as wide as 08:00-21:00; the rules of each state still hold.',
  );
  return under.quietWindows;
}

function emailOf(map: Mapping, under: Policy, refuse: Refuse): LocalWindow {
  const text = textAt(map, 'email_hours');
  if (text === null) return under.emailWindow;
  const window = parseStretch(text);
  const { emailWindow } = DEFAULT_POLICY;
  if (window && window.opens >= emailWindow.opens && window.closes <= emailWindow.closes) return window;
  refuse(
    'email_hours',
    text,
    `within ${stretch(emailWindow)}`,
    'An email at night wakes phones like a text does.',
  );
  return under.emailWindow;
}

function contactsOf(map: Mapping, under: Policy, refuse: Refuse): number {
  const value = valueAt(map, 'contacts_per_day');
  const count = value ? asNumber(value) : under.contactsPerDay;
  if (count <= DEFAULT_POLICY.contactsPerDay) return count;
  refuse(
    'contacts_per_day',
    String(count),
    `at most ${DEFAULT_POLICY.contactsPerDay} in 24 hours`,
    'Florida, Maryland, Oklahoma and Oregon set it by law.',
  );
  return under.contactsPerDay;
}

function instantOf(value: Tree | null, under: Policy, refuse: Refuse): Millis | null {
  const limit = DEFAULT_POLICY.instantReplyWithin;
  const said = value?.kind === 'scalar' ? value.value : null;
  if (said === null) return under.instantReplyWithin;
  if (typeof said === 'boolean') return said ? limit : null;
  const span = parseDuration(String(said));
  if (span !== null && limit !== null && span <= limit) return span;
  refuse(
    'instant_reply',
    String(said),
    `at most ${(limit ?? 0) / MINUTE}m`,
    'A text at night is an answer only while the inquiry is fresh.',
  );
  return under.instantReplyWithin;
}

function defaultAtOf(value: Tree | null, under: Policy, report: Report): Policy['defaultAt'] {
  if (!value) return under.defaultAt;
  const text = asText(value);
  if ((value as Scalar).style === 'plain')
    report({
      code: 'timing',
      message: `\`default_at: ${text}\` needs quotes: to many YAML tools it is the number of minutes since midnight.`,
      suggestion: `"${text}"`,
      range: value.range,
    });
  return parseTime(text) ?? under.defaultAt;
}

const stopScopeOf = (said: string | null, under: Policy): Policy['stopScope'] =>
  said === 'all_channels' || said === 'same_channel' ? said : under.stopScope;

function budgetsOf(value: Tree | null, under: Policy): Policy['budgets'] {
  if (!value) return under.budgets;
  const read = (key: string, was: number): number => {
    const figure = valueAt(asMap(value), key);
    return figure ? asNumber(figure) : was;
  };
  return {
    perRun: read('per_run', under.budgets.perRun),
    perMinute: read('per_minute', under.budgets.perMinute),
    firstRun: read('first_run', under.budgets.firstRun),
    perSenderDay: read('per_sender_day', under.budgets.perSenderDay),
  };
}
