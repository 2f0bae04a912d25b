/** Compiles the JSON schemas to plain functions at build time: loading ajv and compiling takes 100–150 ms at every start, the result 10. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { buildSync } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const read = (name) => JSON.parse(readFileSync(join(root, 'schemas', name), 'utf8'));

// All errors, each with the schema and the value it is about: messages to people are made from them.
const ajv = new Ajv({
  allErrors: true,
  verbose: true,
  allowUnionTypes: true,
  inlineRefs: false,
  code: { source: true, lines: true },
});
ajv.addSchema(read('sequence.schema.json'), 'sequence');
ajv.addSchema(read('workspace.schema.json'), 'workspace');
ajv.addSchema(read('test.schema.json'), 'test');
const code = standalone(ajv, {
  validateSequence: 'sequence',
  validateWorkspace: 'workspace',
  validateTests: 'test',
});

// ajv's own output calls `require`; bundling turns it into one ESM file without dependencies.
const { outputFiles } = buildSync({
  stdin: { contents: code, resolveDir: root, sourcefile: 'validators.cjs', loader: 'js' },
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'neutral',
  minifyWhitespace: true,
  banner: { js: '// Generated from schemas/ by scripts/compile-validators.mjs.' },
});
// CommonJS exports arrive as one default object; the named exports below are what the types promise.
const bundled = outputFiles[0].text.replace(
  /export default (\w+)\(\);\s*$/,
  'export const { validateSequence, validateWorkspace, validateTests } = $1();\n',
);
if (!bundled.includes('export const {')) throw new Error('esbuild changed the shape of its CommonJS wrapper');

for (const path of ['src/sequence/validators.gen.mjs', 'dist/sequence/validators.gen.mjs']) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), bundled);
}
