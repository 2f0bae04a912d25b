/** Makes chunks of the built files: opening, linking and compiling three hundred of them took longer than what most commands do. */
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, transform } from 'esbuild';

const dist = join(import.meta.dirname, '../dist');
const folder = join(dist, 'chunks');
const unfinished = `${folder}.new`;

/** Native, or loaded by few commands and large. */
const OUTSIDE = ['better-sqlite3', 'pg', 'twilio', 'nodemailer', 'imapflow', 'smtp-server'];

/** Files ask for their neighbors by `import.meta.url`; in a chunk that says nothing, so each asks by its own name. */
const ownPlaces = {
  name: 'own places',
  setup: (run) => {
    run.onLoad({ filter: /\.js$/ }, ({ path }) => {
      const name = relative(dist, path);
      if (name.startsWith('..')) return undefined;
      const text = readFileSync(path, 'utf8');
      return { contents: text.replaceAll('import.meta.url', `__placeOf(${JSON.stringify(name)})`) };
    });
  },
};

// Chunks of an older build are not to be run beside the files of a newer one that was cut short.
if (process.argv.includes('--clear')) rmSync(folder, { recursive: true, force: true });
else await makeChunks();

async function makeChunks() {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(dist, 'cli/main.js'), join(dist, 'cli/process-io.js')],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    write: false,
    metafile: true,
    outdir: folder,
    entryNames: '[name]',
    external: OUTSIDE,
    plugins: [ownPlaces],
  });
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  for (const { path, text } of outputFiles) {
    const wanted = metafile.outputs[relative(process.cwd(), path)].imports.filter(
      ({ kind, external }) => kind === 'dynamic-import' && !external,
    ).length;
    let found = 0;
    // Packages outside are imported as Node does it; chunks come by our own way.
    const asked = text.replace(/\bimport\((?="\.\/)/g, () => {
      found++;
      return '__chunk(';
    });
    if (found !== wanted) throw new Error(`${path} imports ${wanted} chunks, and ${found} were found in it`);
    const { code } = await transform(asked, {
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      minify: true,
      charset: 'ascii',
    });
    writeFileSync(join(unfinished, basename(path)), `(function(require,module,__placeOf,__chunk){${code}})`);
  }
  await warm();
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
}

/** Runs what is run most often, and keeps what V8 has made of it. */
async function warm() {
  const { chunksAt } = await import(pathToFileURL(join(dist, 'cli/chunks.js')));
  const chunks = chunksAt(pathToFileURL(`${unfinished}/`));
  const { main } = chunks.load('./main.js');
  chunks.load('./process-io.js');
  const cwd = mkdtempSync(join(tmpdir(), 'leadseq-warm-'));
  const silent = { write: () => {}, isTTY: false, columns: 80 };
  const io = {
    name: 'seq',
    program: ['seq'],
    stdin: [],
    stdout: silent,
    stderr: silent,
    env: {},
    cwd,
    now: () => Date.now(),
    random: (bytes) => new Uint8Array(bytes),
    signal: new AbortController().signal,
  };
  try {
    for (const words of ['--help', 'init --yes --name Acme --zone America/Chicago', 'lint', 'status', 'tick'])
      await main(words.split(' '), io);
    for (const [name, data] of chunks.compiled()) writeFileSync(join(unfinished, `${name}.v8`), data);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
