/** Reads a file of tests: every mistake is a finding at its place, and a file with one is not run. */
import { basename, dirname } from 'node:path';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { BusinessId, SequenceId } from '../../domain/ids.ts';
import { nearest } from '../../domain/nearest.ts';
import type { Zone } from '../../domain/time.ts';
import { type FindingParts, finding, inOrder, isError, orList } from '../../sequence/finding.ts';
import { parseWith } from '../../sequence/parse.ts';
import { parseSettings } from '../../sequence/parse-workspace.ts';
import { asNumber, type Mapping, type Tree, textAt, valueAt } from '../../sequence/tree.ts';
import { validateTests } from '../../sequence/validators.gen.mjs';
import type { WorkspaceConfig } from '../../sequence/workspace-file.ts';
import { readMoment } from '../simulate-moment.ts';
import { scriptFrom } from '../simulate-parse.ts';
import type { Known, Script } from '../simulate-script.ts';
import { valuesOf } from '../simulate-values.ts';
import type { Files } from '../simulate-world.ts';
import { expectedFrom } from './read-expect.ts';
import { leadsFrom } from './read-lead.ts';
import type { Test, TestFile } from './test-file.ts';

/** What the workspace has; `config` is null where only the file's own settings count. */
export interface Around {
  readonly root: string;
  readonly config: WorkspaceConfig | null;
  readonly sequences: Files['sequences'];
  /** Mistakes in the settings and the sequences have been told: tests that cannot be read for them say nothing more. */
  readonly told?: boolean;
}

/** A Tuesday morning, the same that simulations begin on. */
const START = '2026-03-03 10:00';
const DAYS = 60;

/** `file` is null when there is a mistake; every one of them is in the findings. */
export function readTests(
  text: string,
  path: string,
  around: Around,
): { readonly file: TestFile | null; readonly diagnostics: readonly Diagnostic[] } {
  const { ast, diagnostics } = parseWith(validateTests, text, path);
  if (ast === null) return { file: null, diagnostics };
  const found: Diagnostic[] = [...diagnostics];
  const report = (parts: FindingParts): void => void found.push(finding(path, parts));
  const { root } = ast;
  const sequence = sequenceOf(root, path, around, report);
  const config = settingsOf(root, path, around, found, report);
  const business = config && businessOf(root, config, report);
  if (sequence === null || config === null || business === null) return { file: null, diagnostics: found };
  const known = knownIn(around.sequences);
  const { anchor } = around.sequences.get(sequence)?.revision?.sequence ?? { anchor: 'enrollment' };
  const reading: Reading = { text, root, known, report, sequence, fromAppointment: anchor === 'appointment' };
  const tests = namesOnce(itemsOf(valueAt(root, 'tests')), report).flatMap((map) => testsFrom(map, reading));
  const all = inOrder(found);
  const files: Files = { root: around.root, config, sequences: around.sequences };
  return {
    file: all.some(isError)
      ? null
      : { path, text, sequence, files, business, tests, redundant: redundantIn(root) },
    diagnostics: all,
  };
}

function sequenceOf(
  root: Mapping,
  path: string,
  { sequences, told }: Around,
  report: (parts: FindingParts) => void,
): SequenceId | null {
  const ids = [...sequences.keys()];
  const given = valueAt(root, 'sequence');
  const beside = basename(path).replace(/\.test\.ya?ml$/, '');
  const named = [...sequences].filter(([, one]) => basename(one.path).replace(/\.ya?ml$/, '') === beside);
  const ofFile = named.find(([, one]) => dirname(one.path) === dirname(path)) ?? named[0];
  const name = textAt(root, 'sequence') ?? ofFile?.[0] ?? beside;
  const id = ids.find((each) => each === name);
  if (id === undefined) {
    report({
      code: 'unknown-sequence',
      message: `There is no sequence \`${name}\` to test; there are ${ids.join(', ') || 'none'}.`,
      suggestion: nearest(name, ids),
      range: given?.range ?? { ...root.range, end: root.range.start + 1 },
    });
    return null;
  }
  const file = sequences.get(id);
  if (file?.revision !== null) return id;
  if (told) return null;
  report({
    code: 'unknown-sequence',
    message: `\`${name}\` has mistakes (${file.path}), so there is nothing to test yet.`,
    hint: 'Lint says what they are.',
    range: given?.range ?? { ...root.range, end: root.range.start + 1 },
  });
  return null;
}

function settingsOf(
  root: Mapping,
  path: string,
  { config, told }: Around,
  found: Diagnostic[],
  report: (parts: FindingParts) => void,
): WorkspaceConfig | null {
  const own = valueAt(root, 'settings');
  if (own !== null) {
    const parsed = parseSettings(own, path);
    found.push(...parsed.diagnostics);
    return parsed.config;
  }
  if (config === null && !told)
    report({
      code: 'missing-key',
      message: 'The settings of the workspace cannot be used, and the tests have none of their own.',
      hint: 'Mend leadseq.yaml, or write `settings:` here.',
      range: { ...root.range, end: root.range.start + 1 },
    });
  return config;
}

