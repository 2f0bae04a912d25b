/** What each key of a touch and of a source compiles to. */
import { describe, expect, it } from 'vitest';
import { compiled, findings, onlyTouch, touchOf, variantOf } from './reading.ts';

const HOUR = 3_600_000;
const codes = (text: string) => findings(text).map(({ code }) => code);

describe('timing', () => {
  it.each([
    ['day: 3', { kind: 'calendar', days: [3], at: null, until: null }],
    ['day: 3, at: "9:05"', { kind: 'calendar', days: [3], at: 545, until: null }],
    ['day: [2, 1], between: "10:00-11:30"', { kind: 'calendar', days: [1, 2], at: 600, until: 690 }],
    ['within: 5m', { kind: 'elapsed', day: 0, after: 0, within: 300_000 }],
    ['after: 20m', { kind: 'elapsed', day: 0, after: 1_200_000, within: null }],
    ['day: 2, after: PT1H30M, within: 1h', { kind: 'elapsed', day: 2, after: 1.5 * HOUR, within: HOUR }],
  ])('%s', (keys, timing) => {
    expect(onlyTouch(`${keys}, sms: Hi`).timing).toEqual(timing);
  });

  it('counts back from an appointment', () => {
    expect(onlyTouch('before: 26h, sms: Hi', 'anchor: appointment\n').timing).toEqual({
      kind: 'before_appointment',
      before: 26 * HOUR,
    });
  });

  it('plans a touch that waits for another on its day, through a chain of them', () => {
    const revision = compiled(`version: 1
id: a
touches:
  - { id: call-1, day: 4, call: Talk }
  - { id: b, after: { touch: call-1, wait: 1h }, sms: Hi }
  - { id: c, after: { touch: b }, sms: Hi }
  - { id: d, day: 6, after: { touch: b }, sms: Hi }
`);
    const { touches } = variantOf(revision, 'any');
    expect(touches.map(({ timing }) => (timing.kind === 'after_touch' ? timing.day : null))).toEqual([
      null,
      4,
      4,
      6,
    ]);
  });
});

describe('late', () => {
  it.each([
    ['sms: Hi', ['skip', 6 * HOUR]],
    ['sms: Hi, late: send', ['send', null]],
    ['sms: Hi, late: send, max_late: 2h', ['send', 2 * HOUR]],
    ['sms: Hi, max_late: 1h', ['skip', HOUR]],
    ['email: { subject: Hi, body: Hi }', ['skip', 24 * HOUR]],
    ['call: Talk', ['shift', null]],
    ['call: Talk, late: skip', ['skip', 0]],
    ['move: nurture', ['send', null]],
    ['sms: Bye, closes: true', ['shift', null]],
    ['sms: Bye, closes: true, late: skip', ['skip', 6 * HOUR]],
  ])('%s', (keys, late) => {
    const { then: does, max } = onlyTouch(`day: 1, ${keys}`).late;
    expect([does, max]).toEqual(late);
  });
});

