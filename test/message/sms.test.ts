/** Laws of texts: lead data stays data, every text is one clean message, and the first one says who writes and how to stop. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeFirstText } from '../../src/message/first-text.ts';
import { anyText, problemOf, rendered, sms, textOf, valuesOf } from './values.ts';

const named = (firstName: string, fields: Readonly<Record<string, string>> = { interest: 'implants' }) => ({
  context: valuesOf({ contact: { firstName, lastName: '' }, fields }),
});

describe('a text', () => {
  it('is filled in with the values of the lead', () => {
    expect(rendered(sms('Hi {{ first_name }}, about {{ interest }}: {{ booking_link }}'))).toEqual({
      kind: 'sms',
      to: '+13125550142',
      from: null,
      body: 'Hi Ana, about implants: https://book.example.com/smile?from=text&v=2',
      segments: 1,
      encoding: 'GSM-7',
      appended: [],
    });
  });

  it('takes the fallback for what is empty or blank', () => {
    expect(textOf('Hi {{ first_name }}, about {{ interest }}', named(' \t ', { interest: '\u00a0' }))).toBe(
      'Hi there, about your request',
    );
  });

  it('can ask whether a value is there', () => {
    const text = 'Hi{% if budget %} big spender{% endif %}, {{ budget | default: "no budget" }}';
    expect(textOf(text)).toBe('Hi, no budget');
    expect(textOf(text, named('Ana', { budget: '$5k' }))).toBe('Hi big spender, $5k');
    expect(textOf(text, named('Ana', { budget: '  ' }))).toBe('Hi, no budget');
  });

  it('keeps Liquid in a name as the text it is', () => {
    expect(textOf('Hi {{ first_name }}', named('{{ business_name }} {% if x %}'))).toBe(
      'Hi {{ business_name }} {% if x %}',
    );
  });

  it('never runs what any lead writes', () => {
    const pieces = fc.constantFrom(
      '{{',
      '}}',
      '{%',
      '%}',
      ' booking_link ',
      ' include "x" ',
      '|',
      'raw',
      'a',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const wish = parts.join('');
        const clean = wish.replace(/\s+/g, ' ').trim();
        expect(textOf('About {{ interest }}.', named('Ana', { interest: wish }))).toBe(
          `About ${clean || 'your request'}.`,
        );
      }),
    );
  });

  it('is never broken in two, made invisible or turned around by any lead', () => {
    fc.assert(
      fc.property(anyText(60), anyText(60), (name, wish) => {
        const body = textOf('Hi {{ first_name }}, about {{ interest }}.', named(name, { interest: wish }));
        expect(body).toMatch(/^Hi .+, about .+\.$/u);
        expect(body).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b\ufeff]|\p{Cs}/u);
        expect(body).toBe(body.trim());
      }),
    );
  });

  it('writes typographic marks of a lead plainly, so that they do not triple its price', () => {
    expect(
      rendered(
        sms('Hi {{ first_name }}, {{ interest }}'),
        named('D’Arcy', { interest: '“gold” – or… `new`' }),
      ),
    ).toMatchObject({
      body: "Hi D'Arcy, \"gold\" - or... 'new'",
      encoding: 'GSM-7',
    });
  });

  it('leaves out pictures in a name, and a name that is an advertisement', () => {
    expect(textOf('Hi {{ first_name }}!', named('Ana 🌸 Maria 👍🏽'))).toBe('Hi Ana Maria!');
    expect(textOf('Hi {{ first_name }}!', named('🌸'))).toBe('Hi there!');
    expect(textOf('Hi {{ first_name }}!', named('WIN at https://evil.example'))).toBe('Hi there!');
    expect(textOf('Hi {{ first_name }}!', named('J.R. Smith 3rd'))).toBe('Hi J.R. Smith 3rd!');
  });

  it('keeps letters that are a person’s own, though they cost more', () => {
    expect(rendered(sms('Hi {{ first_name }}'), named('María'))).toMatchObject({
      body: 'Hi María',
      encoding: 'UCS-2',
    });
  });

  it('joins wrapped lines and keeps a blank one as a break', () => {
    expect(textOf('  Hi {{ first_name }},\nit is us.  \n\n\n Reply  here. \n')).toBe(
      'Hi Ana, it is us.\nReply here.',
    );
  });

  it('names what has no value, where it stands, and what to do', () => {
    expect(problemOf(sms('Hi {{ first_name }},\nabout {{ budget }}'))).toEqual({
      code: 'no_value',
      message:
        '{{ budget }} has no value for this lead, and no fallback is given; add "budget" under "fallbacks:".',
      file: 'sequences/x.yaml',
      line: 11,
      column: 10,
    });
    const nameless = { context: valuesOf({ business: { ...valuesOf, name: 'B', zone: 'UTC' } as never }) };
    expect(problemOf(sms('{{ booking_link }}'), nameless).message).toBe(
      '{{ booking_link }} has no value for this lead, and no fallback is given; give the business one in leadseq.yaml.',
    );
  });

  it.each([
    ['{{ touches }}', 'unresolved'],
    ['{{ "{{" }} x', 'unresolved'],
    ['Your score is NaN', 'unresolved'],
    ['  {% if budget %}x{% endif %}  ', 'empty'],
    ['{{ first_name', 'syntax'],
    ['{{ first_name | shout }}', 'syntax'],
    ['{% include "secrets" %}', 'syntax'],
    ['{% render "secrets" %}', 'syntax'],
    ['{% layout "secrets" %}', 'syntax'],
    ['{% raw %}{{ x }}{% endraw %}', 'syntax'],
    ['{{ "now" | date: "%s" }}', 'syntax'],
    ['{{ first_name.constructor }}', 'no_value'],
    ['{{ constructor }}', 'no_value'],
    ['{{ __proto__ }}', 'no_value'],
  ])('is not sent as %s', (source, code) => {
    expect(problemOf(sms(source)).code).toBe(code);
  });

  it.each([
    ['a loop', '{% for i in (1..999999999) %}x{% endfor %}'],
    [
      'loops in loops',
      '{% for i in (1..9999) %}{% for j in (1..9999) %}{% for k in (1..9999) %}{% endfor %}{% endfor %}{% endfor %}',
    ],
    ['doubling', `{% assign a = "xxxxxxxxxx" %}${'{% assign a = a | append: a %}'.repeat(60)}{{ a }}`],
    [
      'a loop with a long body',
      `{% for i in (1..40000) %}${'{{ first_name | upcase | downcase }}'.repeat(500)}{% endfor %}`,
    ],
  ])('that does not end (%s) is an error soon', (_, source) => {
    const start = performance.now();
    expect(problemOf(sms(source)).code).toBe('limit');
    // The limit is 0.4 s, a busy machine is slow, and these would take years.
    expect(performance.now() - start).toBeLessThan(30_000);
  });

  it('is written all the same on a machine that stood still for ten seconds in the middle', () => {
    const { now } = performance;
    let asked = 0;
    performance.now = () => now.call(performance) + (asked++ > 0 ? 10_000 : 0);
    try {
      expect(textOf('Hi {{ first_name | upcase }}')).toContain('Hi ');
    } finally {
      performance.now = now;
    }
    expect(asked).toBeGreaterThan(2);
  });

  it('has at most 1,600 characters', () => {
    expect(textOf('x'.repeat(1_600))).toHaveLength(1_600);
    expect(problemOf(sms('x'.repeat(1_601)))).toMatchObject({
      code: 'too_long',
      message: 'The text has 1,601 characters; 1,600 are allowed.',
    });
  });

  it('needs a phone number', () => {
    expect(problemOf(sms('Hi'), { contact: { phone: null, email: null } }).code).toBe('no_destination');
  });
});

describe('the first text to a number', () => {
  const complete = (body: string) => completeFirstText(body, 'Bright Smile Dental');

  it.each([
    ['Hi Ana, easier to text', 'Hi Ana, easier to text - Bright Smile Dental. Reply STOP to opt out.'],
    ['Hi Ana, easier to text?', 'Hi Ana, easier to text? - Bright Smile Dental. Reply STOP to opt out.'],
    ['Bright Smile Dental here', 'Bright Smile Dental here. Reply STOP to opt out.'],
    ['BRIGHT SMILE  DENTAL here.', 'BRIGHT SMILE  DENTAL here. Reply STOP to opt out.'],
    ['Hi! Reply stop to end.', 'Hi! Reply stop to end. - Bright Smile Dental.'],
    // A period would become part of the link.
    [
      'Bright Smile Dental: https://x.example/a',
      'Bright Smile Dental: https://x.example/a Reply STOP to opt out.',
    ],
    [
      "Bright Smile Dental. I'll stop texting now.",
      "Bright Smile Dental. I'll stop texting now. Reply STOP to opt out.",
    ],
  ])('%s', (body, whole) => {
    expect(complete(body).body).toBe(whole);
  });

  it('is not named by a word that happens to contain its name', () => {
    expect(completeFirstText('Reply STOP. From the marketplace', 'Ace').appended).toEqual(['- Ace.']);
    expect(completeFirstText("Reply STOP. It's Ace's day", 'Ace').appended).toEqual([]);
  });

  it('says what was appended, so that a plan can show it', () => {
    expect(complete('Hi').appended).toEqual(['- Bright Smile Dental.', 'Reply STOP to opt out.']);
    expect(complete('It is Bright Smile Dental. Text STOP to opt out')).toEqual({
      body: 'It is Bright Smile Dental. Text STOP to opt out',
      appended: [],
    });
  });

  it('always ends up naming both, changes nothing that was written, and needs no second pass', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 80 }),
        fc.string({ minLength: 1, maxLength: 30 }),
        (body, name) => {
          fc.pre(/[a-z0-9]/i.test(name) && body.trim() === body && name.trim() === name);
          const once = completeFirstText(body, name);
          expect(once.body.startsWith(body)).toBe(true);
          expect(once.body).toMatch(/STOP|(?:reply|text|send|answer)\s+(?:with\s+)?["']?stop\b/i);
          expect(completeFirstText(once.body, name)).toEqual({ body: once.body, appended: [] });
        },
      ),
    );
  });

  it('is completed when it is the first, and only then', () => {
    expect(textOf('Hi {{ first_name }}.', { firstText: true })).toBe(
      'Hi Ana. - Bright Smile Dental. Reply STOP to opt out.',
    );
    expect(textOf('Hi {{ first_name }}.')).toBe('Hi Ana.');
  });

  it('is not fooled by a lead who is called like the way out', () => {
    for (const name of ['Stop', 'STOP', 'Reply STOP to opt out.'])
      expect(textOf('Hi {{ first_name }}!', { firstText: true, ...named(name) })).toBe(
        `Hi ${name}! - Bright Smile Dental. Reply STOP to opt out.`,
      );
  });
});
