/** Rings a lead for whoever sits at the terminal: says what will happen, and what came of the request. */
import { believed } from '../domain/bridge.ts';
import type { ContactId } from '../domain/ids.ts';
import { type Called, type CallOptions, callLead } from '../engine/bridge.ts';
import type { Workspace } from '../engine/workspace.ts';
import { writeLines } from './acted.ts';
import { bridgeJson, bridgeWords, notCalledWords, planLines } from './bridge-words.ts';
import { closeCarriers, openCarriers } from './carriers.ts';
import { EXIT, type ExitCode, type GlobalOptions, type Io } from './io.ts';
import { writeJson } from './json.ts';
import { complain } from './problems.ts';
import { asSentence } from './times.ts';
import { wrap } from './wrap.ts';

export interface Calling {
  readonly by: string;
  readonly phone: string | null;
  readonly anyway: boolean;
  readonly again: boolean;
  readonly dryRun: boolean;
}

export async function callNow(
  io: Io,
  options: GlobalOptions,
  ws: Workspace,
  lead: ContactId,
  { by, phone, anyway, again, dryRun }: Calling,
): Promise<Called> {
  const say = (lines: readonly string[]): void => {
    if (options.json !== true)
      writeLines(
        io,
        lines.flatMap((line) => wrap(line, 80)),
      );
  };
  const transports = await openCarriers(io, ws);
  const asked: CallOptions = {
    now: io.now,
    random: io.random,
    signal: io.signal,
    transports,
    dryRun,
    by,
    agent: phone,
    anyway,
    again,
    announce: (plan) => say(planLines(io, plan, dryRun)),
  };
  try {
    const called = await callLead(ws, lead, asked);
    if (called.kind === 'refused') {
      const { message, hint } = notCalledWords(io, ws, called);
      complain(io, options, message, hint);
    } else if (called.bridge !== null) {
      say([asSentence(`The call: ${bridgeWords(called.bridge, io.now())}`)]);
    }
    return called;
  } finally {
    await closeCarriers(transports);
  }
}

export function calledExit(io: Io, ws: Workspace, called: Called): ExitCode {
  if (called.kind === 'refused') return notCalledWords(io, ws, called).exit;
  if (called.bridge === null) return EXIT.ok;
  const state = believed(called.bridge, io.now());
  return state === 'failed' || state === 'uncertain' ? EXIT.problems : EXIT.ok;
}

export function writeCalled(io: Io, ws: Workspace, called: Called, dryRun: boolean): void {
  if (called.kind === 'refused') {
    const { message } = notCalledWords(io, ws, called);
    writeJson(io, 'call', { asked: false, refused: called.why, message });
    return;
  }
  const { contact, agent, callerId, lead, task } = called.plan;
  const bridge = called.bridge === null ? null : bridgeJson(called.bridge, io.now());
  writeJson(io, 'call', {
    dryRun,
    asked: bridge !== null,
    lead: contact.id,
    rings: agent,
    dials: lead,
    shows: callerId,
    task: task?.id ?? null,
    call: bridge,
  });
}