function businessOf(
  root: Mapping,
  { businesses }: WorkspaceConfig,
  report: (parts: FindingParts) => void,
): BusinessId | null {
  const ids = [...businesses.keys()];
  const given = valueAt(root, 'business');
  const name = textAt(root, 'business');
  const id = name === null && ids.length === 1 ? ids[0] : ids.find((each) => each === name);
  if (id !== undefined) return id;
  report({
    code: name === null ? 'missing-key' : 'wrong-value',
    message:
      name === null
        ? `The settings have several businesses, and the tests do not say whose leads they are about: ${orList(ids)}.`
        : `There is no business \`${name}\`; there are ${ids.join(', ')}.`,
    hint: name === null ? 'Write `business:` above the tests.' : undefined,
    suggestion: name === null ? null : nearest(name, ids),
    range: given?.range ?? { ...root.range, end: root.range.start + 1 },
  });
  return null;
}

function knownIn(sequences: Files['sequences']): Known {
  const variants = [...sequences.values()].flatMap(({ revision }) => revision?.sequence.variants ?? []);
  return {
    touches: new Set(variants.flatMap(({ touches }) => touches.map(({ id }) => String(id)))),
    sources: new Set(variants.map(({ source }) => String(source))),
  };
}

function namesOnce(tests: readonly Mapping[], report: (parts: FindingParts) => void): readonly Mapping[] {
  const lines = new Map<string, number>();
  for (const map of tests) {
    const name = valueAt(map, 'name');
    const said = textAt(map, 'name') ?? '';
    const first = lines.get(said);
    if (first !== undefined && name !== null)
      report({
        code: 'duplicate-key',
        message: `A second test has this name; the first is on line ${first}.`,
        range: name.range,
      });
    lines.set(said, name?.range.line ?? 0);
  }
  return tests;
}

const redundantIn = (root: Mapping): TestFile['redundant'] =>
  itemsOf(valueAt(root, 'redundant')).flatMap((map) => {
    const said = valueAt(map, 'without');
    return said?.kind === 'scalar' ? [{ text: String(said.value), range: said.range }] : [];
  });

interface Reading {
  readonly text: string;
  readonly root: Mapping;
  readonly known: Known;
  readonly report: (parts: FindingParts) => void;
  readonly sequence: SequenceId;
  readonly fromAppointment: boolean;
}

/** One for each source that it names. */
function testsFrom(map: Mapping, reading: Reading): readonly Test[] {
  const { root, known, report, sequence } = reading;
  const values = valuesOf(report, known);
  const name = textAt(map, 'name') ?? '';
  const range = valueAt(map, 'name')?.range ?? map.range;
  const at = values.local(valueAt(map, 'at') ?? valueAt(root, 'at'))?.at ?? readMoment(START);
  const booked = valueAt(map, 'appointment');
  const appointment = booked && values.since(booked);
  if (reading.fromAppointment && booked === null)
    report({
      code: 'missing-key',
      message: `\`${sequence}\` counts back from an appointment, and this test has none.`,
      hint: 'Write `appointment: T+9d`, or a time such as "2026-03-12 14:30".',
      range,
    });
  const script = scriptOf(map, known, report);
  const expect = valueAt(map, 'expect');
  const expected = expect?.kind === 'map' ? expectedFrom(expect, sequence, known, report) : null;
  const days = valueAt(map, 'days');
  const leads = leadsFrom(valueAt(map, 'lead'), valueAt(root, 'lead'), range);
  if (at === null || script === null) return [];
  return leads.map((lead) => ({
    name: leads.length > 1 ? `${name} (${lead.source})` : name,
    range,
    end: endOf(map, reading.text),
    lead,
    at,
    appointment,
    script,
    days: days ? asNumber(days) : DAYS,
    expect: expected,
  }));
}

/** The keys of a script that a test has, as a script of one lead. */
function scriptOf(map: Mapping, known: Known, report: (parts: FindingParts) => void): Script | null {
  const calls = valueAt(map, 'calls');
  const isForAll = calls?.kind === 'scalar' || (calls?.kind === 'map' && calls.entries.has('outcome'));
  const entry = (key: string, value: Tree | null): readonly (readonly [string, Tree])[] =>
    value === null ? [] : [[key, value]];
  const mapOf = (entries: readonly (readonly [string, Tree])[]): Mapping => ({
    kind: 'map',
    range: map.range,
    entries: new Map(entries.map(([key, value]) => [key, { key, keyRange: value.range, value }])),
  });
  const anybody: Tree = { kind: 'scalar', value: '*', style: 'quoted', range: map.range };
  const lead = mapOf([
    ...entry('lead', anybody),
    ...(isForAll ? [] : entry('calls', calls)),
    ...entry('faults', valueAt(map, 'faults')),
    ...entry('events', valueAt(map, 'events')),
  ]);
  const whole = mapOf([
    ...(isForAll ? entry('calls', calls) : []),
    ...entry('outages', valueAt(map, 'outages')),
    ...entry('late_ticks', valueAt(map, 'late_ticks')),
    ...entry('leads', { kind: 'list', items: [lead], range: map.range }),
  ]);
  return scriptFrom(whole, report, known);
}

/** Behind the last thing that it says; its comments below belong to what follows. */
function endOf(map: Mapping, text: string): Test['end'] {
  const first = map.entries.values().next().value;
  const line = text.indexOf('\n', map.range.end - 1);
  return {
    offset: line === -1 ? text.length : line + 1,
    indent: (first?.keyRange.column ?? 1) - 1,
  };
}

const itemsOf = (tree: Tree | null): readonly Mapping[] =>
  tree?.kind === 'list' ? tree.items.flatMap((item) => (item.kind === 'map' ? [item] : [])) : [];

/** The zone of the settings' business; a file that was read has it. */
export const zoneOf = ({ files, business }: TestFile): Zone =>
  files.config.businesses.get(business)?.zone ?? ('UTC' as Zone);
