/** Processes of their own for tests: a role from `child-roles.ts`, bundled once and started with real Node. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Inside `node_modules`, so that the bundle finds the SQLite engine as the program does. */
const folder = join(root, 'node_modules', '.cache', `store-tests-${process.pid}`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Bundles the roles to `outfile` and gives its path. */
export async function bundleRoles(outfile = join(folder, 'roles.mjs')): Promise<string> {
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [fileURLToPath(new URL('./child-roles.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['better-sqlite3'],
    logLevel: 'error',
  });
  return outfile;
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Child {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when the child has written this word on its own line. */
  said(word: string): Promise<void>;
}

export function start(command: string, args: readonly string[]): Child {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  const waiting: { readonly word: string; readonly resolve: () => void }[] = [];
  const tell = (): void => {
    for (const { word, resolve } of waiting) if (stdout.split('\n').includes(word)) resolve();
  };
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    tell();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
  );
  const said = (word: string): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.push({ word, resolve });
      tell();
      void ended.then((end) => reject(new Error(`ended without saying ${word}: ${end.stdout}${end.stderr}`)));
    });
  return { process: child, ended, said };
}

export const startRole = (bundle: string, role: string, args: readonly string[]): Child =>
  start(process.execPath, [bundle, role, ...args]);
