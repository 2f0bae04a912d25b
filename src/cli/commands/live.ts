/** `seq live`: a person's word that a sequence may reach people, after seeing how many messages that means. */

import type { WireChannel } from '../../domain/channel.ts';
import type { SequenceId } from '../../domain/ids.ts';
import { nearest } from '../../domain/nearest.ts';
import { capsOf } from '../../engine/budget.ts';
import { type GoingLive, goLive, rehearsedOn, type WentLive } from '../../engine/going-live.ts';
import { liveGaps } from '../../engine/going-live-gaps.ts';
import { forecastLive, type LiveForecast } from '../../engine/live-forecast.ts';
import { isLive, WIRE_CHANNELS } from '../../engine/rehearsals.ts';
import { liftFirstRun } from '../../engine/warming.ts';
import type { Workspace } from '../../engine/workspace.ts';
import { txAgain } from '../../store/begin-again.ts';
import { goneLive, type RehearsalsBecome } from '../../store/going-live.ts';
import { wakeInScope } from '../../store/pauses.ts';
import { transactAgain } from '../../store/transact.ts';
import { writeLines } from '../acted.ts';
import { agreed } from '../agreed.ts';
import { environmentOf, tellGaps } from '../carriers.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { showLiveTable } from '../live-table.ts';
import { complain, usage } from '../problems.ts';
import { MESSAGES } from '../rehearsal.ts';
import { withWorkspace } from '../with-workspace.ts';

