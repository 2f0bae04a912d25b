/** `seq inbound`: `pipe` takes a mail in; `test` says what messages of leads are taken for, and how often that is what they mean. */
import { accessSync, constants, createReadStream, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Meaning } from '../../domain/meaning.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import { isZone, type LocalDate, type LocalTime, type Zone } from '../../domain/time.ts';
import { type LabeledMessage, readLabeled } from '../../engine/labeled-messages.ts';
import { confusionTable, figuresTable, percent } from '../../inbound/confusion.ts';
import { type Said, type Understood, understand } from '../../inbound/understand.ts';
import { localDayOf, localTimeOf } from '../../schedule/calendar.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { complain, usage } from '../problems.ts';
import { table, tsv } from '../table.ts';

export interface Options {
  readonly pipe?: boolean;
  readonly text?: string;
  readonly channel?: Said['channel'];
}

type Given = Options & GlobalOptions;

interface Tried {
  readonly message: LabeledMessage;
  readonly understood: Understood;
}

export const run: Command<Options> = async (io, [word, file, ...more], options) => {
  if (word === 'pipe' || (word === undefined && options.pipe === true)) {
    const { pipe } = await import('./inbound-pipe.ts');
    return pipe(io, options);
  }
  if (word === 'test') {
    if (options.text !== undefined && file !== undefined)
      return usage(io, options, '--text is one message by itself; leave the file out, or --text');
    if (more.length > 0) return usage(io, options, `give one file, not ${more.length + 1}`);
    if (options.text !== undefined) return testOne(io, options, options.text);
    if (file !== undefined) return testFile(io, options, file);
  }
  return usage(
    io,
    options,
    'inbound test takes a file, - for standard input, or one message with --text',
    `Try: ${io.name} inbound test --text "can you do Tuesday at 3"`,
  );
};

/** The wall clock of whoever tries it: there is no contact here whose it could be. */
function here(io: Io): { readonly date: LocalDate; readonly time: LocalTime } {
  const name = io.env.TZ ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zone = (isZone(name) ? name : 'UTC') as Zone;
  return { date: localDayOf(io.now(), zone), time: localTimeOf(io.now(), zone) };
}

function testOne(io: Io, options: Given, text: string): ExitCode {
  const message = { channel: options.channel ?? 'sms', text, subject: null, headers: [] };
  const understood = understand({ ...message, optOutType: null, deliveryStatus: null, here: here(io) });
  if (options.json) {
    writeJson(io, 'inbound-test', { message: understood });
    return EXIT.ok;
  }
  for (const line of table(
    [{ title: '' }, { title: '', fit: 'wrap' }],
    inWords(understood),
    io.stdout.columns,
  ))
    io.stdout.write(`${line}\n`);
  return EXIT.ok;
}

