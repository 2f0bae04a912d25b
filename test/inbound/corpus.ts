/** The labeled messages of the corpus, as they are read by the tests, the golden table and the bench. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Meaning } from '../../src/domain/meaning.ts';
import type { Said, Understood } from '../../src/inbound/understand.ts';
import { understand } from '../../src/inbound/understand.ts';
import { said } from './said.ts';

export interface Labeled {
  readonly id: string;
  readonly channel: 'sms' | 'email' | 'chat';
  readonly language: 'en' | 'es';
  readonly meaning: Meaning;
  readonly said: Said;
}

type Row = Readonly<
  Record<'id' | 'channel' | 'language' | 'meaning' | 'subject' | 'headers' | 'text', string>
>;

/** `later` and `fresh` were written after the first rules, by people who had seen none, and measured once before any rule was made for them. */
export function corpus(file: 'held-out' | 'tuning' | 'later' | 'fresh'): readonly Labeled[] {
  const text = readFileSync(join(import.meta.dirname, 'corpus', `${file}.csv`), 'utf8');
  const rows: readonly Row[] = parse(text, { columns: true, skip_empty_lines: true });
  return rows.map(({ id, channel, language, meaning, subject, headers, text: body }) => ({
    id,
    channel: channel as Labeled['channel'],
    language: language as Labeled['language'],
    meaning: meaning as Meaning,
    said: said(body, {
      channel: channel as Labeled['channel'],
      subject: channel === 'email' ? subject : null,
      headers: headers
        .split('\n')
        .filter((line) => line.includes(':'))
        .map(
          (line) =>
            [
              line.slice(0, line.indexOf(':')).trim().toLowerCase(),
              line.slice(line.indexOf(':') + 1).trim(),
            ] as const,
        ),
    }),
  }));
}

export const taken = (labeled: Labeled): Understood => understand(labeled.said);
