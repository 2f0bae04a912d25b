/** What it takes to understand a message of the corpus, beside a library that only finds what is quoted in it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import EmailReplyParser from 'email-reply-parser';
import { understand } from '../dist/inbound/understand.js';
import { machine, median } from './harness.mjs';

const ROUNDS = 20;
const here = { date: '2026-03-03', time: 600 };
const messages = ['held-out', 'tuning', 'later', 'fresh']
  .flatMap((file) =>
    parse(readFileSync(join(import.meta.dirname, `../test/inbound/corpus/${file}.csv`), 'utf8'), {
      columns: true,
    }),
  )
  .map(({ channel, subject, headers, text }) => ({
    channel,
    text,
    subject: channel === 'email' ? subject : null,
    headers: headers
      .split('\n')
      .filter((line) => line.includes(':'))
      .map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
    optOutType: null,
    deliveryStatus: null,
    here,
  }));

const parser = new EmailReplyParser();
const contestants = [
  { name: 'email-reply-parser, quotes only', run: ({ text }) => parser.read(text).getVisibleText() },
  { name: 'understand', run: (said) => understand(said) },
];

process.stdout.write(`${machine()}\n\na message of ${messages.length}, ${ROUNDS} rounds, ms\n`);
const times = new Map(contestants.map(({ name }) => [name, []]));
for (let round = -2; round < ROUNDS; round++)
  for (const message of messages)
    for (const { name, run } of contestants) {
      const began = performance.now();
      run(message);
      if (round >= 0) times.get(name).push(performance.now() - began);
    }
const peer = median(times.get(contestants[0].name));
for (const { name } of contestants) {
  const all = times.get(name).sort((a, b) => a - b);
  const middle = median(all);
  const p99 = all[Math.floor(all.length * 0.99)];
  const verdict = name === 'understand' ? `  limit 1 ms: ${middle < 1 ? 'held' : 'MISSED'}` : '';
  process.stdout.write(
    `  ${name.padEnd(34)} median ${middle.toFixed(3)}  p99 ${p99.toFixed(3)}  × ${(middle / peer).toFixed(2)}${verdict}\n`,
  );
}
