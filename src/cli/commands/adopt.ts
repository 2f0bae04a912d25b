/** `seq adopt`: says what is known of a copied, restored or older database, and binds it here when a person says so. */
import { type Adopted, adopt, MOST_DUE, type Survey, surveyAdoption } from '../../engine/adopt.ts';
import { describeBinding } from '../../engine/instance.ts';
import type { Workspace } from '../../engine/workspace.ts';
import { writeLines } from '../acted.ts';
import { closeCarriers, openCarriers } from '../carriers.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { isoOrNull, writeJson } from '../json.ts';
import { complain, usage } from '../problems.ts';
import { eventJson, preview } from '../ticked.ts';
import { showMoment } from '../times.ts';
import { typedLine } from '../typed-line.ts';
import { withWorkspace } from '../with-workspace.ts';

export interface Options {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

type Given = Options & GlobalOptions;

/** Enough to see what is about to happen; the whole queue is `tick --dry-run`. */
const SHOWN = 10;

export const run: Command<Options> = (io, _args, options) =>
  withWorkspace(io, options, async (ws) => {
    const transports = await openCarriers(io, ws);
    try {
      return await adoptHere(io, options, ws, {
        now: io.now,
        random: io.random,
        signal: io.signal,
        transports,
      });
    } finally {
      await closeCarriers(transports);
    }
  });

async function adoptHere(
  io: Io,
  options: Given,
  ws: Workspace,
  asking: Parameters<typeof adopt>[1],
): Promise<ExitCode> {
  const survey = await surveyAdoption(ws, asking);
  const { binding } = survey;
  if (binding.kind === 'bound' || binding.kind === 'unbound') {
    if (options.json) writeJson(io, 'adopt', { adopted: false, binding: binding.kind });
    else writeLines(io, ['This database is at home here. There is nothing to adopt.']);
    return EXIT.ok;
  }
  if (options.json && options.yes !== true && options.dryRun !== true)
    return usage(
      io,
      options,
      '--json asks nobody, so it goes with --yes, or with --dry-run to see what is known',
    );
  const seen = {
    binding: binding.kind,
    lastAt: isoOrNull(survey.lastAt),
    due: survey.due,
    first: survey.first.map(eventJson),
  };
  if (options.json && options.dryRun) {
    writeJson(io, 'adopt', { dryRun: true, adopted: false, ...seen });
    return EXIT.ok;
  }
  if (options.json !== true) writeLines(io, surveyLines(io, ws, survey));
  if (options.dryRun) {
    writeLines(io, ['Dry run: nothing is changed.']);
    return EXIT.ok;
  }
  if (options.yes !== true && !(await isTyped(io))) {
    complain(io, options, 'not adopted: nothing was changed, and nothing is sent from it');
    return EXIT.refused;
  }
  const { asked } = await adopt(ws, asking);
  if (asked !== null && asked.obstacle !== null) {
    complain(io, options, `not adopted: ${asked.obstacle.message}`);
    return EXIT.refused;
  }
  if (options.json)
    writeJson(io, 'adopt', {
      dryRun: false,
      adopted: true,
      ...seen,
      foundAtProvider: asked?.sent ?? null,
      uncertain: asked?.uncertain ?? null,
    });
  else writeLines(io, adoptedLines(io, asked));
  return EXIT.ok;
}

async function isTyped(io: Io): Promise<boolean> {
  io.stderr.write('To send from this database from now on, type adopt: ');
  const typed = await typedLine(io.stdin);
  if (!io.stdin.isTTY) io.stderr.write('\n');
  return typed.trim() === 'adopt';
}

function surveyLines(io: Io, ws: Workspace, survey: Survey): readonly string[] {
  const { binding, lastAt, due, first, asks } = survey;
  if (binding.kind === 'bound' || binding.kind === 'unbound') return [];
  const zone = [...ws.config.businesses.values()][0]?.zone;
  const many = due >= MOST_DUE ? `${MOST_DUE.toLocaleString('en-US')} or more` : due.toLocaleString('en-US');
  const shown = first.slice(0, SHOWN);
  return [
    describeBinding(binding),
    ...(lastAt === null || zone === undefined
      ? []
      : [
          `It was last used ${showMoment(lastAt, zone, io.now())} (${zone}). What was done since is not in it.`,
        ]),
    asks.length === 0
      ? 'No provider here can be asked what it has sent since.'
      : `The provider is asked for each ${asks.length === 2 ? 'message' : asks[0] === 'sms' ? 'text' : 'email'} that is due; what it has sent already is marked so, and does not go again.`,
    `Leads to be looked at now: ${many}.`,
    ...(shown.length === 0
      ? ['Nothing would go out this minute.']
      : ['What would go out first:', ...preview(io, ws, shown)]),
    ...(first.length > SHOWN ? [`  and ${(first.length - SHOWN).toLocaleString('en-US')} more`] : []),
    // What was restored was set aside by that very restore.
    ...(binding.kind === 'restored'
      ? []
      : ['The database it was copied from must send no more: stop cron and the daemon there.']),
  ];
}

function adoptedLines(io: Io, asked: Adopted['asked']): readonly string[] {
  const found = asked === null ? 0 : asked.sent;
  return [
    'Adopted: sending goes on from here, and every older copy is another database now.',
    ...(found === 0 ? [] : [`Found at the provider, and marked as sent: ${found.toLocaleString('en-US')}.`]),
    ...(asked === null || asked.unsent === 0
      ? []
      : [
          `Not found, and due: ${asked.unsent.toLocaleString('en-US')}. From a minute on, the next tick sends them.`,
        ]),
    ...(asked === null || asked.uncertain === 0
      ? []
      : [
          `May have gone out, and are held: ${asked.uncertain.toLocaleString('en-US')}. See: ${io.name} uncertain`,
        ]),
  ];
}
