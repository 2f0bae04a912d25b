/** `seq status`: the workspace at a glance, the things that need a person last, where the eye stops. */
import type { Business } from '../../domain/business.ts';
import type { BusinessId } from '../../domain/ids.ts';
import { after, DAY, type Instant } from '../../domain/time.ts';
import { daemonStates } from '../../engine/daemon-health.ts';
import { bindingOf, describeBinding } from '../../engine/instance.ts';
import { isLive, liveChannels, openRehearsals } from '../../engine/rehearsals.ts';
import type { Workspace } from '../../engine/workspace.ts';
import { fromStrangers } from '../../store/inbound.ts';
import { type BusinessCounts, businessCounts, lastRun } from '../../store/listings.ts';
import { allMailboxes } from '../../store/mailboxes.ts';
import { pausesInForce } from '../../store/pauses.ts';
import { allPolls, type Poll } from '../../store/polls.ts';
import { writeLines } from '../acted.ts';
import { chosenBusinesses } from '../businesses.ts';
import { daemonsJson } from '../daemon-words.ts';
import { type Command, EXIT, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { pauseFileHere, pauseFileJson, pauseFileLine } from '../pause-file-words.ts';
import { MESSAGES, rehearsalLine } from '../rehearsal.ts';
import { troubleOf } from '../status-trouble.ts';
import { type Glance, statusJson, statusLines } from '../status-words.ts';
import { colorsFor } from '../terminal.ts';
import { withWorkspace } from '../with-workspace.ts';

interface Options {
  readonly business?: string;
}

export const run: Command<Options> = (io, _args, options) => {
  const paused = pauseFileHere(io, options);
  // First of all, and also when the database cannot be opened.
  if (paused !== null && options.json !== true)
    writeLines(io, [colorsFor(io, io.stdout, options).red(pauseFileLine(io, paused)), '']);
  return withWorkspace(io, options, async (ws) => {
    const chosen = chosenBusinesses(io, options, ws, options.business);
    if (chosen === null) return EXIT.usage;
    const glance = await look(io, ws, chosen);
    const daemons = daemonStates(ws.root, io.now());
    if (options.json)
      writeJson(io, 'status', {
        ...statusJson(glance),
        pauseFile: pauseFileJson(paused),
        daemon: daemonsJson(daemons),
      });
    else for (const line of statusLines(io, options, ws, glance, daemons)) io.stdout.write(`${line}\n`);
    return EXIT.ok;
  });
};

async function look(io: Io, ws: Workspace, chosen: readonly Business[]): Promise<Glance> {
  const now = io.now();
  const counts = await businessCounts(ws.db, now, after(now, -DAY), liveChannels(ws));
  const pauses = await pausesInForce(ws.db);
  return {
    rows: chosen.map((of) => ({ ...(counts.get(of.id) ?? nobody(of)), of })),
    pauses: pauses.filter(
      (pause) => pause.business === null || chosen.some(({ id }) => id === pause.business),
    ),
    last: await lastRun(ws.db),
    rehearsal: rehearsalLine(ws),
    undecided: (await openRehearsals(ws)).map(
      ({ sequence, channel }) => `${sequence} (${MESSAGES[channel]})`,
    ),
    textsHeld: isLive(ws, 'sms') ? heldOf(chosen, await allPolls(ws.db)) : [],
    mailsHeld:
      isLive(ws, 'email') && ws.config.emailReplies === 'imap'
        ? heldOf(chosen, await allMailboxes(ws.db))
        : [],
    copy: await copyOf(ws),
    trouble: await troubleOf(io, ws, chosen, now),
    onlyTo: liveChannels(ws).length === 0 ? null : ws.config.onlyTo,
    strangers: await strangersOf(ws, chosen, now),
    emailReplies: isLive(ws, 'email') ? ws.config.emailReplies : null,
  };
}

const heldOf = <T extends Pick<Poll, 'business' | 'heldSince'>>(
  chosen: readonly Business[],
  looks: ReadonlyMap<BusinessId, T>,
): readonly T[] =>
  [...looks.values()].filter(
    ({ business, heldSince }) => heldSince !== null && chosen.some(({ id }) => id === business),
  );

/** Only looked at: the first tick of a new workspace is what binds it. */
async function copyOf(ws: Workspace): Promise<string | null> {
  const binding = await bindingOf(ws);
  return binding.kind === 'bound' || binding.kind === 'unbound' ? null : describeBinding(binding);
}

async function strangersOf(ws: Workspace, chosen: readonly Business[], now: Instant): Promise<number> {
  const texts = await fromStrangers(ws.db, after(now, -DAY));
  return chosen.reduce((sum, { id }) => sum + (texts.get(id) ?? 0), 0);
}

const nobody = (business: Business): BusinessCounts => ({
  business: business.id,
  contacts: 0,
  due: 0,
  nextWake: null,
  enrollments: { active: 0, paused: 0, finished: 0, stopped: 0 },
  openTasks: 0,
  dueTasks: 0,
  uncertain: 0,
  sms: 0,
  email: 0,
});
