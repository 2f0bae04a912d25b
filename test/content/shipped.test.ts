/** What ships is fit to send: every sequence compiles, and every message of it reads well for every kind of lead. */
import { describe, expect, it } from 'vitest';
import type { CallScript, EmailMessage, Message } from '../../src/message/message.ts';
import { type Rendered, type RenderedSms, renderTouch } from '../../src/message/render.ts';
import { measureSms } from '../../src/message/segments.ts';
import { checkTemplate } from '../../src/message/template.ts';
import { VOICEMAIL_LIMIT_SECONDS, voicemailSeconds } from '../../src/message/voicemail.ts';
import type { Sequence, Template, Touch, Variant } from '../../src/sequence/sequence.ts';
import {
  AWKWARD_LEADS,
  contextFor,
  inputFor,
  PLAIN_LEADS,
  readShipped,
  type TestLead,
  type Wording,
  wordingsOf,
} from './shipped.ts';

const { all, templates, findings } = readShipped('sequences', 'sequences/templates');
const sequences = all.flatMap(({ sequence }) => (sequence ? [sequence] : []));
const BASE_SOURCES = ['google_lsa', 'facebook', 'referral', 'web_form', 'cold'];

interface Said {
  readonly where: string;
  readonly sequence: Sequence;
  readonly variant: Variant;
  readonly touch: Touch;
  readonly wording: Wording;
}

const everything: readonly Said[] = sequences.flatMap((sequence) =>
  sequence.variants.flatMap((variant) =>
    variant.touches.flatMap((touch) =>
      wordingsOf(touch).map((wording) => ({
        where: `${sequence.id} ${variant.source} ${touch.id}/${wording.alternativeIndex} ${wording.outcome}`,
        sequence,
        variant,
        touch,
        wording,
      })),
    ),
  ),
);

function render(
  said: Said,
  lead: TestLead,
  rest: { firstText?: boolean; subjectSeed?: number } = {},
): Rendered {
  const context = contextFor(said.sequence, said.variant, lead, said.wording.outcome);
  const rendered = renderTouch(inputFor(said.touch, said.wording, context, rest));
  if (!rendered.ok) throw new Error(`${said.where}, ${lead.label}: ${JSON.stringify(rendered.error)}`);
  return rendered.value;
}

const isSms = (message: Rendered): message is RenderedSms => 'kind' in message && message.kind === 'sms';
const isEmail = (message: Rendered): message is EmailMessage => 'kind' in message && message.kind === 'email';
const isScript = (message: Rendered): message is CallScript => 'voicemail' in message;
const wordsOf = (message: Rendered): readonly string[] => {
  if (isScript(message)) return [message.script, message.voicemail];
  const sent: Message = message;
  return sent.kind === 'sms' ? [sent.body] : [sent.subject, sent.text];
};

interface Source {
  readonly where: string;
  readonly kind: 'sms' | 'email' | 'call';
  readonly template: Template;
}

/** The words as their author wrote them. */
const sources: readonly Source[] = everything.flatMap(({ touch, where, wording }) =>
  templatesOf(touch, wording).map(({ kind, template }) => ({ where, kind, template })),
);

function templatesOf({ action }: Touch, { alternativeIndex }: Wording): readonly Omit<Source, 'where'>[] {
  const of = (kind: Source['kind'], found: readonly (Template | null | undefined)[]) =>
    found.flatMap((template) => (template ? [{ kind, template }] : []));
  switch (action.kind) {
    case 'sms':
      return of('sms', [action.alternatives[alternativeIndex]?.text]);
    case 'email': {
      const email = action.alternatives[alternativeIndex];
      return of('email', [...(email?.subjects ?? []), email?.body]);
    }
    case 'call':
      return of('call', [action.script, action.voicemail]);
    case 'move':
      return [];
  }
}

