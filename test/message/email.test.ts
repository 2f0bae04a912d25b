/** Laws of emails: lead data is never HTML, Markdown or a header, links lead only where they should, both parts say the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawLot } from '../../src/message/lot.ts';
import { anyText, DENTAL, email, emailOf, inputOf, problemOf, rendered, valuesOf } from './values.ts';

const LINK = 'https://book.example.com/smile?from=text&v=2';
const HREF = '<a href="https://book.example.com/smile?from=text&#38;v=2">';

const asked = (interest: string) => ({ context: valuesOf({ fields: { interest } }) });

/** The letter between the frame and the footer. */
function letterOf(body: string, rest = {}): { text: string; html: string } {
  const { text, html } = emailOf(body, rest);
  return {
    text: text.split('\n\n-- \n')[0] ?? '',
    html: /<div style="max-width:36em">\n(.*)\n<p style="margin-top/s.exec(html)?.[1] ?? '',
  };
}

describe('an email', () => {
  it('has a text part that reads well and an HTML part that says the same', () => {
    const body = `Hi {{ first_name }},

Thank you about **{{ interest }}**. You can [choose a time]({{ booking_link }}).

- a *first* thing
- a second

1. one
2. two

{{ agent_name }}, {{ business_name }}`;
    expect(letterOf(body)).toEqual({
      text: `Hi Ana,

Thank you about implants. You can choose a time <${LINK}>.

- a first thing
- a second

1. one
2. two

Dana, Bright Smile Dental`,
      html: `<p>Hi Ana,</p>
<p>Thank you about <strong>implants</strong>. You can ${HREF}choose a time</a>.</p>
<ul>
<li>a <em>first</em> thing</li>
<li>a second</li>
</ul>
<ol>
<li>one</li>
<li>two</li>
</ol>
<p>Dana, Bright Smile Dental</p>`,
    });
  });

  it('ends in the postal address and the way out, in both parts', () => {
    const { text, html } = emailOf('Hi');
    expect(text).toBe(
      'Hi\n\n-- \nBright Smile Dental, 12 Main Street, Springfield, IL 62701\n' +
        'If you would rather not hear from us, reply "unsubscribe" and we will stop.\n',
    );
    expect(html).toContain(
      '>Bright Smile Dental, 12 Main Street, Springfield, IL 62701<br>' +
        'If you would rather not hear from us, reply &#34;unsubscribe&#34; and we will stop.</p>',
    );
  });

  it('is not sent without a postal address, nor without an address to send to', () => {
    const { postalAddress: _, ...nowhere } = DENTAL;
    expect(problemOf(email('Hi'), { business: nowhere })).toMatchObject({
      code: 'no_postal_address',
      message: 'Bright Smile Dental has no postal_address in leadseq.yaml; the law wants one in every email.',
    });
    expect(problemOf(email('Hi'), { contact: { phone: null, email: null } }).code).toBe('no_destination');
  });

  it('makes the booking link clickable where it stands alone, and no address that a lead wrote', () => {
    expect(letterOf('At {{ booking_link }} now').html).toBe(
      `<p>At ${HREF}${LINK.replace('&', '&#38;')}</a> now</p>`,
    );
    expect(
      letterOf('About {{ interest }}', asked('https://evil.example www.evil.example a@evil.example')).html,
    ).toBe('<p>About https://evil.example www.evil.example a@evil.example</p>');
  });

  it.each([
    ['<script>alert(1)</script>', '&#60;script&#62;alert(1)&#60;/script&#62;'],
    ['"><img src=x onerror=alert(1)>', '&#34;&#62;&#60;img src=x onerror=alert(1)&#62;'],
    ['**bold** _it_ `code` ~~no~~', '**bold** _it_ `code` ~~no~~'],
    ['[here](https://evil.example)', '[here](https://evil.example)'],
    ['![x](https://evil.example/x.png)', '![x](https://evil.example/x.png)'],
    ['# Heading', '# Heading'],
    ['a & b &amp; &#60;', 'a &#38; b &#38;amp; &#38;#60;'],
    ['| a | b |', '| a | b |'],
  ])('shows %s as the lead typed it', (wish, shown) => {
    expect(letterOf('{{ interest }}', asked(wish)).html).toBe(`<p>${shown}</p>`);
    expect(letterOf('{{ interest }}', asked(wish)).text).toBe(wish);
  });

  it('contains no tag and no link that its author did not write, whatever the lead is called', () => {
    const unit = fc.constantFrom(
      ...'<>&"\'`*_[]()!#-+=|~\\/:.@{}%\n\t 1aé🌸',
      'http://x.example',
      'javascript:',
      '&#60;',
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 30 }), (parts) => {
        const wish = parts.join('');
        const clean = wish.replace(/\s+/g, ' ').trim();
        const { html, text } = letterOf(
          'About {{ interest }}.\n\n> {{ interest }}\n\n- {{ interest }}',
          asked(wish),
        );
        const tags = html.match(/<[^>]*>?/g) ?? [];
        expect(tags).toEqual([
          '<p>',
          '</p>',
          '<blockquote>',
          '<p>',
          '</p>',
          '</blockquote>',
          '<ul>',
          '<li>',
          '</li>',
          '</ul>',
        ]);
        expect(text.split('\n')[0]).toBe(`About ${clean || 'your request'}.`);
      }),
    );
  });

  it('links to web pages, addresses and phone numbers only', () => {
    const { html, text } = letterOf(
      '[a](javascript:alert(1)) [b](data:text/html,x) [c]({{ site }}) [d](https://ok.example) [e](tel:+13125550142)',
      { context: valuesOf({ fields: { site: 'javascript:alert(1)' } }) },
    );
    expect(html).toBe('<p>a b c <a href="https://ok.example">d</a> <a href="tel:+13125550142">e</a></p>');
    expect(text).toBe('a b c d <https://ok.example> e <tel:+13125550142>');
  });

  it('shows raw HTML of its author as text, since the text part could not show it otherwise', () => {
    expect(letterOf('<b>Hi</b> there').html).toBe('<p>&#60;b&#62;Hi&#60;/b&#62; there</p>');
  });

  it('is an error, not a crash, when its Markdown is nested without end', () => {
    expect(problemOf(email('>'.repeat(15_000))).code).toBe('limit');
  });

  it('places an error where it is in the template file', () => {
    const at = { source: 'Hi\n\n{{ nope }}', file: 'templates/x.email.md', line: 5 };
    const action = { kind: 'email' as const, alternatives: [{ if: null, subjects: [at], body: at }] };
    expect(problemOf(action)).toMatchObject({ file: 'templates/x.email.md', line: 7, column: 4 });
  });
});

