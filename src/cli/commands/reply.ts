/** `seq reply`: a person answers a lead, now; what they type goes out like everything else, and stops where that stops. */
import type { WireChannel } from '../../domain/channel.ts';
import type { ContactId } from '../../domain/ids.ts';
import { type Replied, type ReplyOptions, replyByHand } from '../../engine/reply-by-hand.ts';
import type { Refused } from '../../engine/reply-refused.ts';
import type { TypedAnswer } from '../../engine/reply-words.ts';
import type { Workspace } from '../../engine/workspace.ts';
import { loadContactState } from '../../store/enrollments.ts';
import { leadOrComplain, personOf, writeLines } from '../acted.ts';
import { closeCarriers, openCarriers } from '../carriers.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { iso, writeJson } from '../json.ts';
import { complain, usage } from '../problems.ts';
import { refusedWords, repliedExit, repliedLines } from '../reply-words.ts';
import { plain } from '../terminal.ts';
import { type TypedLines, typedLines } from '../typed-lines.ts';
import { whoTypes } from '../who.ts';
import { withWorkspace } from '../with-workspace.ts';

export interface Options {
  readonly business?: string;
  readonly channel?: WireChannel;
  readonly subject?: string;
  readonly again?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

type Given = Options & GlobalOptions;

export const run: Command<Options> = (io, [typed = '', text], options) =>
  withWorkspace(io, options, async (ws) => {
    const lead = await leadOrComplain(io, options, ws, typed, options.business);
    if (lead === null) return EXIT.usage;
    if (text === undefined && !io.stdin.isTTY)
      return usage(
        io,
        options,
        'there is nothing to send',
        `Such as: ${io.name} reply ${lead} "Tuesday at three works. See you then!"`,
      );
    const isAsked = io.stdin.isTTY && options.json !== true;
    const lines = isAsked ? typedLines(io.stdin) : null;
    try {
      const words = text ?? (await typedWords(io, ws, lead, lines));
      if (words === null) {
        complain(io, options, 'nothing was typed: nothing was sent');
        return EXIT.usage;
      }
      return await reply(io, options, ws, lead, words, lines);
    } finally {
      await lines?.close();
    }
  });

/** Null when nothing but Enter was pressed. */
async function typedWords(
  io: Io,
  ws: Workspace,
  lead: ContactId,
  lines: TypedLines | null,
): Promise<string | null> {
  const contact = await loadContactState(ws.db, lead);
  io.stdout.write(`To ${contact === null ? lead : personOf(contact)}: `);
  const words = ((await lines?.next()) ?? '').trim();
  return words === '' ? null : words;
}

async function reply(
  io: Io,
  options: Given,
  ws: Workspace,
  lead: ContactId,
  text: string,
  lines: TypedLines | null,
): Promise<ExitCode> {
  const answer: TypedAnswer = { text, channel: options.channel ?? null, subject: options.subject ?? null };
  const transports = await openCarriers(io, ws);
  const given: ReplyOptions = {
    now: io.now,
    random: io.random,
    signal: io.signal,
    transports,
    dryRun: options.dryRun ?? false,
    by: whoTypes(io),
    atNight: options.yes ?? false,
    again: options.again ?? false,
  };
  try {
    const first = await replyByHand(ws, lead, answer, given);
    const over = first.kind === 'refused' ? await overruled(io, ws, first, given, lines) : null;
    return tell(io, options, ws, over === null ? first : await replyByHand(ws, lead, answer, over));
  } finally {
    await closeCarriers(transports);
  }
}

/** What only a person can let pass is asked of one who can be asked. Null: it stays as it is. */
async function overruled(
  io: Io,
  ws: Workspace,
  refused: Refused,
  given: ReplyOptions,
  lines: TypedLines | null,
): Promise<ReplyOptions | null> {
  if (lines === null || (refused.why !== 'night' && refused.why !== 'repeated')) return null;
  const { message } = refusedWords(io, ws, refused);
  io.stdout.write(
    `${plain(message.slice(0, 1).toUpperCase() + message.slice(1))}.\nSend it all the same? (yes or no) `,
  );
  if (!/^y(es)?$/i.test(((await lines.next()) ?? '').trim())) return null;
  return refused.why === 'night' ? { ...given, atNight: true } : { ...given, again: true };
}

function tell(io: Io, options: Given, ws: Workspace, done: Replied | Refused): ExitCode {
  if (done.kind === 'refused') {
    const { message, hint, exit } = refusedWords(io, ws, done);
    if (options.json) writeJson(io, 'reply', { sent: false, refused: done.why, message });
    complain(io, options, message, hint);
    return exit;
  }
  if (options.json) writeJson(io, 'reply', repliedJson(io, done, options.dryRun ?? false));
  else writeLines(io, repliedLines(io, ws, done, options.dryRun ?? false));
  return repliedExit(done);
}

const repliedJson = (io: Io, replied: Replied, dryRun: boolean): object => ({
  dryRun,
  sent: replied.result.kind === 'sent',
  state: replied.result.kind,
  detail: 'detail' in replied.result ? replied.result.detail : null,
  lead: replied.contact.id,
  attempt: replied.attempt,
  at: iso(io.now()),
  channel: replied.channel,
  to: replied.message.to,
  subject: replied.message.kind === 'email' ? replied.message.subject : null,
  text: replied.message.kind === 'email' ? replied.message.text : replied.message.body,
  rehearsal: replied.rehearsal,
  tasksDone: replied.done.map(({ id }) => id),
  stillPaused: replied.resting.map(({ sequence }) => sequence),
});
