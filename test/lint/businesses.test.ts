/** Every business of the settings is looked at, whichever stands first; what is true for some of them says for which, once. */
import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../src/lint/lint-files.ts';

const OFFICE = 'hours: { mon-fri: "09:00-17:00" }';
const MORNINGS = 'hours: { mon-fri: "09:00-11:00" }';
const business = (id: string, more: string, zone = 'America/Chicago', name = 'Acme'): string =>
  `  ${id}: { name: ${name}, zone: ${zone}, postal_address: "12 Main Street", ${more} }\n`;

function lint(touches: string, businesses: readonly string[], rule: string) {
  return lintFiles({
    sequences: new Map([['a.yaml', `version: 1\nid: a\ntouches:\n${touches}`]]),
    templates: new Map(),
    workspace: { path: 'leadseq.yaml', text: `version: 1\nbusinesses:\n${businesses.join('')}` },
  })
    .filter(({ code }) => code === rule)
    .map(({ message, range }) => `${range?.line}:${range?.column} ${message}`);
}

describe('a call at two in the afternoon', () => {
  const call = '  - { id: call-1, day: 1, at: "14:00", call: { script: Ask., voicemail: Hi. } }\n';
  const closed =
    '4:27 `call-1` is planned for 14:00, when no call may go on any day; they go from 09:00 to 11:00';

  it('is found for the business that is closed then, whether it comes first or last', () => {
    const [a, b] = [business('acme', OFFICE), business('bolt', MORNINGS)];
    expect(lint(call, [a, b], 'time-never-open')).toEqual([`${closed} (at bolt).`]);
    expect(lint(call, [b, a], 'time-never-open')).toEqual([`${closed} (at bolt).`]);
  });

  it('is found once for all of them, and without their names', () => {
    const both = [business('acme', MORNINGS), business('bolt', MORNINGS, 'America/Denver')];
    expect(lint(call, both, 'time-never-open')).toEqual([`${closed}.`]);
  });

  it('names all that share the hours for which it is found', () => {
    const three = [business('acme', OFFICE), business('bolt', MORNINGS), business('core', MORNINGS)];
    expect(lint(call, three, 'time-never-open')).toEqual([`${closed} (at bolt, core).`]);
  });
});

it('what is simulated is simulated with the rules of each', () => {
  const emails = `  - { id: one, day: 0, within: 5m, email: { subject: Hi, body: Hi } }
  - { id: two, day: 3, at: "11:00", email: { subject: Hi, body: Hi } }
`;
  const both = [business('acme', OFFICE), business('bolt', 'policy: { email_spacing: 96h }')];
  expect(lint(emails, both.slice(0, 1), 'emails-48h-apart')).toEqual([]);
  expect(lint(emails, both, 'emails-48h-apart')).toEqual([
    '5:16 `two` is planned 3 days 1 hour after `one`, and emails keep 96 hours apart (at bolt).',
  ]);
});

it('a name that is typed into the first text is the name of one business only', () => {
  const hello = '  - { id: hello, day: 0, within: 5m, sms: "Hi, it\'s Acme. Reply STOP to opt out." }\n';
  const both = [business('acme', OFFICE), business('bolt', OFFICE, 'America/Chicago', 'Bolt')];
  expect(lint(hello, both.slice(0, 1), 'first-text-names-business')).toEqual([]);
  expect(lint(hello, both, 'first-text-names-business')).toEqual([
    '4:43 The first text does not say both who sends it and how to end it; the program appends what is missing (at bolt).',
  ]);
});
