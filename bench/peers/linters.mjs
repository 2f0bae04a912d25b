/** Two linters of YAML by a schema, each set to check a folder of sequences by ours and nothing else. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must } from '../harness.mjs';

/** Exact, so that two runs of the bench measure the same programs. */
const PACKAGES = ['@stoplight/spectral-cli@6.16.3', 'ajv-cli@5.0.0'];

/** Their command lines for the files below `folder`; installed once, into a folder of their own, without running what packages want to run. */
export function linters(folder, schema) {
  const home = join(tmpdir(), 'leadseq-bench-linters');
  mkdirSync(home, { recursive: true });
  must('npm', [
    ...['install', '--prefix', home, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts'],
    ...PACKAGES,
  ]);
  const program = (name) => join(home, 'node_modules', '.bin', name);
  const rules = join(folder, 'ruleset.json');
  writeFileSync(rules, JSON.stringify({ rules: { sequence: bySchema(schema) } }));
  const files = join(folder, 'sequences', '*.yaml');
  return [
    { name: 'spectral, our schema as its rule', words: [program('spectral'), 'lint', '-r', rules, files] },
    {
      name: 'ajv-cli, the schema alone',
      words: [program('ajv'), 'validate', '--strict=false', '-s', schema, '-d', files],
    },
  ];
}

/** All of a document against one schema. */
const bySchema = (schema) => ({
  given: '$',
  severity: 'error',
  // biome-ignore lint/suspicious/noThenProperty: Spectral's rules have it, and nobody awaits one.
  then: { function: 'schema', functionOptions: { schema: { $ref: schema } } },
});
