/** The text of a sequence to a tree that has the form the schema asks for, every scalar with its place. */
import type { Diagnostic } from '../domain/diagnostic.ts';
import { checkSchema } from './check-schema.ts';
import { type FindingParts, finding, inOrder, isError } from './finding.ts';
import { readYaml } from './read-yaml.ts';
import { asMap, type Mapping } from './tree.ts';
import { type Validator, validateSequence } from './validators.gen.mjs';

/** A file whose form is right; whether it makes sense is for `compileSequence` to say. */
export interface SequenceAst {
  readonly text: string;
  readonly root: Mapping;
}

export interface Parsed {
  readonly ast: SequenceAst | null;
  readonly diagnostics: readonly Diagnostic[];
}

export const parseSequence = (text: string, file: string): Parsed => parseWith(validateSequence, text, file);

/** Limits, YAML, schema: the same three steps for both kinds of file. */
export function parseWith(validate: Validator, text: string, file: string): Parsed {
  const found: Diagnostic[] = [];
  const report = (parts: FindingParts): void => void found.push(finding(file, parts));
  const root = readYaml(text, report);
  // A tree with a hole in it would only be blamed for the hole again.
  const whole = found.every(({ code }) => code === 'duplicate-key');
  const sound = root !== null && whole && checkSchema(root, validate, report);
  const diagnostics = inOrder(found);
  const ast = sound && !diagnostics.some(isError) ? { text, root: asMap(root) } : null;
  return { ast, diagnostics };
}
