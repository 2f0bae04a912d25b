/** Findings as other programs read them: annotations of GitHub Actions, SARIF 2.1.0 for code scanning, JUnit for everything else. */
import { pathToFileURL } from 'node:url';
import type { Diagnostic, Edit, Range } from '../domain/diagnostic.ts';
import { explain } from '../lint/explain.ts';
import { attribute, xml } from './xml.ts';

/** Findings of one checked file; its path is as the caller's folder sees it. */
export interface CheckedText {
  readonly path: string;
  /** Empty when it could not be read. */
  readonly text: string;
  readonly findings: readonly Diagnostic[];
}

/** One command a finding: `::error file=…,line=…::message`. */
export function githubOf(files: readonly CheckedText[]): string {
  const lines = files.flatMap(({ path, text, findings }) =>
    findings.map(({ code, severity, range, ...words }) => {
      const end = range && endOf(text, range);
      const properties = {
        file: path,
        ...(range && { line: range.line, col: range.column }),
        ...(end && { endLine: end.line, ...(end.line === range?.line && { endColumn: end.column }) }),
        title: code,
      };
      const given = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`);
      return `::${severity} ${given.join(',')}::${data(sentence(words))}\n`;
    }),
  );
  return lines.join('');
}

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

type Words = Pick<Diagnostic, 'message' | 'hint' | 'suggestion'>;

const sentence = ({ message, hint, suggestion }: Words): string =>
  [
    message,
    ...(suggestion === undefined ? [] : [`Did you mean ${suggestion}?`]),
    ...(hint ? [hint] : []),
  ].join(' ');

/** Line and column behind the last character. */
function endOf(
  text: string,
  { start, end, line, column }: Range,
): { readonly line: number; readonly column: number } {
  const lines = text.slice(start, end).split('\n');
  const last = lines.at(-1) ?? '';
  return lines.length === 1
    ? { line, column: column + (end - start) }
    : { line: line + lines.length - 1, column: last.length + 1 };
}

/** https://docs.oasis-open.org/sarif/sarif/v2.1.0/ */
export function sarifOf(files: readonly CheckedText[], version: string, root: string): string {
  const all = files.flatMap(({ path, text, findings }) =>
    findings.map((finding) => ({ path, text, finding })),
  );
  const ids = [...new Set(all.map(({ finding }) => finding.code))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'leadseq', version, rules: ids.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { uri: `${pathToFileURL(root)}/` } },
        artifacts: files.map(({ path }) => ({ location: artifact(path) })),
        results: all.map(({ path, text, finding }) => ({
          ruleId: finding.code,
          ruleIndex: ids.indexOf(finding.code),
          level: finding.severity,
          message: { text: sentence(finding) },
          locations: [
            {
              physicalLocation: {
                artifactLocation: artifact(path),
                ...(finding.range && { region: regionOf(text, finding.range) }),
              },
            },
          ],
          ...(finding.edits && { fixes: [fixOf(finding.edits, path, finding.file)] }),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const artifact = (path: string): object => ({
  uri: path.split('/').map(encodeURIComponent).join('/'),
  uriBaseId: 'SRCROOT',
});

function regionOf(text: string, range: Range): object {
  const end = endOf(text, range);
  return {
    startLine: range.line,
    startColumn: range.column,
    endLine: end.line,
    endColumn: end.column,
    charOffset: range.start,
    charLength: range.end - range.start,
  };
}

const fixOf = (edits: readonly Edit[], path: string, file: string): object => ({
  description: { text: 'What lint --fix types.' },
  artifactChanges: [
    {
      artifactLocation: artifact(path),
      replacements: edits
        .filter((edit) => edit.file === file)
        .map(({ start, end, text }) => ({
          deletedRegion: { charOffset: start, charLength: end - start },
          insertedContent: { text },
        })),
    },
  ],
});

function ruleOf(id: string): object {
  const known = explain(id);
  if (known === null || known.kind === 'retired') return { id };
  const { title, why } = known.kind === 'rule' ? known.rule : known;
  return {
    id,
    shortDescription: { text: `${title}.` },
    fullDescription: { text: why },
    help: { text: `${why} More: seq explain ${id}` },
    ...(known.kind === 'rule' && { defaultConfiguration: { level: known.rule.severity } }),
  };
}

/** A suite for each file, a case for each finding; a file without any is one case that passes. */
export function junitOf(files: readonly CheckedText[], failing: (finding: Diagnostic) => boolean): string {
  const failures = (findings: readonly Diagnostic[]): number => findings.filter(failing).length;
  const suites = files.map(({ path, findings }) => {
    const name = attribute(path);
    const cases =
      findings.length === 0
        ? [`    <testcase classname=${name} name="lint" time="0"/>`]
        : findings.map((finding) => caseOf(finding, name, failing(finding)));
    const head = `<testsuite name=${name} tests="${cases.length}" failures="${failures(findings)}" errors="0" time="0">`;
    return [`  ${head}`, ...cases, '  </testsuite>'].join('\n');
  });
  const tests = files.reduce((sum, { findings }) => sum + Math.max(1, findings.length), 0);
  const failed = failures(files.flatMap(({ findings }) => findings));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="leadseq lint" tests="${tests}" failures="${failed}" errors="0" time="0">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function caseOf(finding: Diagnostic, file: string, fails: boolean): string {
  const { code, severity, range } = finding;
  const at = range === undefined ? '' : ` ${range.line}:${range.column}`;
  const words = xml(sentence(finding));
  const inner = fails
    ? `<failure type="${severity}" message=${attribute(finding.message)}>${words}</failure>`
    : `<system-out>${severity}: ${words}</system-out>`;
  return `    <testcase classname=${file} name=${attribute(`${code}${at}`)} time="0">${inner}</testcase>`;
}
