/** What the behavior rules keep quiet about, what they see through, and that they agree with what the program sends. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Business } from '../../src/domain/business.ts';
import { asId, type BusinessId } from '../../src/domain/ids.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import type { Zone } from '../../src/domain/time.ts';
import { coursesOf, WORKING_HOURS } from '../../src/lint/behavior/courses.ts';
import { checkSequence } from '../../src/lint/form.ts';
import { lintFiles } from '../../src/lint/lint-files.ts';
import { dayOf } from '../../src/schedule/calendar.ts';
import { OFFICE_HOURS } from '../../src/sequence/parse-workspace.ts';

const HELLO = `- { id: hello, day: 0, within: 5m, sms: "Hi, it's {{ business_name }}. Reply STOP to opt out." }`;
const CALL = '- { id: call-1, day: 1, at: "10:00", call: { script: Ask., voicemail: Hi. } }';
const END = 'when: { finished: { do: stop, move_to: nurture } }';

function file(id: string, touches: readonly string[], rest = ''): string {
  return `version: 1\nid: ${id}\ntouches:\n${touches.map((touch) => `  ${touch}\n`).join('')}${rest}\n`;
}

/** What one rule says, by line, over several sequences. */
function said(rule: string, ...texts: readonly string[]): readonly string[] {
  const sequences = new Map(texts.map((text, n) => [`${n}.yaml`, text]));
  const found = lintFiles({ sequences, templates: new Map(), workspace: null });
  const broken = found.filter(({ code }) => /^(yaml|unknown-key|missing|wrong|timing|liquid)/.test(code));
  expect(broken, 'the example has the right form').toEqual([]);
  return found.filter(({ code }) => code === rule).map(({ message }) => message);
}

const text = (words: string, more = ''): string =>
  `- { id: later, day: 2, at: "11:00", ${more}sms: "${words}" }`;

describe('a claim needs its fact', () => {
  it.each([
    'I left you a message.',
    'I left a voicemail just now.',
    'I tried to call you.',
    'We tried to reach you.',
    'Sorry I missed you.',
    'Thanks for talking with me.',
    'Great speaking to you.',
    'As we discussed, here is the link.',
    'It was good, after our call.',
    'As I said in my email, it is quick.',
    'Did you see the email I sent?',
  ])('"%s" to everybody', (words) => {
    expect(said('claims-guarded', file('a', [HELLO, CALL, text(words)], END))).toHaveLength(1);
  });

  it.each([
    'Easier to text? Leave me a message.',
    'I would like to talk to you.',
    'Would a call be easier than a message?',
    'Can I call you? If I miss you, I will try again.',
    'Reply to this text and I send you an email.',
    'You asked us about a visit.',
  ])('"%s" claims nothing', (words) => {
    expect(said('claims-guarded', file('a', [HELLO, CALL, text(words)], END))).toEqual([]);
  });

  it.each([
    ['I left you a message.', 'voicemail', 0],
    ['I left you a message.', 'no_answer', 1],
    ['I left you a message.', '[voicemail, busy]', 1],
    ['I tried to call you.', '[no_answer, busy, voicemail]', 0],
    ['I tried to call you.', 'answered', 1],
    ['Thanks for talking with me.', '[answered, call_back]', 0],
    ['Thanks for talking with me.', 'not_done', 1],
  ])('"%s" after %s: %i', (words, outcome, count) => {
    const guarded = text(words, `if: { call-1: ${outcome} }, `);
    expect(said('claims-guarded', file('a', [HELLO, CALL, guarded], END))).toHaveLength(count);
  });

  it('an earlier message may be named when it goes to everybody, and not when a condition lets some out', () => {
    const email = (more = '') =>
      `- { id: letter, day: 0, after: 20m, ${more}email: { subject: Hi, body: We have it. } }`;
    const later = text('As I said in my email, it is quick.');
    expect(said('claims-guarded', file('a', [HELLO, email(), CALL, later], END))).toEqual([]);
    expect(
      said('claims-guarded', file('a', [HELLO, email('if: { field: { x: y } }, '), later], END)),
    ).toHaveLength(1);
    // Nobody knows here what the sequence that starts this one has sent.
    const starter = file(
      'b',
      [HELLO],
      'when: { finished: { do: stop, move_to: nurture, start: a, wait: 3d } }',
    );
    expect(said('claims-guarded', file('a', [HELLO, later], END), starter)).toEqual([]);
  });

  it('people who did not ask are not thanked for asking', () => {
    const sources = `${END}\nsources: { web_form: { match: [Web] }, cold: { match: [Cold], start_after: 24h } }`;
    expect(
      said('claims-guarded', file('a', [HELLO, text('You asked us about a visit.')], sources)),
    ).toMatchObject(['`later` says "You asked us", and these leads did not ask (for leads from cold).']);
  });

  it('"yesterday" is one day back for whoever comes in on whatever day', () => {
    const words = 'Yesterday I left you a message.';
    const claim = (day: number, at = '11:00') =>
      `- { id: later, day: ${day}, at: "${at}", if: { call-1: voicemail }, sms: "${words}" }`;
    expect(said('claims-guarded', file('a', [HELLO, CALL, claim(2)], END))).toEqual([]);
    expect(said('claims-guarded', file('a', [HELLO, CALL, claim(3)], END))).toEqual([
      '`later` says "Yesterday", and for a lead of Tuesday at 10:00 `call-1` was 2 days back.',
    ]);
  });
});

