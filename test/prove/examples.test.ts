import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { compileFile } from '../../src/engine/read-workspace.ts';
import { readWorkspaceFiles } from '../../src/engine/workspace-files.ts';
import { prove } from '../../src/lint/prove/prove.ts';
import { parseWorkspace } from '../../src/sequence/parse-workspace.ts';
import type { Variant } from '../../src/sequence/sequence.ts';
import { scenesFor, told } from './claims.ts';

const timesOf = ({ touches, startAfter, consent, inbound }: Variant): unknown => [
  touches.map(({ id, timing, channel, if: own }) => [id, timing, channel, own]),
  startAfter,
  consent,
  inbound,
];

it.each(['agency', 'chiropractic', 'dental'])(
  'the example %s breaks no law in the zones of its businesses',
  async (name) => {
    const { settings, sequences, templates } = await readWorkspaceFiles(join('examples', name));
    const { config } = parseWorkspace(settings?.text ?? '', 'leadseq.yaml');
    const businesses = [...(config?.businesses.values() ?? [])];
    expect([businesses.length > 0, sequences.size]).toEqual([true, 2]);
    for (const business of businesses)
      for (const [path, text] of sequences) {
        const sequence = compileFile(path, text, templates).revision?.sequence;
        if (sequence === undefined) throw new Error(`${path} has mistakes`);
        const policy = config?.policies.get(business.id) ?? DEFAULT_POLICY;
        // Sources whose leads get the same at the same times are proved once.
        const alike = new Map(sequence.variants.map((one) => [JSON.stringify(timesOf(one)), one]));
        for (const variant of alike.values()) {
          const claim = { business, policy, sequence, variant };
          const proof = prove(claim, scenesFor(claim, { outages: ['none'] }), { exhaustive: false });
          expect(told(proof.counterExamples), `${business.id} ${path} ${variant.source}`).toEqual([]);
        }
      }
  },
);
