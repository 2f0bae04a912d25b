/** Reads a script from YAML: every mistake is a finding at its place. */
import type { Diagnostic } from '../domain/diagnostic.ts';
import { nearest } from '../domain/nearest.ts';
import type { Zone } from '../domain/time.ts';
import { CALL_OUTCOMES } from '../domain/touch.ts';
import { type FindingParts, finding, inOrder, isError, orList } from '../sequence/finding.ts';
import { readYaml } from '../sequence/read-yaml.ts';
import { type Mapping, type Tree, valueAt } from '../sequence/tree.ts';
import {
  type CallEnd,
  FAULTS,
  type Known,
  type Moment,
  type Script,
  type ScriptedAct,
  type ScriptedEvent,
  type ScriptedLead,
} from './simulate-script.ts';
import { valuesOf } from './simulate-values.ts';

const ACTS = ['reply', 'stop', 'book', 'missed_call', 'click', 'bounce'] as const;

/** Null when there is a mistake; every one of them is in the findings. */
export function parseScript(
  text: string,
  file: string,
  known: Known,
): { readonly script: Script | null; readonly diagnostics: readonly Diagnostic[] } {
  const found: Diagnostic[] = [];
  const reader = readerOf((parts) => void found.push(finding(file, parts)), known);
  const tree = readYaml(text, (parts) => void found.push(finding(file, parts)));
  const script = tree === null ? null : reader.script(tree);
  const diagnostics = inOrder(found);
  return { script: diagnostics.some(isError) ? null : script, diagnostics };
}

/** Of what is a tree already, such as a part of a larger file; what is wrong with it has been reported. */
export const scriptFrom = (tree: Tree, report: (parts: FindingParts) => void, known: Known): Script | null =>
  readerOf(report, known).script(tree);