describe('what is said on the phone', () => {
  const call = (voicemail: string, script = 'Ask.', more = ''): string =>
    `- { id: call-2, day: 5, at: "15:00", ${more}call: { script: '${script}', voicemail: '${voicemail}' } }`;
  const claims = (...touches: readonly string[]): readonly string[] =>
    said('claims-guarded', file('a', [HELLO, CALL, ...touches], END));

  it('needs its fact as what is written does, but for the call that is being made', () => {
    const missing = (what: string): string =>
      `\`call-2\` says "${what}", and nothing makes sure that a voicemail was left.`;
    expect(claims(call('I left you a message.'))).toEqual([missing('left you a message')]);
    expect(claims(call('Hi.', 'I left a voicemail last week.'))).toEqual([missing('left a voicemail')]);
    expect(claims(call('I left you a message.', 'Ask.', 'if: { call-1: voicemail }, '))).toEqual([]);
    expect(claims(call('Sorry I missed you, I tried to call you.'))).toEqual([]);
    expect(claims(call('Thanks for talking to me.'))).toHaveLength(1);
    expect(claims(call('Hi.', 'Close with: good talking to you.'))).toEqual([]);
    expect(claims(call('In my email I wrote of prices.'))).toEqual([
      '`call-2` says "In my email", and there is not an earlier email.',
    ]);
  });

  it('may be a condition in a script, and in any words that ask for the outcome', () => {
    expect(claims(call('Hi.', 'If they ask: I left you a message.'))).toEqual([]);
    const asks = '{% if touches.call-1.outcome == "voicemail" %}I left you a message.{% endif %}';
    expect(claims(call(asks))).toEqual([]);
    expect(claims(call(`${asks} I left you a message.`))).toHaveLength(1);
    expect(claims(call('{% if first_name %}I left you a message.{% endif %}'))).toHaveLength(1);
  });
});

describe('silence', () => {
  const goodbye = (day: number) =>
    `- { id: goodbye, day: ${day}, at: "10:00", closes: true, sms: I won't keep reaching out. }`;
  const starts = '- { id: over, day: 3, at: "12:00", move: { start: other } }';

  it('is kept across a start: what is planned after the promise of the other would never go', () => {
    const other = (day: number) =>
      file(
        'other',
        [`- { id: letter, day: ${day}, at: "10:00", email: { subject: Hi, body: Hello. } }`],
        END,
      );
    const messages = said('silence-kept', file('a', [HELLO, starts, goodbye(10)], END), other(14));
    expect(messages).toEqual([
      '`over` starts `other`, and `goodbye` promises silence on day 10: `letter` of `other`, planned for day 17, would never go.',
    ]);
    expect(said('silence-kept', file('a', [HELLO, starts, goodbye(10)], END), other(2))).toEqual([]);
    const late = text('Still there?').replace('day: 2', 'day: 9');
    expect(
      said('silence-kept', file('a', [HELLO, starts, late], END), file('other', [goodbye(4)], END)),
    ).toEqual([
      '`over` starts `other`, and `goodbye` of `other` promises silence on day 7: `later`, planned for day 9, would never go.',
    ]);
  });

  it('is kept when a lead does something without a word: what that starts is not started', () => {
    const letter = file(
      'other',
      ['- { id: letter, day: 8, at: "10:00", email: { subject: Hi, body: Hello. } }'],
      END,
    );
    const given = (rule: string, bye = goodbye(10)): readonly string[] => {
      const when = END.replace(/ \}$/, `, ${rule} }`);
      return said('silence-kept', file('a', [HELLO, text('Still there?'), bye], when), letter);
    };
    const quiet = (count: number): string => `no_reply: { do: stop, after_touches: ${count}, start: other }`;
    expect(given(quiet(3))).toEqual([
      '`no_reply` starts `other`, but only after `goodbye` has promised silence: nobody would get it.',
    ]);
    expect(given(quiet(2))).toEqual([]);
    const clicked = 'clicked_not_booked: { do: stop, start: other }';
    expect(given(clicked)).toEqual([]);
    expect(
      given(clicked, goodbye(10).replace('reaching out.', 'reaching out https://go.example.com/a.')),
    ).toEqual([
      '`clicked_not_booked` starts `other`, and `goodbye` promises silence and has a link: who opens that one would not get it.',
    ]);
    // Who writes has ended the promise.
    const wrote = 'strong_intent: { do: stop, start: other }';
    expect(
      given(wrote, goodbye(10).replace('reaching out.', 'reaching out https://go.example.com/a.')),
    ).toEqual([]);
  });

  it.each([
    ["I'll stop reaching out now.", 1],
    ['This is my last text.', 1],
    ["You won't hear from me again.", 1],
    ['If not, tell me, and you will not hear from me again.', 0],
    ['Say no and I will leave you in peace, if you like.', 0],
    ['Reply any time.', 0],
  ])('"%s" without `closes`: %i', (words, count) => {
    expect(said('silence-kept', file('a', [HELLO, text(words)], END))).toHaveLength(count);
  });
});