describe('actions', () => {
  it('takes a move as a word, or as a stage and a hand-over', () => {
    expect(onlyTouch('day: 1, move: nurture').action).toEqual({
      kind: 'move',
      stage: 'nurture',
      start: null,
    });
    expect(onlyTouch('day: 1, move: { start: b }').action).toEqual({ kind: 'move', stage: null, start: 'b' });
  });

  it('takes a call as its script, or with voicemail, note and expiry', () => {
    const plain = onlyTouch('day: 1, call: Talk');
    expect(plain.action).toMatchObject({
      kind: 'call',
      script: { source: 'Talk' },
      voicemail: null,
      expires: null,
    });
    const full = onlyTouch('day: 1, call: { script: Talk, voicemail: Beep, note: Kind, expires: 2d }');
    expect(full.action).toMatchObject({
      voicemail: { source: 'Beep' },
      note: { source: 'Kind' },
      expires: 48 * HOUR,
    });
  });

  it('reads subjects and body of an email from its file, and prefers a subject in the sequence', () => {
    const file = '---\nsubject: [One, "Two: {{ interest }}"]\n---\n\nDear {{ first_name }},\n';
    const text = (email: string) => `version: 1\nid: a\ntouches:\n  - { id: a, day: 1, email: ${email} }\n`;
    const templates = new Map([['templates/x.email.md', file]]);
    const action = (email: string) => touchOf(variantOf(compiled(text(email), templates), 'any'), 'a').action;
    expect(action('{ template: x }')).toEqual({
      kind: 'email',
      alternatives: [
        {
          if: null,
          subjects: [
            { source: 'One', file: 'templates/x.email.md', line: 2 },
            { source: 'Two: {{ interest }}', file: 'templates/x.email.md', line: 2 },
          ],
          body: { source: 'Dear {{ first_name }},', file: 'templates/x.email.md', line: 5 },
        },
      ],
    });
    expect(action('{ template: x, subject: Mine }')).toMatchObject({
      alternatives: [{ subjects: [{ source: 'Mine', file: 'a.yaml', line: 4 }] }],
    });
  });

  it('takes the voicemail from the front matter of a call script', () => {
    const text = 'version: 1\nid: a\ntouches:\n  - { id: a, day: 1, call: { script: { template: x } } }\n';
    const templates = new Map([['templates/x.call.md', '---\nvoicemail: Beep\n---\nTalk\n']]);
    expect(touchOf(variantOf(compiled(text, templates), 'any'), 'a').action).toMatchObject({
      script: { source: 'Talk' },
      voicemail: { source: 'Beep' },
    });
  });

  it('knows on which line the words of a block text begin', () => {
    const revision = compiled(
      'version: 1\nid: a\ntouches:\n  - id: a\n    day: 0\n    sms: >-\n      Hi\n      there\n',
    );
    expect(touchOf(variantOf(revision, 'any'), 'a').action).toMatchObject({
      alternatives: [{ text: { source: 'Hi there', line: 7 } }],
    });
  });
});

describe('sources', () => {
  const base = `version: 1
id: a
touches:
  - { id: hello, day: 0, within: 5m, purpose: Greet, sms: Hi }
  - { id: call-1, day: 2, at: "10:00", call: Talk }
  - { id: later, day: 5, at: "10:00", if: { call-1: voicemail }, sms: Later }
`;

  it('a sequence without sources has one variant, for any lead', () => {
    const { sequence } = compiled(base);
    expect(sequence.variants.map(({ touches, ...rest }) => rest)).toEqual([
      {
        source: 'any',
        like: 'any',
        match: [],
        urgency: 'medium',
        consent: 'not_required',
        inbound: true,
        startAfter: 0,
      },
    ]);
    expect(sequence).toMatchObject({
      name: 'a',
      priority: 0,
      kind: 'chase',
      repeat: null,
      anchor: 'enrollment',
    });
  });

  it('a timing key replaces the whole group, a channel the channel, other keys singly, null takes away', () => {
    const revision = compiled(`${base}sources:
  web_form:
    change:
      hello: { after: 1h }
      call-1: { email: { subject: Hi, body: Hi } }
      later: { day: 7, if: null }
`);
    const variant = variantOf(revision, 'web_form');
    expect(touchOf(variant, 'hello')).toMatchObject({
      purpose: 'Greet',
      timing: { kind: 'elapsed', day: 0, after: HOUR, within: null },
    });
    expect(touchOf(variant, 'call-1')).toMatchObject({ channel: 'email', timing: { days: [2], at: 600 } });
    expect(touchOf(variant, 'later')).toMatchObject({
      if: null,
      references: [],
      timing: { days: [7], at: 600 },
    });
  });

  it('a source that is like another takes all of it, with its own keys over it', () => {
    const revision = compiled(`${base}sources:
  google_lsa: { match: [G*], urgency: high, length: 10d, skip: [hello], add: [{ id: tip, day: 3, sms: Tip }] }
  yelp: { like: google_lsa, match: [Yelp*], urgency: low, change: { tip: { day: 4 } } }
`);
    const yelp = variantOf(revision, 'yelp');
    expect(yelp).toMatchObject({ like: 'google_lsa', match: ['Yelp*'], urgency: 'low', inbound: true });
    expect(yelp.touches.map(({ id, timing }) => [id, timing.kind === 'calendar' && timing.days[0]])).toEqual([
      ['call-1', 4],
      ['later', 10],
      ['tip', 4],
    ]);
  });

  it('everything like cold needs consent and is not inbound, also when the file says nothing', () => {
    const revision = compiled(`${base}sources:\n  purchased: { like: cold }\n`);
    expect(variantOf(revision, 'purchased')).toMatchObject({ consent: 'required', inbound: false });
  });

  it('scales each day of a list, and keeps them apart or lets them fall together', () => {
    const revision = compiled(`version: 1
id: a
touches:
  - { id: a, day: [1, 2, 3], sms: Hi }
  - { id: b, day: 6, sms: Hi }
sources:
  web_form: { length: 3d }
  cold: { length: 12d }
`);
    const daysOf = (source: string) => {
      const { timing } = touchOf(variantOf(revision, source), 'a');
      return timing.kind === 'calendar' ? timing.days : null;
    };
    expect(daysOf('web_form')).toEqual([0, 1]);
    expect(daysOf('cold')).toEqual([2, 4, 6]);
  });
});