describe('a subject', () => {
  const subjectOf = (subject: string, rest = {}): string => {
    const message = rendered(email('Hi', subject), rest);
    return 'subject' in message ? message.subject : '';
  };

  it('is one line, so that nothing in it can become a header', () => {
    const name = { context: valuesOf({ contact: { firstName: 'Ana\r\nBcc: x', lastName: '' } }) };
    expect(subjectOf('Hi {{ first_name }}\r\nX-Evil: 1', name)).toBe('Hi Ana Bcc: x X-Evil: 1');
    fc.assert(
      fc.property(anyText(40), (wish) => {
        expect(subjectOf('About {{ interest }}', asked(wish))).not.toMatch(/\p{Cc}|[\u2028\u2029]/u);
      }),
    );
  });

  it('is not escaped: it is no HTML', () => {
    expect(subjectOf('{{ interest }}', asked('Smith & Sons’ <3'))).toBe('Smith & Sons’ <3');
  });

  it('cannot be empty', () => {
    expect(problemOf(email('Hi', '{% if budget %}x{% endif %}')).code).toBe('empty');
  });

  it('stays the same for one lead, also when the email is rendered again', () => {
    const message = (seed: number) => rendered(email('Hi', 'A', 'B', 'C'), { subjectSeed: seed });
    for (let seed = 0; seed < 50; seed++) expect(message(seed)).toEqual(message(seed));
  });

  it('is spread evenly over leads numbered 1, 2, 3 …', () => {
    for (const choices of [2, 3, 5]) {
      const drawn = Array.from({ length: 30_000 }, (_, lead) => drawLot(choices, lead + 1, 'received'));
      for (let choice = 0; choice < choices; choice++) {
        const share = drawn.filter((each) => each === choice).length / drawn.length;
        // Four standard deviations of a fair draw.
        expect(Math.abs(share - 1 / choices)).toBeLessThan(0.012);
      }
    }
  });

  it('is drawn anew for each touch, so that two tests do not measure each other', () => {
    const both = Array.from(
      { length: 20_000 },
      (_, lead) => drawLot(2, lead, 'received') === drawLot(2, lead, 'helpful'),
    );
    expect(Math.abs(both.filter(Boolean).length / both.length - 0.5)).toBeLessThan(0.015);
  });

  it('always draws one of its list', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), fc.integer(), fc.string(), (count, seed, touch) => {
        const lot = drawLot(count, seed, touch);
        expect(Number.isInteger(lot) && lot >= 0 && lot < count).toBe(true);
      }),
    );
  });
});

describe('a call', () => {
  it('has its script and a voicemail of one line', () => {
    const call = {
      kind: 'call' as const,
      script: { source: 'Ask:\n\n1. "{{ interest }}?"  \n', file: 'f', line: 1 },
      voicemail: { source: 'Hi {{ first_name }},\nit is us.', file: 'f', line: 1 },
      note: null,
      expires: null,
    };
    expect(rendered(call)).toEqual({ script: 'Ask:\n\n1. "implants?"', voicemail: 'Hi Ana, it is us.' });
    expect(rendered({ ...call, script: null, voicemail: null })).toEqual({ script: '', voicemail: '' });
  });

  it('and a move sends nothing', () => {
    expect(problemOf({ kind: 'move', stage: 'nurture', start: null }).message).toBe(
      'hello: A move sends nothing.',
    );
    expect(problemOf(inputOf(email('x')).touch.action, { alternativeIndex: 3 }).message).toBe(
      'hello: There is no alternative 3.',
    );
  });
});