describe('rules know whom they are for', () => {
  const email = '- { id: letter, day: 0, within: 5m, email: { subject: Hi, body: Hello. } }';

  it('what another sequence starts, reminders and letters need no text first and no answer in minutes', () => {
    const one = file('a', [email, text('Hi there.')], END);
    expect(said('sms-first', one)).toHaveLength(1);
    const starter = file('b', [HELLO], 'when: { finished: { do: stop, move_to: nurture, start: a } }');
    expect(said('sms-first', one, starter)).toEqual([]);
    expect(said('sms-first', one.replace('touches:', 'repeat: 30d\ntouches:'))).toEqual([]);
  });

  it('a source that is like another is held to the same', () => {
    const sources = (more: string) =>
      `${END}\nsources: { google_lsa: { match: [G] }, angi: { like: google_lsa, match: [A]${more} } }`;
    const late = text('Still looking?').replace('day: 2', 'day: 9');
    expect(said('local-ads-7-days', file('a', [HELLO, late], sources('')))).toHaveLength(2);
    expect(said('local-ads-7-days', file('a', [HELLO, late], sources(', length: 7d')))).toHaveLength(1);
  });

  it('the last letter of one round and the first of the next are neighbors too', () => {
    const letter = (id: string, day: number) =>
      `- { id: ${id}, day: ${day}, at: "09:30", email: { subject: Hi, body: Hello. } }`;
    const rounds = (last: number) =>
      `repeat: 30d\n${file('n', [letter('one', 0), letter('two', last)])}`.replace(
        /^(repeat: 30d)\nversion: 1/,
        'version: 1\n$1',
      );
    expect(said('emails-48h-apart', rounds(14))).toEqual([]);
    expect(said('emails-48h-apart', rounds(29))).toEqual([
      '`one` is planned 1 day 30 minutes after `two`, and emails keep 48 hours apart.',
    ]);
  });

  it('a touch for another urgency or source is left out on purpose and reachable', () => {
    const only = text('Hi there.', 'if: { urgency: high }, ');
    const sources = `${END}\nsources: { google_lsa: { match: [G], urgency: high }, web_form: { match: [W], urgency: low } }`;
    expect(said('unreachable-touch', file('a', [HELLO, only], sources))).toEqual([]);
  });

  it('a touch that needs what some leads have is reachable: fields, stages and outcomes', () => {
    const needs = text('Hi there.', 'if: { call-1: busy, field: { x: y }, stage: hot }, ');
    expect(said('unreachable-touch', file('a', [HELLO, CALL, needs], END))).toEqual([]);
    const call2 =
      '- { id: call-2, day: 1, at: "15:00", if: { call-1: busy }, vary_from: call-1, call: { script: Ask., voicemail: Hi. } }';
    const chain = text('Hi there.', 'if: { call-1: answered, call-2: busy }, ');
    expect(said('unreachable-touch', file('a', [HELLO, CALL, call2, chain], END))).toHaveLength(1);
  });
});

