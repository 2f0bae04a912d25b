/** `seq init`: asks what only the business knows, writes the settings, and copies the sequences to be made one's own. */
import { existsSync, mkdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createWorkspace, type WorkspaceAnswers } from '../../engine/create-workspace.ts';
import { openWorkspace } from '../../engine/open-workspace.ts';
import { type Command, EXIT, type GlobalOptions, type Io } from '../io.ts';
import { complain, usage } from '../problems.ts';
import { plain, shellWord } from '../terminal.ts';
import { readZone } from '../times.ts';

export interface Options {
  readonly name?: string;
  readonly zone?: string;
  readonly bookingLink?: string;
  readonly agent?: string;
  readonly postalAddress?: string;
  readonly sequence?: string;
  readonly yes?: boolean;
}

const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));

export const run: Command<Options> = async (io, args, options) => {
  const root = resolve(io.cwd, options.workspace ?? '.', args[0] ?? '.');
  if (existsSync(join(root, 'leadseq.yaml'))) {
    complain(
      io,
      options,
      `there is a workspace already: ${join(root, 'leadseq.yaml')}`,
      'Nothing was changed.',
    );
    return EXIT.problems;
  }
  const answers = await answersFor(io, options);
  if (answers === null) return EXIT.usage;
  mkdirSync(root, { recursive: true });
  const created = createWorkspace(root, PACKAGE, answers);
  // Opening it once makes the database and its key, and proves that what was written is right.
  const opened = await openWorkspace(root, { env: io.env, now: io.now(), random: io.random });
  if (!opened.ok) {
    complain(io, options, opened.error.message, opened.error.hint ?? undefined);
    return EXIT.configuration;
  }
  await opened.value.db.close();
  if (options.json) {
    io.stdout.write(`${JSON.stringify({ version: 1, kind: 'init', root, ...created })}\n`);
    return EXIT.ok;
  }
  tell(io, root, created.made, created.kept, created.toFillIn);
  return EXIT.ok;
};

function tell(
  io: Io,
  root: string,
  made: readonly string[],
  kept: readonly string[],
  toFillIn: readonly string[],
): void {
  const sequences = made.filter((path) => path.startsWith('sequences'));
  const templates = made.filter((path) => path.startsWith('templates'));
  const here = relative(io.cwd, root);
  // A path that was typed from here leads nowhere from the new folder.
  const isPath = io.name.startsWith('.');
  const seq = isPath && here !== '' ? `${io.name} -C ${shellWord(plain(here))}` : io.name;
  const lines = [
    `A workspace in ${plain(root)}`,
    '',
    '  leadseq.yaml  who the business is, and its rules',
    `  sequences/    ${sequences.length} sequences, to edit as you like`,
    `  templates/    ${templates.length} emails and call scripts that they use`,
    '  .leadseq/     leads, messages and what happened; keep it out of git',
    '',
    ...kept.map((path) => `Kept as it was: ${path}`),
    ...(kept.length > 0 ? [''] : []),
    ...(toFillIn.length > 0
      ? [`Still a stand-in in leadseq.yaml, to be replaced by yours: ${toFillIn.join(', ')}.`, '']
      : []),
    'Messages go to .leadseq/outbox/ as files; nothing leaves this machine.',
    '',
    'Next',
    ...(here === '' || isPath ? [] : [`  cd ${shellWord(plain(here))}`]),
    `  ${seq} plan framework-14`,
    `  ${seq} enroll leads.csv --dry-run`,
    '',
  ];
  io.stdout.write(lines.join('\n'));
}

async function answersFor(io: Io, options: Options & GlobalOptions): Promise<WorkspaceAnswers | null> {
  if (options.zone !== undefined) {
    const zone = readZone(options.zone);
    if (!zone.ok) {
      usage(io, options, zone.error);
      return null;
    }
  }
  if (io.stdin.isTTY && io.stdout.isTTY && !options.yes) {
    const { ask } = await import('../wizard.ts');
    return ask(options);
  }
  if (options.name === undefined || options.zone === undefined) {
    const missing = [options.name ?? '--name', options.zone ?? '--zone'].filter((word) =>
      word.startsWith('--'),
    );
    usage(
      io,
      options,
      `without a terminal to ask on, init needs ${missing.join(' and ')}`,
      `Such as: ${io.name} init --yes --name "Acme Dental" --zone America/Chicago`,
    );
    return null;
  }
  return {
    name: options.name,
    zone: options.zone,
    bookingLink: options.bookingLink ?? null,
    agent: options.agent ?? null,
    postalAddress: options.postalAddress ?? null,
    sequence: options.sequence ?? 'framework-14',
  };
}
