import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { compileFile } from '../../src/engine/read-workspace.ts';
import { prove } from '../../src/lint/prove/prove.ts';
import { BUSINESS } from '../schedule/building.ts';
import { scenesFor, told } from './claims.ts';

const SEQUENCES = join(import.meta.dirname, '../../sequences');
const TEMPLATES = join(SEQUENCES, 'templates');
const templates = new Map(
  readdirSync(TEMPLATES).map((name) => [`templates/${name}`, readFileSync(join(TEMPLATES, name), 'utf8')]),
);
const files = readdirSync(SEQUENCES).filter((name) => /^[^.]+\.yaml$/.test(name));

it.each(files)('%s breaks no law, in the zone of the business and in the farthest one', (name) => {
  const file = compileFile(name, readFileSync(join(SEQUENCES, name), 'utf8'), templates);
  const sequence = file.revision?.sequence;
  if (sequence === undefined) throw new Error(`${name} has mistakes`);
  for (const variant of sequence.variants) {
    const claim = { business: BUSINESS, policy: DEFAULT_POLICY, sequence, variant };
    const { counterExamples, cases } = prove(claim, scenesFor(claim, { zones: ['Pacific/Pago_Pago'] }), {
      exhaustive: false,
    });
    expect(told(counterExamples)).toEqual([]);
    expect(cases).toBeGreaterThan(100);
  }
});