describe('the sequences that ship', () => {
  it('are the five, and compile without a finding', () => {
    expect(all.map(({ file }) => file)).toEqual([
      'sequences/appointment-reminders.yaml',
      'sequences/follow-up-7.yaml',
      'sequences/framework-14.yaml',
      'sequences/missed-call.yaml',
      'sequences/nurture-monthly.yaml',
    ]);
    expect(findings).toEqual([]);
    expect(sequences).toHaveLength(5);
  });

  it('name every template that exists, and only those', () => {
    const named = new Set(all.flatMap(({ named }) => named));
    expect([...named].sort()).toEqual([...templates.keys()].sort());
  });

  it.each(['framework-14', 'follow-up-7'])('%s knows all five lead sources', (id) => {
    const sequence = sequences.find((each) => each.id === id);
    expect(sequence?.variants.map(({ source }) => source)).toEqual(BASE_SOURCES);
  });

  it('say of every touch what it is for', () => {
    const silent = everything.filter(({ touch }) => !touch.purpose).map(({ where }) => where);
    expect(silent).toEqual([]);
  });

  it('run nobody dry: what `when:` starts is there', () => {
    const started = sequences.flatMap(({ when }) => Object.values(when).flatMap((rule) => rule.start ?? []));
    expect(started.length).toBeGreaterThan(2);
    expect(started.filter((id) => !sequences.some((sequence) => sequence.id === id))).toEqual([]);
  });

  it('hold nothing that cannot render', () => {
    const broken = sources.flatMap(({ where, template }) => {
      const checked = checkTemplate(template);
      return !checked.ok ? [{ where, error: checked.error }] : [];
    });
    expect(broken).toEqual([]);
  });
});

describe('every message that ships', () => {
  it('renders for every lead, with nothing left unfilled', () => {
    for (const said of everything)
      for (const lead of AWKWARD_LEADS) {
        const strange = wordsOf(render(said, lead)).filter((text) =>
          /\n{3}|^\s|[ \t]$| ,|\(\)|your request[^.?]*your request/.test(text.replace(/\n-- \n/, '\n')),
        );
        expect(strange, `${said.where}, ${lead.label}`).toEqual([]);
      }
    expect(everything.length).toBeGreaterThan(80);
  });

  it('fits one plain text part for people with usual names', () => {
    const dear = everything.flatMap((said) =>
      PLAIN_LEADS.flatMap((lead) => {
        const message = render(said, lead);
        if (!isSms(message) || (message.segments === 1 && message.encoding === 'GSM-7')) return [];
        return [`${said.where}, ${lead.label}: ${message.segments} ${message.encoding} ${message.body}`];
      }),
    );
    expect(dear).toEqual([]);
  });

  it('is written in characters that every phone has, without shouting, hype or short links', () => {
    const odd = sources.flatMap(({ where, kind, template }) => {
      const source = template.source;
      const letters = source.replace(/\{\{.*?\}\}/gs, '');
      return [
        ...(kind === 'sms' && measureSms(source).encoding !== 'GSM-7'
          ? [`${where}: ${measureSms(source).odd}`]
          : []),
        ...(letters.match(/\b(?!STOP\b)[A-Z]{3,}\b/g) ?? []),
        ...(letters.match(/bit\.ly|tinyurl|goo\.gl|ow\.ly|t\.co\/|is\.gd|rebrand\.ly/gi) ?? []),
        ...(letters.match(
          /!|\b(?:free|guaranteed?|act now|limited time|amazing|exclusive|urgent offer)\b/gi,
        ) ?? []),
        ...(letters.match(/[—–“”‘’…]/g) ?? []),
      ];
    });
    expect(odd).toEqual([]);
  });

  it('refers to the lead in its first lines', () => {
    const variable = /\{\{ (?:interest|city|first_name|appointment\.\w+|referred_by) \}\}/;
    const vague = sources
      .filter(({ template }) => !template.source.includes('\n') && template.source.length > 60)
      .filter(({ template }) => !variable.test(template.source.slice(0, 200)));
    expect(vague.map(({ where }) => where)).toEqual([]);
    const specific = sources.filter(({ kind }) => kind === 'sms');
    expect(
      specific.filter(({ template }) => !/interest|appointment|your call/.test(template.source)),
    ).toEqual([]);
  });

  it('never says to a cold lead that they wrote first', () => {
    const claims = everything
      .filter(({ variant }) => variant.source === 'cold')
      .flatMap((said) =>
        wordsOf(render(said, { label: 'cold', firstName: 'Ana', fields: {} })).map((text) => ({
          where: said.where,
          text,
        })),
      )
      .filter(({ text }) =>
        /your (?:request|message|inquiry)|you (?:asked|wrote)|thank(?:s| you) for (?:getting|reaching|thinking)/i.test(
          text,
        ),
      );
    expect(claims).toEqual([]);
  });
});

