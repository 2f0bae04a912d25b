/** Where the peers live: their packages in a folder of their own, their servers' programs, free ports. */
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { must } from '../harness.mjs';

/** The folder that holds exactly these packages; kept between runs, because nothing in it is ours. */
export function installed(packages) {
  const folder = join(tmpdir(), 'leadseq-bench-peers');
  mkdirSync(folder, { recursive: true });
  must('npm', ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', ...packages]);
  return folder;
}

/** A package from that folder. */
export const load = (modules, name) => createRequire(join(modules, 'package.json'))(name);

/** The path of a program: the one named, or the first on PATH, or null. */
export function programOf(name, named) {
  const places = named ? [named] : (process.env.PATH ?? '').split(delimiter).map((dir) => join(dir, name));
  return places.find((path) => existsSync(path)) ?? null;
}

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
