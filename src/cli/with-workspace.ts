/** Opens the workspace that a command works in, says what is wrong with it, and always closes it again. */
import { resolve } from 'node:path';
import { findRoot, openWorkspace } from '../engine/open-workspace.ts';
import type { Reading } from '../engine/read-workspace.ts';
import type { Workspace } from '../engine/workspace.ts';
import { EXIT, type ExitCode, type GlobalOptions, type Io } from './io.ts';
import { complain, warn } from './problems.ts';

/** Runs `work` in the workspace around `-C` or the current folder; without one, says how to get one. `settings` is enough for work by stored revisions. */
export async function withWorkspace(
  io: Io,
  options: GlobalOptions,
  work: (ws: Workspace) => Promise<ExitCode>,
  reading: Reading = 'everything',
): Promise<ExitCode> {
  const root = rootFor(io, options);
  if (root === null) return EXIT.configuration;
  const opened = await openWorkspace(root, { env: io.env, now: io.now(), random: io.random, reading });
  if (!opened.ok) {
    const { message, hint, diagnostics, exit } = opened.error;
    complain(io, options, message, hint ?? undefined);
    if (diagnostics.length > 0) {
      const { showDiagnostics } = await import('./diagnostics.ts');
      await showDiagnostics(io, options, io.stderr, root, diagnostics);
    }
    return exit;
  }
  const ws = opened.value;
  try {
    warnOfBrokenFiles(io, options, ws);
    return await work(ws);
  } finally {
    await ws.db.close();
  }
}

/** The workspace's folder, or null after saying that there is none. */
export function rootFor(io: Io, options: GlobalOptions): string | null {
  const start = resolve(io.cwd, options.workspace ?? '.');
  const root = findRoot(start);
  if (root === null) {
    complain(
      io,
      options,
      `there is no workspace here: no leadseq.yaml in ${start} or in any folder above it`,
      `To start one: ${io.name} init. To see what it does first: ${io.name} demo.`,
    );
  }
  return root;
}

function warnOfBrokenFiles(io: Io, options: GlobalOptions, ws: Workspace): void {
  for (const { path, revision, diagnostics } of ws.sequences.values()) {
    const errors = diagnostics.filter((each) => each.severity === 'error').length;
    if (errors === 0) continue;
    const count = errors === 1 ? 'a mistake' : `${errors} mistakes`;
    const keeps = revision === null ? 'it is left out' : 'its last good revision keeps running';
    warn(io, options, `${path} has ${count}; ${keeps}. See: ${io.name} lint`);
  }
}