function readerOf(report: (parts: FindingParts) => void, known: Known) {
  const { wrong, mapping, list, word, need, oneOf, span, touch, local, since, following } = valuesOf(
    report,
    known,
  );

  const callEnd = (tree: Tree): CallEnd | null => {
    if (tree.kind === 'scalar') {
      const outcome = oneOf(tree, CALL_OUTCOMES, 'outcome of a call');
      return outcome === null ? null : { outcome, after: 0 };
    }
    const map = mapping(tree, ['outcome', 'after'], 'a call');
    const said = map && need(map, 'outcome', 'The call');
    const outcome = said && oneOf(said, CALL_OUTCOMES, 'outcome of a call');
    const delay = map && valueAt(map, 'after');
    const length = delay === null ? 0 : span(delay);
    return outcome === null || length === null ? null : { outcome, after: length };
  };

  const perTouch = <T>(tree: Tree | null, what: string, read: (value: Tree) => T | null): Map<string, T> => {
    const found = new Map<string, T>();
    if (tree !== null && tree.kind !== 'map')
      report({ code: 'wrong-type', message: `${what} takes a mapping of touches.`, range: tree.range });
    for (const { key, keyRange, value } of tree?.kind === 'map' ? tree.entries.values() : []) {
      const id = touch(key, keyRange);
      const one = read(value);
      if (id !== null && one !== null) found.set(id, one);
    }
    return found;
  };

  const act = (map: Mapping): ScriptedAct | null => {
    const [kind, more] = ACTS.filter((name) => valueAt(map, name) !== null);
    const value = kind === undefined ? null : valueAt(map, kind);
    if (kind === undefined || value === null || more !== undefined)
      return wrong(
        map.range,
        `An event is exactly one of ${orList(ACTS)}${more === undefined ? '' : `; this one is ${kind} and ${more}`}.`,
      );
    const by = valueAt(map, 'by');
    if (by !== null && kind !== 'reply') wrong(by.range, '`by` goes with a reply alone.');
    if (kind === 'reply') {
      const text = word(value);
      const channel = by === null ? null : oneOf(by, ['sms', 'email'] as const, 'way to answer');
      return text === null ? null : { kind, text, by: channel };
    }
    if (kind === 'book') {
      const startsAt = since(value);
      return startsAt === null ? null : { kind, startsAt };
    }
    if (value.kind !== 'scalar' || value.value !== true)
      return wrong(value.range, `\`${kind}\` takes \`true\`, and nothing else.`);
    return { kind };
  };

  const event = (tree: Tree): readonly ScriptedEvent[] => {
    const map = mapping(tree, ['at', 'after', 'by', ...ACTS], 'an event');
    if (map === null) return [];
    const [at, after] = [valueAt(map, 'at'), valueAt(map, 'after')];
    if ((at === null) === (after === null)) {
      wrong(map.range, 'An event has either `at`, such as T+3h, or `after`, such as hello + 10m.');
      return [];
    }
    const when = at !== null ? since(at) : after !== null ? following(after) : null;
    const done = act(map);
    return when === null || done === null ? [] : [{ range: map.range, when, act: done }];
  };

  const lead = (tree: Tree): readonly ScriptedLead[] => {
    const map = mapping(tree, ['lead', 'source', 'calls', 'faults', 'events'], 'a lead');
    if (map === null) return [];
    const [who, source] = [valueAt(map, 'lead'), valueAt(map, 'source')];
    if ((who === null) === (source === null)) {
      wrong(
        map.range,
        'Say whom it is about: `lead` (an email, a phone number, a number, or "*") or `source`.',
      );
      return [];
    }
    const said = word((who ?? source) as Tree);
    const range = (who ?? source ?? tree).range;
    if (said !== null && source !== null && !known.sources.has(said))
      report({
        code: 'unknown-source',
        message: `"${said}" is no source of the simulated sequences; they have ${orList([...known.sources])}.`,
        range,
        suggestion: nearest(said, known.sources),
      });
    const parts = {
      events: list(valueAt(map, 'events'), '`events`').flatMap(event),
      calls: perTouch(valueAt(map, 'calls'), '`calls`', callEnd),
      faults: perTouch(valueAt(map, 'faults'), '`faults`', (value) =>
        oneOf(value, FAULTS, 'fault of a provider'),
      ),
    };
    return said === null
      ? []
      : [{ lead: { kind: source === null ? 'lead' : 'source', value: said }, range, ...parts }];
  };

  const stretch = (map: Mapping): { readonly from: Moment; readonly to: Moment } | null => {
    const [from, to] = [need(map, 'from', 'This stretch'), need(map, 'to', 'This stretch')].map(local);
    if (from == null || to == null) return null;
    // On one clock the order is the same in nearly every zone, and nobody scripts an outage of a minute at a clock change.
    if (to.at('UTC' as Zone) <= from.at('UTC' as Zone)) return wrong(map.range, 'It ends before it begins.');
    return { from, to };
  };

  const lateTicks = (tree: Tree | null): Script['late'] => {
    if (tree === null) return [];
    if (tree.kind === 'scalar') {
      const every = positive(tree);
      return every === null ? [] : [{ from: null, to: null, every }];
    }
    return list(tree, '`late_ticks`').flatMap((item) => {
      const map = mapping(item, ['from', 'to', 'every'], 'a stretch of late ticks');
      const said = map && need(map, 'every', 'This stretch');
      const every = said === null ? null : positive(said);
      const found = map && stretch(map);
      return found === null || every === null ? [] : [{ ...found, every }];
    });
  };
  const positive = (tree: Tree): number | null => {
    const length = span(tree);
    return length === null || length > 0 ? length : wrong(tree.range, 'Ticks are at least a second apart.');
  };

  return {
    script(tree: Tree): Script | null {
      const map = mapping(tree, ['version', 'at', 'calls', 'outages', 'late_ticks', 'leads'], 'a script');
      if (map === null) return null;
      const version = valueAt(map, 'version');
      if (version !== null && (version.kind !== 'scalar' || version.value !== 1))
        report({
          code: 'wrong-version',
          message: 'The version of this file format is 1.',
          range: version.range,
        });
      const calls = valueAt(map, 'calls');
      return {
        at: local(valueAt(map, 'at')),
        calls: calls === null ? null : callEnd(calls),
        outages: list(valueAt(map, 'outages'), '`outages`').flatMap((item) => {
          const one = mapping(item, ['from', 'to'], 'an outage');
          return (one && stretch(one)) ?? [];
        }),
        late: lateTicks(valueAt(map, 'late_ticks')),
        leads: list(valueAt(map, 'leads'), '`leads`').flatMap(lead),
      };
    },
  };
}