const clock = (at: LocalTime): string =>
  `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;

function inWords({ meaning, rule, said, time, back, failed }: Understood): readonly (readonly string[])[] {
  const when = [time?.date, time?.at === undefined || time.at === null ? null : clock(time.at)].filter(
    (part) => part !== null && part !== undefined,
  );
  return [
    ['taken for', meaning],
    ['by rule', rule],
    ['what was said', said],
    ...(time === null ? [] : [['time', `${when.join(' ')} (“${time.words}”), a hint and no booking`.trim()]]),
    ...(back === null ? [] : [['back on', back]]),
    ...failed.map(({ recipient, status, blame }) => ['failed', `${recipient} ${status} (${blame})`]),
  ];
}

async function testFile(io: Io, options: Given, file: string): Promise<ExitCode> {
  const opened = open(io, file);
  if (!opened.ok) return usage(io, options, opened.error);
  const name = file === '-' ? 'standard input' : basename(file);
  const read = await readLabeled(opened.value);
  if (!read.ok) {
    const { line, message, hint } = read.error;
    complain(io, options, `${name}${line === null ? '' : `:${line}`}: ${message}`, hint ?? undefined);
    return EXIT.usage;
  }
  const now = here(io);
  const tried = read.value.map((message) => ({
    message,
    understood: understand({ ...message, optOutType: null, deliveryStatus: null, here: now }),
  }));
  const labeled = tried.filter(({ message }) => message.meaning !== null);
  if (options.json) return asJson(io, tried);
  return labeled.length === 0 ? list(io, tried) : compare(io, tried);
}

function open(io: Io, file: string): Result<AsyncIterable<Uint8Array>, string> {
  if (file === '-')
    return io.stdin.isTTY
      ? fail(
          `there is nothing to read: give a file, or pipe one in: ${io.name} inbound test - < messages.csv`,
        )
      : ok(io.stdin);
  const path = resolve(io.cwd, file);
  try {
    if (statSync(path).isDirectory()) return fail(`${file} is a folder; give one CSV file`);
    accessSync(path, constants.R_OK);
  } catch {
    return fail(`there is no file ${file} that can be read`);
  }
  return ok(createReadStream(path));
}

/** Without labels: what each was taken for. */
function list(io: Io, tried: readonly Tried[]): ExitCode {
  const columns = [
    { title: 'line', align: 'right' as const },
    { title: 'taken for' },
    { title: 'rule', fit: 'cut' as const },
    { title: 'text', fit: 'cut' as const },
  ];
  const rows = tried.map(({ message, understood }) => [
    String(message.line),
    understood.meaning,
    understood.rule,
    oneLine(understood.said),
  ]);
  if (!io.stdout.isTTY)
    io.stdout.write(
      tsv(
        columns.map(({ title }) => title),
        rows,
      ),
    );
  else for (const line of table(columns, rows, io.stdout.columns)) io.stdout.write(`${line}\n`);
  return EXIT.ok;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

interface Judged extends Tried {
  readonly meant: Meaning;
  readonly taken: Meaning;
}

function judged(tried: readonly Tried[]): readonly Judged[] {
  return tried.flatMap((each) =>
    each.message.meaning === null
      ? []
      : [{ ...each, meant: each.message.meaning, taken: each.understood.meaning }],
  );
}

function compare(io: Io, tried: readonly Tried[]): ExitCode {
  const all = judged(tried);
  const missed = all.filter(({ meant, taken }) => meant !== taken);
  const write = (text: string): void => void io.stdout.write(`${text}\n`);
  write(`${all.length - missed.length} of ${all.length} were taken for what they mean.\n`);
  write(confusionTable(all));
  write('');
  write(figuresTable(all));
  if (missed.length > 0) {
    write('\nTaken for something else:');
    const columns = [
      { title: 'line', align: 'right' as const },
      { title: 'means' },
      { title: 'taken for' },
      { title: 'text', fit: 'cut' as const },
    ];
    const rows = missed.map(({ message, meant, taken }) => [
      String(message.line),
      meant,
      taken,
      oneLine(message.text),
    ]);
    for (const line of table(columns, rows, io.stdout.columns)) write(line);
  }
  const { meant, taken, both } = optOuts(all);
  write(
    `\nOpt-outs: ${both} of ${meant} found (recall ${percent(both, meant)} %), ${both} of ${taken} rightly (precision ${percent(both, taken)} %).`,
  );
  return both < meant ? EXIT.problems : EXIT.ok;
}

function optOuts(all: readonly Judged[]): {
  readonly meant: number;
  readonly taken: number;
  readonly both: number;
} {
  const meant = all.filter((each) => each.meant === 'opt_out');
  return {
    meant: meant.length,
    taken: all.filter((each) => each.taken === 'opt_out').length,
    both: meant.filter((each) => each.taken === 'opt_out').length,
  };
}

function asJson(io: Io, tried: readonly Tried[]): ExitCode {
  const all = judged(tried);
  const figures = optOuts(all);
  writeJson(io, 'inbound-test', {
    messages: tried.map(({ message, understood }) => ({
      line: message.line,
      id: message.id,
      meant: message.meaning,
      taken_for: understood.meaning,
      rule: understood.rule,
      said: understood.said,
      time: understood.time,
      back: understood.back,
      failed: understood.failed,
    })),
    opt_out: figures,
  });
  return figures.both < figures.meant ? EXIT.problems : EXIT.ok;
}
