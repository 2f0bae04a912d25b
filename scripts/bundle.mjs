/** Makes chunks of the built files: opening, linking and compiling three hundred of them took longer than what most commands do. */
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, transform } from 'esbuild';

const dist = join(import.meta.dirname, '../dist');
const folder = join(dist, 'chunks');
const unfinished = `${folder}.new`;

/** Native, or loaded by few commands and large, or looking for files beside their own. */
const OUTSIDE = ['better-sqlite3', 'pg', 'twilio', 'nodemailer', 'imapflow', 'smtp-server', 'node-cron'];

/** Loaded when first used, though they are imported at the top: most commands end without them. */
const LATER = ['yaml', 'liquidjs', 'string-width'];

/** In place of such a library, a chunk that gets the library's own chunk when one of its names is asked for. */
const later = {
  name: 'later',
  setup: (run) => {
    run.onResolve({ filter: new RegExp(`^(${LATER.join('|')})$`) }, ({ path }) => ({
      path: `./later-${path}.js`,
      external: true,
    }));
  },
};

async function writeLater(name) {
  const { outputFiles } = await build({
    stdin: { contents: `export * from '${name}'; export { default } from '${name}';`, resolveDir: dist },
    ...SHAPE,
    bundle: true,
    format: 'cjs',
    write: false,
    logLevel: 'error',
  });
  writeFileSync(join(unfinished, `${name}.js`), wrapped(outputFiles[0].text));
  const names = Object.keys(await import(name)).filter((each) => each !== 'module.exports');
  const code = `let it;module.exports={__esModule:true};for(const n of ${JSON.stringify(names)})Object.defineProperty(module.exports,n,{enumerable:true,get:()=>(it??=require("./${name}.js"))[n]})`;
  writeFileSync(join(unfinished, `later-${name}.js`), wrapped(code));
}

const SHAPE = { platform: 'node', target: 'node20', minify: true, charset: 'ascii' };
/** As `chunksAt` calls it. */
const wrapped = (code) => `(function(require,module,__placeOf,__chunk){${code}})`;

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
    ...SHAPE,
    write: false,
    metafile: true,
    absWorkingDir: join(dist, '..'),
    outdir: folder,
    entryNames: '[name]',
    external: OUTSIDE,
    plugins: [later, ownPlaces],
  });
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  for (const { path, text } of outputFiles) {
    const wanted = metafile.outputs[relative(join(dist, '..'), path)].imports.filter(
      ({ kind }) => kind === 'dynamic-import',
    ).length;
    let found = 0;
    // A script cannot import as a module does, so it asks the module that runs it.
    const asked = text.replace(/\bimport\((?=")/g, () => {
      found++;
      return '__chunk(';
    });
    if (/\bimport\.meta\b/.test(text))
      throw new Error(`${path} asks for its own place, and a chunk has none`);
    if (found !== wanted) throw new Error(`${path} imports ${wanted} chunks, and ${found} were found in it`);
    const { code } = await transform(asked.replace(/\bimport\((?="node-cron")/g, '__chunk('), {
      format: 'cjs',
      ...SHAPE,
    });
    // Ours are told their places above; a library that asks for its own has to stay outside.
    if (code.includes('import_meta') || asked.includes('import.meta'))
      throw new Error(`${path} holds a library that asks for import.meta`);
    writeFileSync(join(unfinished, basename(path)), wrapped(code));
  }
  for (const name of LATER) await writeLater(name);
  await warm();
  writeFileSync(join(unfinished, 'build-id'), buildId());
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
}

/** Differs whenever anything that is run does: what was found by one build is not to be said by another. */
function buildId() {
  const hash = createHash('sha256');
  for (const name of readdirSync(unfinished).sort())
    if (name.endsWith('.js')) hash.update(`${name}\n`).update(readFileSync(join(unfinished, name)));
  return hash.digest('hex');
}

/** Runs what is run most often, and keeps what V8 has made of it. */
async function warm() {
  const { chunksAt } = await import(pathToFileURL(join(dist, 'cli/chunks.js')));
  const chunks = chunksAt(pathToFileURL(`${unfinished}/`), (name) => import(name));
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
    const changed = chunks.changed();
    if (changed.length > 0) throw new Error(`exports change after they are loaded: ${changed.join(', ')}`);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