describe('kinds of sequence', () => {
  it('an appointment makes a reminder, a repetition a nurture', () => {
    expect(
      compiled('version: 1\nid: a\nanchor: appointment\ntouches: [{ id: a, before: 1d, sms: Hi }]').sequence
        .kind,
    ).toBe('reminder');
    const nurture = compiled(
      'version: 1\nid: a\nrepeat: 30d\ntouches: [{ id: a, day: 2, sms: Hi }]',
    ).sequence;
    expect([nurture.kind, nurture.repeat]).toEqual(['nurture', 30 * 24 * HOUR]);
  });

  it('a reminder goes on when the lead writes; a chase may not', () => {
    const when = 'when: { reply: { do: continue } }\n';
    expect(
      codes(`version: 1\nid: a\nanchor: appointment\n${when}touches: [{ id: a, before: 1d, sms: Hi }]`),
    ).toEqual([]);
    expect(codes(`version: 1\nid: a\n${when}touches: [{ id: a, day: 1, sms: Hi }]`)).toEqual(['rule']);
  });
});

describe('references', () => {
  it('a template in a file counts like one in the sequence', () => {
    const text = `version: 1
id: a
touches:
  - { id: call-1, day: 1, call: Talk }
  - { id: b, day: 2, email: { template: x } }
`;
    const file = (words: string) => new Map([['templates/x.email.md', `---\nsubject: Hi\n---\n${words}\n`]]);
    const references = (words: string) => touchOf(variantOf(compiled(text, file(words)), 'any'), 'b');
    expect(references('We spoke {{ touches.call-1.day_name }}.')).toMatchObject({
      references: ['call-1'],
      conditionReferences: [],
    });
    expect(references("{% if touches['call-1'].outcome == 'voicemail' %}x{% endif %}").references).toEqual([
      'call-1',
    ]);
    expect(references('The words touches.call-1.day_name outside of Liquid.').references).toEqual([]);
    const [finding] = findings(text, file('Hi\n{{ touches.call-2.day_name }}'));
    expect(finding).toMatchObject({
      code: 'unknown-touch',
      file: 'templates/x.email.md',
      suggestion: 'call-1',
      range: { line: 5, column: 4 },
    });
  });

  it('one broken touch is not reported again by those that name it', () => {
    const text = `version: 1
id: a
touches:
  - { id: call-1, call: Talk }
  - { id: b, day: 2, if: { call-1: voicemail }, sms: Hi }
`;
    expect(codes(text)).toEqual(['timing']);
  });
});
