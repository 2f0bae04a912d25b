/** `seq uncertain`: the sends that may not have arrived, and a person's word on each. */
import { type AttemptId, asId } from '../../domain/ids.ts';
import { type Reconciled, reconcile } from '../../engine/reconcile.ts';
import { type Resolved, resolveUncertain, type Verdict } from '../../engine/uncertain.ts';
import type { Workspace } from '../../engine/workspace.ts';
import { type UncertainSend, uncertainSends } from '../../store/uncertain.ts';
import { chosenBusinesses } from '../businesses.ts';
import { closeCarriers, openCarriers } from '../carriers.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { iso, isoOrNull, writeJson } from '../json.ts';
import { inPlainWords } from '../network-words.ts';
import { usage } from '../problems.ts';
import { tsv } from '../table.ts';
import { plain } from '../terminal.ts';
import { withPeriod } from '../times.ts';
import { known, uncertainLines } from '../uncertain-words.ts';
import { withWorkspace } from '../with-workspace.ts';

export interface Options {
  readonly business?: string;
  readonly sent?: boolean;
  readonly unsent?: boolean;
  readonly skip?: boolean;
  readonly check?: boolean;
}

type Given = Options & GlobalOptions;

export const run: Command<Options> = async (io, [word = 'list', typed], options) =>
  withWorkspace(io, options, (ws) =>
    word === 'resolve' ? resolve(io, options, ws, typed) : list(io, options, ws),
  );

async function list(io: Io, options: Given, ws: Workspace): Promise<ExitCode> {
  const businesses = chosenBusinesses(io, options, ws, options.business);
  if (businesses === null) return EXIT.usage;
  if (options.check) await check(io, options, ws);
  const chosen = new Set(businesses.map(({ id }) => id));
  const sends = (await uncertainSends(ws.db)).filter(({ business }) => chosen.has(business));
  if (options.json) {
    writeJson(io, 'uncertain', { sends: sends.map(sendJson) });
  } else if (!io.stdout.isTTY) {
    io.stdout.write(tsv(TITLES, sends.map(sendCells)));
  } else {
    io.stdout.write(
      sends.length === 0 ? 'Nothing is uncertain.\n' : `${uncertainLines(io, ws, sends).join('\n')}\n`,
    );
  }
  return EXIT.ok;
}

const TITLES = [
  'attempt',
  'business',
  'lead',
  'name',
  'channel',
  'to',
  'sequence',
  'touch',
  'at',
  'detail',
  'asked_next',
];

const sendCells = (send: UncertainSend): readonly string[] => [
  String(send.id),
  send.business,
  String(send.contact),
  send.name,
  send.channel,
  send.to ?? '',
  send.sequence ?? '',
  send.touch ?? '',
  iso(send.at),
  known(send),
  send.askAt === null ? '' : iso(send.askAt),
];

const sendJson = (send: UncertainSend): object => ({
  ...send,
  at: iso(send.at),
  absentAt: isoOrNull(send.absentAt),
  askAt: isoOrNull(send.askAt),
});

/** Asks the providers now, also about messages that nobody asks about any more by itself. */
async function check(io: Io, options: Given, ws: Workspace): Promise<void> {
  const transports = await openCarriers(io, ws);
  const { now, random, signal } = io;
  try {
    const asked = await reconcile(ws, { now, random, signal, transports }, 'all');
    if (options.json) return;
    for (const line of checkedLines(asked)) io.stderr.write(`${plain(line)}\n`);
  } finally {
    await closeCarriers(transports);
  }
}

/** What the provider said, or that it said nothing: an operator must be able to tell the two apart. */
function checkedLines({ sent, unsent, absent, unclear }: Reconciled): readonly string[] {
  const facts = [
    ...(sent === 0 ? [] : [`${sent} went out`]),
    ...(unsent === 0 ? [] : [`${unsent} did not, and ${unsent === 1 ? 'is' : 'are'} due again`]),
    ...(absent === 0 ? [] : [`the provider does not have ${absent} (yet)`]),
  ];
  return [
    ...(facts.length === 0 && unclear.length > 0
      ? []
      : [`Asked: ${facts.join(', ') || 'nothing new is known'}.`]),
    ...unclear.map((detail) => `Could not be asked: ${withPeriod(inPlainWords(detail))}`),
  ];
}

const VERDICTS = ['sent', 'unsent', 'skip'] as const satisfies readonly Verdict[];

async function resolve(io: Io, options: Given, ws: Workspace, typed: string | undefined): Promise<ExitCode> {
  const number = /^#?([1-9]\d{0,14})$/.exec(typed ?? '')?.[1];
  if (number === undefined)
    return usage(io, options, `"${typed}" is not the number of a send`, `See: ${io.name} uncertain`);
  const given = VERDICTS.filter((verdict) => options[verdict] === true);
  const [verdict] = given;
  if (verdict === undefined || given.length > 1)
    return usage(io, options, 'say what happened with one of --sent, --unsent, --skip');
  const id = asId<AttemptId>(Number(number));
  const done = await resolveUncertain(ws, id, verdict, io.now());
  if (!done.ok) {
    const seen =
      done.error.kind === 'no_such_attempt'
        ? `there is no send number ${number}`
        : `send ${number} is not uncertain: it is ${done.error.state}`;
    return usage(io, options, seen, `What is uncertain: ${io.name} uncertain`);
  }
  const { attempt, dueAgain, task } = done.value;
  if (options.json) {
    writeJson(io, 'resolved', {
      attempt: id,
      lead: attempt.contact,
      touch: attempt.touch,
      verdict,
      dueAgain,
      task,
    });
    return EXIT.ok;
  }
  io.stdout.write(`${plain(sentence(verdict, done.value))}\n`);
  return EXIT.ok;
}

function sentence(verdict: Verdict, { attempt, dueAgain, enrollment, task }: Resolved): string {
  const touch = attempt.touch ?? 'the message';
  if (verdict === 'sent') return `Noted: ${touch} went out.`;
  if (verdict === 'skip') return `Noted: ${touch} did not go out, and is left out.`;
  const noted = `Noted: ${touch} did not go out.`;
  if (dueAgain) return `${noted} It is due again: the next tick sends it as soon as the rules allow.`;
  if (enrollment?.state === 'paused') return `${noted} It is due again when the lead is resumed.`;
  if (enrollment === null) return noted;
  const after = 'Its sequence has ended, so nothing is sent';
  return task === null ? `${noted} ${after}.` : `${noted} ${after}; task ${task} asks you to make up for it.`;
}