describe('the first text of every variant', () => {
  const firsts = sequences.flatMap((sequence) =>
    sequence.variants.flatMap((variant) => {
      const touch = variant.touches.find(({ channel }) => channel === 'sms');
      return touch ? everything.filter((said) => said.variant === variant && said.touch === touch) : [];
    }),
  );

  it('names the business and the way out in the author’s own words', () => {
    for (const said of firsts)
      for (const lead of PLAIN_LEADS) {
        const message = render(said, lead, { firstText: true });
        if (!isSms(message)) throw new Error(said.where);
        expect(message.body, said.where).toContain('Bright Smile Dental');
        expect(message.body, said.where).toContain('Reply STOP to opt out.');
        expect(message.appended, said.where).toEqual([]);
      }
    expect(firsts.length).toBeGreaterThan(8);
  });

  it('and any later text that happens to be the first gets both', () => {
    for (const said of everything) {
      const message = render(
        said,
        { label: 'plain', firstName: 'Ana', fields: { interest: 'an implant' } },
        { firstText: true },
      );
      if (!isSms(message)) continue;
      expect(message.body, said.where).toContain('Bright Smile Dental');
      expect(message.body, said.where).toMatch(/Reply STOP to opt out\.$/);
    }
  });
});

describe('voicemails', () => {
  it('take less than 30 seconds to say', () => {
    const lead = {
      label: 'long',
      firstName: 'Christopher',
      fields: { interest: 'a second opinion on a dental implant' },
    };
    const voicemails = everything.flatMap((said) => {
      const message = render(said, lead);
      return isScript(message) ? [{ where: said.where, voicemail: message.voicemail }] : [];
    });
    expect(
      voicemails.filter(({ voicemail }) => voicemailSeconds(voicemail) > VOICEMAIL_LIMIT_SECONDS),
    ).toEqual([]);
    expect(voicemails.filter(({ voicemail }) => voicemail === '')).toEqual([]);
    expect(voicemails.length).toBeGreaterThan(15);
  });

  it('control: a chatty one would be caught', () => {
    expect(voicemailSeconds('Hi there. '.repeat(40))).toBe(32);
  });
});

describe('emails', () => {
  it('carry the postal address and the way out in both parts, and a subject of one line', () => {
    for (const said of everything)
      for (const lead of AWKWARD_LEADS.slice(0, 14)) {
        const message = render(said, lead);
        if (!isEmail(message)) continue;
        for (const part of [message.text, message.html]) {
          expect(part, said.where).toContain('Bright Smile Dental, 12 Main Street, Springfield, IL 62701');
          expect(part, said.where).toMatch(/unsubscribe/);
        }
        expect(message.subject, said.where).toMatch(/^\S.{3,77}$|x{20}/);
      }
  });

  it('try several subjects for the first one, as the business asked', () => {
    const first = sequences
      .find(({ id }) => id === 'follow-up-7')
      ?.variants[0]?.touches.find(({ id }) => id === 'received');
    const subjects = first?.action.kind === 'email' ? first.action.alternatives[0]?.subjects : [];
    expect(subjects?.map(({ source }) => source)).toEqual([
      'We received your request',
      'Thanks for reaching out to {{ business_name }}',
      'Choose a time that works for you',
    ]);
  });
});
