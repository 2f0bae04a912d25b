/** What a message is taken for, and what is read out of it. */
import { describe, expect, test } from 'vitest';
import { understand } from '../../src/inbound/understand.ts';
import { said } from './said.ts';

test('a provider that has taken a message for an opt-out is believed', () => {
  expect(understand(said('no', { optOutType: 'STOP' })).meaning).toBe('opt_out');
  expect(understand(said('no')).meaning).toBe('reply');
});

describe('whatever it is written with, a keyword is one', () => {
  test.each([
    ...[
      'S T O P',
      'S.T.O.P',
      's-t-o-p',
      'ＳＴＯＰ',
      '🛑',
      'STOP STOP STOP',
      'stop!!!!',
      'stoooop',
      'st0p',
      '$top',
      'ЅТОР',
    ],
    ...[
      '🅂🅃🄾🄿',
      '𝐒𝐓𝐎𝐏',
      'st\u200bop',
      '\u202estop\u202c',
      's\u0336t\u0336o\u0336p\u0336',
      'STOPSTOP',
      'unsubcribe',
      'un-subscribe',
    ],
    ...[
      'Stop.',
      '«alto»',
      '¡BAJA!',
      'no más',
      'NOMAS',
      'cancel',
      'END',
      'Quit',
      'opt-out',
      'REVOKE',
      'please stop',
      'stop pls',
      '"STOP"',
    ],
  ])('%s', (text) => {
    expect(understand(said(text)).meaning).toBe('opt_out');
  });
});

describe('who asks that it end is let go, whatever stands beside it', () => {
  test.each([
    "I'd like to unsubscribe from your emails",
    "I don't see how to unsubscribe",
    'I clicked the unsubscribe link in your email three times',
    'if you do not remove me from this list I will report you',
    'Did you not take me off the list like I asked?',
    "Don't call, don't text.",
    'Do not call me back',
    "If you don't stop texting me I'll block this number",
    'I texted STOP to this number twice',
    'Please do not forget to remove me from the list',
    "I'll stop by at 5 to tell you in person: stop texting me",
    'thanks but no. please quit emailing me',
    'ya no me manden mensajes',
    'quiten mi número de su lista por favor',
    'dejen de llamarme',
    'no me escriban más',
  ])('%s', (text) => {
    expect(understand(said(text)).meaning).toBe('opt_out');
  });
});

describe('who says stop of something else stays', () => {
  test.each([
    ["I'll stop by at 5", 'asked_for_time'],
    ["don't stop, I love these", 'reply'],
    ["I can't stop thinking about it", 'reply'],
    ['cancel my appointment please', 'reply'],
    ['my drain is blocked', 'reply'],
    ['the tree needs to be removed', 'reply'],
    ['Sorry I missed your text, I was out of town', 'reply'],
    ['I need to stop the leak under my sink, how much is it?', 'strong_intent'],
    ['I quit my job so I have time now', 'reply'],
  ] as const)('%s', (text, meaning) => {
    expect(understand(said(text)).meaning).toBe(meaning);
  });
});

test('of a mail only what was typed counts, and not our own footer in what it quotes', () => {
  const text =
    'Sounds good.\n\nThanks,\nMaria\n\nOn Tue, Mar 3, 2026 at 10:00 AM Bright Dental <a@example.com> wrote:\n> Reply STOP to unsubscribe\n';
  const understood = understand(said(text, { channel: 'email' }));
  expect([understood.meaning, understood.said]).toEqual(['reply', 'Sounds good.']);
  const below = understand(said('Cheers!\nAlso please stop emailing me', { channel: 'email' }));
  expect(below.meaning).toBe('opt_out');
});

