/** `seq simulate`: the program itself in virtual time, with leads who answer, book, call and say STOP. */
import { after, DAY, type Zone } from '../../domain/time.ts';
import type { CallOutcome } from '../../domain/touch.ts';
import { type Forecast, forecastOf } from '../../engine/simulate-forecast.ts';
import { type Played, playRun, type RunOptions } from '../../engine/simulate-run.ts';
import { countsOf, type LeadStory, storiesOf } from '../../engine/simulate-story.ts';
import { budgetsOf } from '../../engine/simulate-world.ts';
import { showDiagnostics } from '../diagnostics.ts';
import { type Command, EXIT, type ExitCode, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { complain, usage } from '../problems.ts';
import { createProgress } from '../progress.ts';
import { capLines, forecastLines } from '../simulate/forecast.ts';
import { type Asked, type Inputs, readInputs } from '../simulate/inputs.ts';
import { type Cost, forecastJson, happeningJson, playedJson, storyJson } from '../simulate/json.ts';
import { leadTable, leadTimeline } from '../simulate/lines.ts';
import { wrap } from '../table.ts';
import { colorsFor } from '../terminal.ts';
import { showMoment } from '../times.ts';

interface Options extends Omit<Asked, 'workspace' | 'json' | 'color'> {
  readonly calls?: CallOutcome;
  readonly days?: number;
  readonly seed?: number;
  readonly timeline?: boolean;
  readonly messages?: boolean;
  readonly events?: boolean;
  readonly forecast?: boolean;
  readonly priceSms?: string;
  readonly priceEmail?: string;
}

type Given = Options & Asked;

const DAYS = 60;

export const run: Command<Options> = async (io, [typed], options) => {
  const cost = costFrom(io, options);
  if (typeof cost === 'number') return cost;
  const inputs = await readInputs(io, options, typed);
  if (typeof inputs === 'number') return inputs;
  const played = await play(io, options, inputs, options.forecast === true);
  const stopped = await troubles(io, options, inputs, played);
  if (stopped !== null) return stopped;
  const stories = storiesOf(inputs.files, played);
  const forecast = options.forecast === true ? await foresee(io, options, inputs, stories) : null;
  if (io.signal.aborted) return endedEarly(io, options);
  if (options.json === true || options.events === true)
    writeObjects(io, options, played, stories, forecast, cost);
  else
    for (const line of lines(io, options, inputs, played, stories, forecast, cost))
      io.stdout.write(`${line}\n`);
  const rejected = inputs.report()?.counts;
  return played.findings.length > 0 || (rejected !== undefined && rejected.rejected + rejected.old > 0)
    ? EXIT.problems
    : EXIT.ok;
};

function costFrom(io: Io, options: Given): Cost | ExitCode {
  const prices: (number | null)[] = [];
  for (const [flag, typed] of [
    ['--price-sms', options.priceSms],
    ['--price-email', options.priceEmail],
  ] as const) {
    if (typed !== undefined && !/^\d{1,6}(\.\d{1,6})?$/.test(typed))
      return usage(io, options, `${flag} takes an amount such as 0.0083, "${typed}" is none`);
    prices.push(typed === undefined ? null : Number(typed));
  }
  if (options.forecast !== true && prices.some((price) => price !== null))
    return usage(io, options, 'prices go with --forecast');
  return { segment: prices[0] ?? null, email: prices[1] ?? null };
}

async function play(io: Io, options: Given, inputs: Inputs, budgets: boolean): Promise<Played> {
  const until = after(inputs.at, (options.days ?? DAYS) * DAY);
  const progress = createProgress(io, 'ticks');
  let ticks = 0;
  const asked: RunOptions = {
    at: inputs.at,
    until,
    seed: options.seed ?? 1,
    budgets,
    calls: options.calls ?? null,
    script: inputs.script,
    scriptFile: options.script ?? '',
    signal: io.signal,
    onTick: (now) => {
      ticks += 1;
      progress.update(ticks, now - inputs.at, until - inputs.at);
    },
  };
  try {
    return await playRun(inputs.files, inputs.enroll, asked);
  } finally {
    progress.clear();
  }
}

/** Why there is nothing to show; null when there is. */
async function troubles(io: Io, options: Given, inputs: Inputs, played: Played): Promise<ExitCode | null> {
  const stopped = inputs.report()?.stopped ?? null;
  if (io.signal.aborted) return endedEarly(io, options);
  if (stopped !== null) {
    complain(io, options, stopped.message, stopped.hint ?? undefined);
    return stopped.kind === 'configuration' ? EXIT.configuration : EXIT.usage;
  }
  await showDiagnostics(io, options, io.stderr, io.cwd, played.findings);
  return null;
}

function endedEarly(io: Io, options: Given): ExitCode {
  complain(io, options, 'stopped before the end');
  return EXIT.problems;
}

/** The same leads once more without caps: what waits is what would have gone by then. */
async function foresee(
  io: Io,
  options: Given,
  inputs: Inputs,
  stories: readonly LeadStory[],
): Promise<Forecast> {
  const capped = budgetsOf(inputs.files).some(([, budgets]) =>
    [budgets.perRun, budgets.perMinute, budgets.perSenderDay].some((cap) => cap < Number.MAX_SAFE_INTEGER),
  );
  const free = capped ? storiesOf(inputs.files, await play(quietly(io), options, inputs, false)) : null;
  return forecastOf(stories, free, inputs.zone);
}

/** What is wrong with the roster has been said. */
const quietly = (io: Io): Io => ({ ...io, stderr: { ...io.stderr, write: () => undefined } });

function writeObjects(
  io: Io,
  options: Given,
  played: Played,
  stories: readonly LeadStory[],
  forecast: Forecast | null,
  cost: Cost,
): void {
  if (options.events === true) {
    const all = stories.flatMap(({ happenings }) => happenings).sort((a, b) => a.at - b.at);
    for (const one of all) writeJson(io, 'event', { event: happeningJson(one) });
  }
  writeJson(io, 'simulate', {
    ...playedJson(played),
    ...(options.events === true ? {} : { leads: stories.map(storyJson) }),
    ...countsOf(stories.flatMap(({ happenings }) => happenings)),
    ...(forecast === null ? {} : { forecast: forecastJson(forecast, cost) }),
  });
}

function lines(
  io: Io,
  options: Given,
  inputs: Inputs,
  played: Played,
  stories: readonly LeadStory[],
  forecast: Forecast | null,
  cost: Cost,
): readonly string[] {
  const { at, zone, files } = inputs;
  const color = colorsFor(io, io.stdout, options);
  const head = wrap(premises(options, inputs, played, zone), 80);
  if (forecast !== null)
    return [...head, ...capLines(budgetsOf(files)), '', ...forecastLines(forecast, cost, zone, at)];
  const body =
    options.timeline === true || options.messages === true
      ? stories.flatMap((story) => ['', ...leadTimeline(story, at, options.messages === true, color)])
      : ['', ...leadTable(stories, at)];
  return [...head, ...body, '', totals(stories)];
}

/** What is taken for granted, said first. */
function premises(
  options: Given,
  { at, script }: Inputs,
  { endedAt, endedBy, people }: Played,
  zone: Zone,
): string {
  const leads = people.length === 1 ? '1 lead' : `${people.length.toLocaleString('en-US')} leads`;
  const horizon =
    endedBy === 'horizon'
      ? `, where it was cut off (--days ${options.days ?? DAYS})`
      : ', when nothing was left to do';
  const calls =
    options.calls !== undefined || script.calls !== null || script.leads.some((lead) => lead.calls.size > 0)
      ? ''
      : ' Nobody makes the calls (--calls).';
  return `${leads}, enrolled ${showMoment(at, zone, at)} (${zone}), played until ${showMoment(endedAt, zone, at)}${horizon}. Nothing was sent.${calls}`;
}

function totals(stories: readonly LeadStory[]): string {
  const { texts, segments, emails, calls, skipped } = countsOf(
    stories.flatMap(({ happenings }) => happenings),
  );
  const count = (n: number, one: string): string =>
    `${n.toLocaleString('en-US')} ${one}${n === 1 ? '' : 's'}`;
  return `${count(texts, 'text')} (${count(segments, 'segment')}), ${count(emails, 'email')}, ${count(calls, 'call')} to make, ${skipped.toLocaleString('en-US')} skipped.`;
}