export interface Options {
  readonly sms?: boolean;
  readonly email?: boolean;
  readonly startOver?: boolean;
  readonly continue?: boolean;
  readonly drop?: boolean;
  readonly more?: boolean;
  readonly oldLeads?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

type Given = Options & GlobalOptions;

export const run: Command<Options> = (io, [typed], options) =>
  withWorkspace(io, options, async (ws) => {
    if (typed === undefined) return showLiveTable(io, options, ws);
    const sequence = [...ws.sequences.keys()].find((id) => id === typed);
    if (sequence === undefined) return unknownSequence(io, options, ws, typed);
    const channels = channelsOf(io, options, ws, sequence);
    if (channels === null) return EXIT.configuration;
    return options.more
      ? letMore(io, options, ws, sequence, channels)
      : takeWord(io, options, ws, sequence, channels);
  });

function unknownSequence(io: Io, options: Given, ws: Workspace, typed: string): ExitCode {
  const ids = [...ws.sequences.keys()];
  const close = nearest(typed, ids);
  const meant = close === null ? '' : `; did you mean ${close}?`;
  return usage(io, options, `there is no sequence "${typed}"${meant}`, `There are ${ids.join(', ')}.`);
}

/** The channels that were named, or all that are live and that the sequence has touches on. */
function channelsOf(
  io: Io,
  options: Given,
  ws: Workspace,
  sequence: SequenceId,
): readonly WireChannel[] | null {
  const variants = ws.sequences.get(sequence)?.revision?.sequence.variants ?? [];
  const uses = (channel: WireChannel): boolean =>
    variants.some(({ touches }) => touches.some((touch) => touch.channel === channel));
  const named = WIRE_CHANNELS.filter((channel) => options[channel]);
  const wanted = named.length > 0 ? named : WIRE_CHANNELS.filter((one) => uses(one) && isLive(ws, one));
  const rehearsed = wanted.find((channel) => !isLive(ws, channel));
  const idle = wanted.find((channel) => !uses(channel));
  if (wanted.length === 0 || rehearsed !== undefined) {
    const channel = rehearsed ?? 'sms';
    const provider = channel === 'sms' ? 'twilio' : 'smtp';
    const what = rehearsed === undefined ? 'every channel of it is' : `${MESSAGES[channel]} are`;
    complain(
      io,
      options,
      `${sequence} cannot go live: ${what} still carried by the outbox`,
      `Name the provider in leadseq.yaml first, such as: providers: { ${channel}: ${provider} }`,
    );
    return null;
  }
  if (idle !== undefined) {
    complain(
      io,
      options,
      `${sequence} has no ${MESSAGES[idle]}`,
      `See its touches: ${io.name} plan ${sequence}`,
    );
    return null;
  }
  return wanted;
}

/** Somebody has looked at the first messages: the allowance of the first days is lifted. */
async function letMore(
  io: Io,
  options: Given,
  ws: Workspace,
  sequence: SequenceId,
  channels: readonly WireChannel[],
): Promise<ExitCode> {
  const now = io.now();
  const lifted = await txAgain(ws.db, async (handle) => {
    const done: WireChannel[] = [];
    for (const channel of channels) if (await liftFirstRun(handle, sequence, channel)) done.push(channel);
    if (done.length > 0) await wakeInScope(handle, { business: null, channel: null, sequence }, now);
    return done;
  });
  if (options.json) writeJson(io, 'live', { sequence, lifted });
  else
    writeLines(io, [
      lifted.length === 0
        ? `${sequence} has no allowance to lift.`
        : `${sequence} may send all its ${lifted.map((channel) => MESSAGES[channel]).join(' and ')}; only the budgets in leadseq.yaml hold.`,
    ]);
  return EXIT.ok;
}

async function takeWord(
  io: Io,
  options: Given,
  ws: Workspace,
  sequence: SequenceId,
  channels: readonly WireChannel[],
): Promise<ExitCode> {
  const env = environmentOf(io, ws);
  const gaps = (await liveGaps(ws, env)).filter(({ channel }) => channels.includes(channel));
  if (gaps.length > 0) {
    complain(io, options, await tellGaps(io, ws, env, gaps));
    return EXIT.configuration;
  }
  const rehearsed = (await rehearsedOn(ws.db, sequence, channels)).length;
  const choice = choiceOf(io, options, sequence, rehearsed);
  if (choice === null) return EXIT.usage;
  const wanted = { sequence, channels, rehearsed: choice, oldLeads: options.oldLeads ?? false };
  const seen = await perform(io, ws, wanted, false);
  if (!options.json) writeLines(io, await foretold(io, ws, wanted, seen));
  if (options.dryRun) {
    if (options.json) writeJson(io, 'live', { dryRun: true, ...wanted, ...seen });
    else writeLines(io, ['Dry run: nothing is changed.']);
    return EXIT.ok;
  }
  const agreedTo = await agreed(io, options, seen.forecast.day, 'messages', 'messages within a day');
  if (agreedTo === null) return EXIT.refused;
  // Leads may have been enrolled while the question stood: nobody agreed to theirs.
  const isAgreed = ({ forecast }: Performed): boolean => forecast.day <= agreedTo;
  const done = await perform(io, ws, wanted, isAgreed);
  if (!isAgreed(done)) {
    const { day } = done.forecast;
    complain(
      io,
      options,
      `you agreed to ${shown(agreedTo)}, and by now it is ${shown(day)} messages within a day: nothing was changed`,
      `To see what it is now: ${io.name} live ${sequence} --dry-run`,
    );
    return EXIT.refused;
  }
  if (options.json) writeJson(io, 'live', { dryRun: false, ...wanted, ...done });
  else writeLines(io, [`${sequence} is live by ${byWhat(channels)}. Next: ${io.name} tick`]);
  return EXIT.ok;
}

/** Without rehearsals there is nothing to choose: whoever waits goes on. Null after asking for a choice. */
function choiceOf(io: Io, options: Given, sequence: SequenceId, rehearsed: number): RehearsalsBecome | null {
  const chosen = [
    ...(options.startOver ? (['start_over'] as const) : []),
    ...(options.continue ? (['continue'] as const) : []),
    ...(options.drop ? (['drop'] as const) : []),
  ];
  const [one, two] = chosen;
  if (two !== undefined) {
    usage(io, options, '--start-over, --continue and --drop are three ways of doing one thing; take one');
    return null;
  }
  if (one !== undefined || rehearsed === 0) return one ?? 'continue';
  usage(
    io,
    options,
    `${count(rehearsed, 'lead was', 'leads were')} rehearsed in ${sequence}: what they were sent reached nobody. Say what becomes of them`,
    [
      `  ${io.name} live ${sequence} --start-over   their days begin anew, now`,
      `  ${io.name} live ${sequence} --continue     they go on with what comes next, without what was rehearsed`,
      `  ${io.name} live ${sequence} --drop         they get nothing more`,
      'With --dry-run it only says what would go.',
    ].join('\n'),
  );
  return null;
}

interface Performed {
  readonly went: WentLive;
  readonly forecast: LiveForecast;
}

/** The same code, kept or taken back: what is shown is what will be done. */
const perform = (
  io: Io,
  ws: Workspace,
  wanted: GoingLive,
  keep: boolean | ((done: Performed) => boolean),
): Promise<Performed> =>
  transactAgain(ws.db, keep, async (handle) => {
    const now = io.now();
    const went = await goLive(handle, ws, wanted, now);
    return { went, forecast: await forecastLive(handle, ws, wanted.sequence, wanted.channels, now) };
  });

async function foretold(
  io: Io,
  ws: Workspace,
  { sequence, channels }: GoingLive,
  { went, forecast }: Performed,
): Promise<readonly string[]> {
  const { startedOver, continued, dropped, old, impossible } = went;
  const fates: readonly (readonly [number, string])[] = [
    [startedOver, 'that start over, their days beginning now'],
    [continued, 'that go on from where the rehearsal stands'],
    [dropped, 'that get nothing more'],
    [old, 'left out, because they inquired more than 30 days ago (--old-leads takes them too)'],
    [impossible, 'left out, without an appointment ahead or without touches for their source'],
  ];
  const firstRun = [...ws.config.policies.values()][0]?.budgets.firstRun ?? 0;
  const caps = [...ws.config.businesses.keys()].map((id) => capsOf(ws, id, channels[0] ?? 'sms'));
  const slowest = Math.min(...caps.flatMap((cap) => (cap === null ? [] : [cap.perMinute])));
  const again = (await goneLive(ws.db, sequence, channels[0] ?? 'sms')) !== null;
  return [
    `${sequence} goes live by ${byWhat(channels)}${again ? ' again' : ''}.`,
    ...fates.flatMap(([n, what]) => (n === 0 ? [] : [`  Rehearsed leads ${what}: ${shown(n)}`])),
    `Messages: ${shown(forecast.now)} with the next tick, ${shown(forecast.hour)} within an hour, ${shown(forecast.day)} within a day, to ${count(forecast.people, 'person', 'people')}.`,
    ...(forecast.firstTexts === 0
      ? []
      : [`  ${count(forecast.firstTexts, 'of them is', 'of them are')} the first text to that number.`]),
    ...(forecast.held === 0
      ? []
      : [`  ${count(forecast.held, 'more is', 'more are')} held by only_to, which does not name them.`]),
    `At most ${firstRun} go on the first day, and twice as many each clean day after; ${io.name} live ${sequence} --more lifts that.`,
    ...(Number.isFinite(slowest) && slowest < Number.MAX_SAFE_INTEGER
      ? [`A business sends at most ${slowest} a minute.`]
      : []),
  ];
}

const byWhat = (channels: readonly WireChannel[]): string =>
  channels.map((channel) => (channel === 'sms' ? 'text' : 'email')).join(' and ');
const shown = (n: number): string => n.toLocaleString('en-US');
const count = (n: number, one: string, many: string): string => `${shown(n)} ${n === 1 ? one : many}`;