test('a subject that somebody wrote is read, and one that answers ours is not', () => {
  expect(understand(said('', { channel: 'email', subject: 'unsubscribe' })).meaning).toBe('opt_out');
  expect(understand(said('see above', { channel: 'email', subject: 'Take me off your list' })).meaning).toBe(
    'opt_out',
  );
  const answer = said('No, go on', { channel: 'email', subject: 'Re: Should I stop emailing you?' });
  expect(understand(answer).meaning).toBe('reply');
});

describe('a report on delivery', () => {
  const report = (action: string, status: string): ReturnType<typeof understand> =>
    understand(
      said('Sorry.', {
        channel: 'email',
        headers: [['content-type', 'multipart/report; report-type=delivery-status; boundary=b']],
        deliveryStatus: `Reporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; Maria@Example.com\nAction: ${action}\nStatus: ${status}\n`,
      }),
    );

  test.each([
    ['failed', '5.1.1', 'bounce', 'hard'],
    ['failed', '5.2.1', 'bounce', 'hard'],
    ['failed', '5.2.2', 'bounce', 'soft'],
    ['failed', '4.4.1', 'bounce', 'soft'],
    ['failed', '5.7.1', 'bounce', 'elsewhere'],
    ['delayed', '4.4.1', 'automatic', 'soft'],
  ] as const)('%s %s is %s, %s', (action, status, meaning, blame) => {
    const understood = report(action, status);
    expect(understood.meaning).toBe(meaning);
    expect(understood.failed).toEqual([{ recipient: 'maria@example.com', action, status, blame }]);
  });
});

test('a header that only machines set says so, and X-Auto-Response-Suppress does not', () => {
  const with_ = (name: string, value: string): string =>
    understand(said('ok', { channel: 'email', headers: [[name, value]] })).meaning;
  expect(with_('auto-submitted', 'auto-replied')).toBe('automatic');
  expect(with_('auto-submitted', 'no')).toBe('reply');
  expect(with_('precedence', 'bulk')).toBe('automatic');
  expect(with_('return-path', '<>')).toBe('automatic');
  expect(with_('x-auto-response-suppress', 'All')).toBe('reply');
});

describe('a time named, on Tuesday 3 March 2026 at 10:00', () => {
  test.each([
    ['can you do Thursday at 3', '2026-03-05', 900],
    ['call me after 5', null, 1_020],
    ["I'll stop by at 5", null, 1_020],
    ['tomorrow at 10:30 am works', '2026-03-04', 630],
    ['Friday at noon', '2026-03-06', 720],
    ['March 9th at 8', '2026-03-09', 480],
    ['3/9 works', '2026-03-09', null],
    ['in 2 hours', '2026-03-03', 720],
    ['mañana a las 4 de la tarde', '2026-03-04', 960],
    ['pasado mañana puedo', '2026-03-05', null],
    ['el jueves a las tres y media', '2026-03-05', 930],
    ['next week works', null, null],
  ] as const)('%s', (text, date, at) => {
    const { time } = understand(said(text));
    expect([time?.date ?? null, time?.at ?? null]).toEqual([date, at]);
  });

  test('a number of a street, a price or a telephone is none', () => {
    for (const text of ['I live at 12 Oak Street', 'I have 3 dogs', 'my number is 555-0100', 'it was $300'])
      expect([text, understand(said(text)).time]).toEqual([text, null]);
  });
});

describe('the first day after an absence', () => {
  test.each([
    ['I am out of the office and will return on Monday, March 9th.', '2026-03-09'],
    ['Out of office until 3/16/2026 with limited access to email.', '2026-03-16'],
    ['I am on vacation from March 2 through March 8.', '2026-03-09'],
    ['Estoy fuera de la oficina. Regreso el lunes 9 de marzo.', '2026-03-09'],
    ['I am out of the office. For urgent matters call the desk.', null],
  ] as const)('%s', (text, back) => {
    const headers = [['auto-submitted', 'auto-replied']] as const;
    const understood = understand(said(text, { channel: 'email', headers }));
    expect([understood.meaning, understood.back]).toEqual(['out_of_office', back]);
  });
});
