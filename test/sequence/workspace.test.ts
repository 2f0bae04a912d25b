/** `leadseq.yaml`: defaults filled in, rules only tightened, the environment over the file, and where each value came from. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { OFFICE_HOURS, parseWorkspace } from '../../src/sequence/parse-workspace.ts';

const HOUR = 3_600_000;
const minimal = 'version: 1\nbusinesses:\n  acme: { name: Acme, zone: America/Chicago }\n';

function settings(text: string, environment: Readonly<Record<string, string>> = {}) {
  const { config, origins, diagnostics } = parseWorkspace(text, 'leadseq.yaml', environment);
  const [business] = config?.businesses.values() ?? [];
  const [policy] = config?.policies.values() ?? [];
  return { config, origins, diagnostics, business, policy };
}

describe('defaults', () => {
  it('a name and a zone are enough', () => {
    const { config, business, policy } = settings(minimal);
    expect(business).toEqual({
      id: 'acme',
      name: 'Acme',
      zone: 'America/Chicago',
      country: 'US',
      hours: OFFICE_HOURS,
      holidays: [],
      senders: {},
    });
    expect(policy).toEqual(DEFAULT_POLICY);
    expect(config).toMatchObject({
      sourceAliases: [],
      stages: [],
      transports: { sms: 'outbox', email: 'outbox' },
    });
    expect(Object.isFrozen(business?.hours)).toBe(true);
  });

  it('days that hours leave out are closed; days that quiet_hours leave out keep the rule', () => {
    const { business, policy } = settings(
      `${minimal.replace('Chicago }', 'Chicago, hours: { mon: "10:00-12:00" } }')}policy: { quiet_hours: { mon: "10:00-12:00" } }\n`,
    );
    const morning = [{ opens: 600, closes: 720 }];
    expect(business?.hours).toEqual([morning, [], [], [], [], [], []]);
    expect(policy?.quietWindows).toEqual([morning, ...DEFAULT_POLICY.quietWindows.slice(1)]);
  });
});

describe('tightening', () => {
  const policyOf = (policy: string) => settings(`${minimal}policy: { ${policy} }\n`);

  it.each([
    ['sms_spacing: 8h', 'smsSpacing', 8 * HOUR],
    ['sms_spacing: 1d', 'smsSpacing', 24 * HOUR],
    ['email_spacing: 3d', 'emailSpacing', 72 * HOUR],
    ['contacts_per_day: 1', 'contactsPerDay', 1],
    ['email_hours: "08:00-20:00"', 'emailWindow', { opens: 480, closes: 1200 }],
    ['instant_reply: false', 'instantReplyWithin', null],
    ['instant_reply: true', 'instantReplyWithin', HOUR / 4],
    ['instant_reply: 5m', 'instantReplyWithin', HOUR / 12],
    ['default_at: "11:15"', 'defaultAt', 675],
  ] as const)('%s is taken', (text, key, value) => {
    const { policy, diagnostics } = policyOf(text);
    expect(diagnostics).toEqual([]);
    expect(policy).toEqual({ ...DEFAULT_POLICY, [key]: value });
  });

  it.each([
    'sms_spacing: 7h',
    'email_spacing: 47h',
    'contacts_per_day: 4',
    'email_hours: "07:00-21:01"',
    'email_hours: "06:59-21:00"',
    'instant_reply: 16m',
    'quiet_hours: { sat: "08:59-20:00" }',
    'quiet_hours: { sun: "12:00-20:01" }',
    'allow_federal_window: true, quiet_hours: { sun: "08:00-21:01" }',
  ])('%s is refused, for it is looser than the rule', (text) => {
    const { config, diagnostics } = policyOf(text);
    expect(config).toBe(null);
    expect(diagnostics.map(({ code }) => code)).toEqual(['looser-than-rule']);
  });

  it('allow_federal_window opens the day to 08:00-21:00, and only if quiet_hours say so', () => {
    expect(policyOf('allow_federal_window: true').policy?.quietWindows).toEqual(DEFAULT_POLICY.quietWindows);
    const wide = policyOf('allow_federal_window: true, quiet_hours: { mon-sun: "08:00-21:00" }').policy;
    expect(wide?.quietWindows).toEqual(Array.from({ length: 7 }, () => [{ opens: 480, closes: 1260 }]));
  });

  it("a business's own policy lies over the workspace's", () => {
    const text = `version: 1
businesses:
  acme: { name: Acme, zone: America/Chicago, policy: { sms_spacing: 12h } }
  beta: { name: Beta, zone: America/Chicago }
policy: { sms_spacing: 1d, contacts_per_day: 2, budgets: { per_run: 9 } }
`;
    const { config } = settings(text);
    const figures = [...(config?.policies.values() ?? [])].map(({ smsSpacing, contactsPerDay, budgets }) => [
      smsSpacing / HOUR,
      contactsPerDay,
      budgets.perRun,
    ]);
    expect(figures).toEqual([
      [12, 2, 9],
      [24, 2, 9],
    ]);
  });
});

describe('the environment', () => {
  it('wins over the file, for every business', () => {
    const text = `${minimal}policy: { sms_spacing: 1d, instant_reply: 5m }\n`;
    const environment = {
      LEADSEQ_POLICY_SMS_SPACING: '9h',
      LEADSEQ_POLICY_INSTANT_REPLY: 'false',
      LEADSEQ_POLICY_BUDGETS_PER_RUN: '50',
      HOME: '/x',
    };
    const { policy, origins } = settings(text, environment);
    expect([policy?.smsSpacing, policy?.instantReplyWithin, policy?.budgets.perRun]).toEqual([
      9 * HOUR,
      null,
      50,
    ]);
    expect(origins.get('policy.sms_spacing')).toEqual({
      value: '9h',
      origin: 'environment',
      line: null,
      variable: 'LEADSEQ_POLICY_SMS_SPACING',
    });
  });

  it.each([
    [
      { LEADSEQ_POLICY_SMS_SPACING: '1h' },
      'In the environment, LEADSEQ_POLICY_SMS_SPACING: `sms_spacing` is 1h; the rule is at least 8h, and a setting may only be stricter.',
    ],
    [
      { LEADSEQ_POLICY_SMS_SPACING: '24' },
      'In the environment, LEADSEQ_POLICY_SMS_SPACING: `24` is not a duration; write it like 8h or 2d.',
    ],
    [
      { LEADSEQ_POLICY_CONTACTS_PER_DAY: 'two' },
      'In the environment, LEADSEQ_POLICY_CONTACTS_PER_DAY: `contacts_per_day` is the text "two"; it must be a whole number.',
    ],
    [
      { LEADSEQ_PROVIDERS_SMS: 'pigeon' },
      'In the environment, LEADSEQ_PROVIDERS_SMS: `sms` is `pigeon`; it must be outbox or twilio.',
    ],
  ])('is held to the same rules: %o', (environment, message) => {
    const { config, diagnostics } = settings(minimal, environment);
    expect(config).toBe(null);
    expect(diagnostics.map((one) => one.message)).toEqual([message]);
    expect(diagnostics[0]?.range).toBe(undefined);
  });

  it('a variable that looks like a setting and is none is a warning', () => {
    const { config, diagnostics } = settings(minimal, { LEADSEQ_POLICY_SMS_SPACE: '9h' });
    expect(config).not.toBe(null);
    expect(diagnostics).toMatchObject([{ severity: 'warning', suggestion: 'LEADSEQ_POLICY_SMS_SPACING' }]);
  });
});

describe('origins', () => {
  it('say for each setting whether the file said it, and on which line', () => {
    const { origins } = settings(`${minimal}policy:\n  contacts_per_day: 2\n`);
    const rows = [...origins].map(([key, { value, origin, line }]) =>
      `${key} ${value} ${origin} ${line ?? ''}`.trim(),
    );
    expect(rows).toEqual([
      'version 1 file 1',
      'businesses.acme.name Acme file 3',
      'businesses.acme.zone America/Chicago file 3',
      'policy.contacts_per_day 2 file 5',
      'policy.quiet_hours mon-sat 09:00-20:00, sun 12:00-20:00 default',
      'policy.allow_federal_window false default',
      'policy.email_hours 07:00-21:00 default',
      'policy.instant_reply 15m default',
      'policy.default_at 10:00 default',
      'policy.sms_spacing 8h default',
      'policy.email_spacing 48h default',
      'policy.stop_scope all_channels default',
      'policy.budgets.per_run no limit default',
      'policy.budgets.per_minute no limit default',
      'policy.budgets.per_sender_day no limit default',
      'policy.budgets.first_run 20 default',
      'providers.sms outbox default',
      'providers.email outbox default',
      'businesses.acme.country US default',
      'businesses.acme.hours mon-fri 09:00-17:00, sat-sun closed default',
    ]);
  });
});