describe('wordings', () => {
  const wordings = (...conditions: readonly string[]) =>
    file(
      'a',
      [
        HELLO,
        CALL,
        `- { id: later, day: 2, at: "11:00", sms: [${conditions.map((one, n) => `{ if: { ${one} }, text: Hi ${n}. }`).join(', ')}, { text: Hi. }] }`,
      ],
      END,
    );

  it.each([
    [['call-1: voicemail', 'call-1: [voicemail, busy]'], 0],
    [['call-1: [voicemail, busy]', 'call-1: voicemail'], 1],
    [['call-1: voicemail', 'call-1: busy', 'call-1: [voicemail, busy]'], 1],
    [['call-1: voicemail', 'call-1: voicemail, field: { x: y }'], 1],
    [['call-1: voicemail, field: { x: y }', 'call-1: voicemail'], 0],
    [['field: { x: [y, z] }', 'field: { x: z }'], 1],
    [['stage: hot', 'stage: [hot, warm]'], 0],
    [['call-1: opted_out'], 1],
    [['call-1: not_done'], 0],
  ])('%j: %i never sent', (conditions, count) => {
    expect(said('wording-never-chosen', wordings(...conditions))).toHaveLength(count);
  });
});

const BUSINESS: Business = {
  id: asId<BusinessId>('acme'),
  name: 'Acme',
  zone: 'America/Chicago' as Zone,
  country: 'US',
  hours: OFFICE_HOURS,
  holidays: [],
  senders: {},
};

function courses(text: string) {
  const sequence = checkSequence('a.yaml', text, new Map()).compiled?.revision?.sequence;
  if (!sequence) throw new Error(`no sequence: ${text}`);
  return coursesOf(sequence, BUSINESS, DEFAULT_POLICY);
}

describe('what is simulated', () => {
  it('sources with the same touches share one simulation, others have their own', () => {
    const sources = `sources: { facebook: { match: [F] }, web_form: { match: [W] }, google_lsa: { match: [G], length: 1d } }`;
    const { variants } = courses(file('a', [HELLO, CALL, text('Hi.')], sources));
    const [facebook, web, google] = variants.map(({ run }) => run({ arrival: 'Tuesday at 10:00' }));
    expect(facebook).toBe(web);
    expect(facebook).not.toBe(google);
    expect(variants.map(({ variant }) => variant.source)).toEqual(['facebook', 'web_form', 'google_lsa']);
  });

  it('holidays of one year say nothing about a sequence', () => {
    const one = file('a', [HELLO, CALL]);
    const sequence = checkSequence('a.yaml', one, new Map()).compiled?.revision?.sequence;
    if (!sequence) throw new Error('no sequence');
    const closed = { ...BUSINESS, holidays: ['2026-05-06' as never] };
    const sent = (business: Business) =>
      coursesOf(sequence, business, DEFAULT_POLICY)
        .variants[0]?.run({ arrival: 'Tuesday at 10:00' })
        .sent.map(({ at }) => at);
    expect(sent(closed)).toEqual(sent(BUSINESS));
    expect(sent(BUSINESS)).toHaveLength(2);
  });

  const touch = fc.record({
    channel: fc.constantFrom('sms', 'email' as const),
    day: fc.integer({ min: 0, max: 8 }),
    hour: fc.integer({ min: 13, max: 18 }),
  });

  it('where the rules on texts and emails are silent, each goes on the day it is planned for; where they speak, some does not', () => {
    let [silent, spoken] = [0, 0];
    fc.assert(
      fc.property(fc.array(touch, { minLength: 2, maxLength: 4 }), (touches) => {
        const lines = touches.map(({ channel, day, hour }, n) => {
          const words = channel === 'sms' ? 'Hi.' : '{ subject: Hi, body: Hi. }';
          return `- { id: t${n}, day: ${day}, at: "${hour}:00", ${channel}: ${words} }`;
        });
        const one = file('a', lines);
        const found = [...said('one-text-a-day', one), ...said('emails-48h-apart', one)];
        const moved = courses(one).variants.some((course) =>
          WORKING_HOURS.some((arrival) => {
            const { sent } = course.run({ arrival, consent: true });
            const { zone } = course.frame(arrival);
            const planned = new Map(course.planned(arrival).map((each) => [each.touch.id, each]));
            return sent.some(({ touch: { id }, at }) => {
              const own = planned.get(id);
              return own === undefined || dayOf(at, zone) !== dayOf(own.planned, zone);
            });
          }),
        );
        if (found.length === 0) {
          silent += 1;
          expect(moved).toBe(false);
        } else spoken += 1;
        if (moved) expect(found).not.toEqual([]);
      }),
      { numRuns: 150, seed: 7 },
    );
    expect(Math.min(silent, spoken)).toBeGreaterThan(10);
  });
});
