/** The guide for people who write sequences tells the truth: every example in it compiles. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileSequence } from '../../src/sequence/compile.ts';
import { parseSequence } from '../../src/sequence/parse.ts';
import { ROOT } from './shipped.ts';

const guide = readFileSync(join(ROOT, 'docs/writing-sequences.md'), 'utf8');
const blocks = (language: string): readonly string[] =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => text);

const [whole = '', ...pieces] = blocks('yaml');
const [confirm = ''] = blocks('markdown');
const templates = new Map([['templates/confirm.email.md', confirm]]);

/** The guide's first sequence with one more piece: touches are added to its own, a section replaces the one it has. */
function withPiece(piece: string): string {
  if (piece.startsWith('touches:\n')) return whole.replace('touches:\n', () => `${piece.trimEnd()}\n`);
  const section = /^(\w+):/.exec(piece)?.[1] ?? '';
  const without = whole.replace(new RegExp(`^${section}:\\n(?: .*\\n|\\n)*`, 'm'), '');
  return `${without}\n${piece}`;
}

function findings(text: string): readonly string[] {
  const file = 'sequences/new-customer.yaml';
  const { ast, diagnostics } = parseSequence(text, file);
  if (!ast) return diagnostics.map(({ message }) => message);
  return [...diagnostics, ...compileSequence(ast, file, templates).diagnostics].map(({ message }) => message);
}

describe('the guide to writing sequences', () => {
  it('begins with a whole sequence', () => {
    expect(findings(whole)).toEqual([]);
  });

  it('has pieces for touches, what the lead does, and sources', () => {
    expect(pieces.map((piece) => piece.split('\n')[0])).toEqual(['touches:', 'when:', 'sources:']);
    expect(confirm).toMatch(/^---\nsubject:/);
  });

  it.each(pieces.map((piece) => [piece.split('\n')[0] ?? '', piece]))('%s fits into it', (_, piece) => {
    expect(findings(withPiece(piece))).toEqual([]);
  });

  it('control: a piece with a mistake would be found', () => {
    expect(findings(withPiece('when:\n  reply: { do: paws }\n'))).toHaveLength(1);
  });
});
