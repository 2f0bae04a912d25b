/** Examples of rules as the files they stand for. */
import type { LintFilesInput } from './lint-files.ts';
import type { Example } from './rules/rule.ts';

export const nameOfExample = 'sequences/example.yaml';
const SETTINGS = 'leadseq.yaml';

/** `version` and `id`, which every file has and no example is about, stand at the end where they are left out. */
export function parseExample(example: Example): LintFilesInput {
  const files = typeof example === 'string' ? { [nameOfExample]: example } : example;
  const named = Object.entries(files);
  const settings = files[SETTINGS];
  const then = named.flatMap(([path, text]) =>
    path.startsWith('HEAD:') ? [[path.slice('HEAD:'.length), text] as const] : [],
  );
  return {
    ...(then.length > 0 && {
      earlier: {
        revision: 'HEAD',
        sequences: new Map(then.map(([path, text]) => [path, completed(path, text)])),
        templates: new Map(),
      },
    }),
    sequences: new Map(
      named
        .filter(([path]) => path.startsWith('sequences/'))
        .map(([path, text]) => [path, completed(path, text)]),
    ),
    templates: new Map(named.filter(([path]) => path.startsWith('templates/'))),
    workspace: settings === undefined ? null : { path: SETTINGS, text: settings },
  };
}

function completed(path: string, text: string): string {
  const id = path.replace(/^.*\//, '').replace(/\.ya?ml$/, '');
  const has = (key: string): boolean => new RegExp(`^${key}:`, 'm').test(text);
  return `${text}${has('version') ? '' : 'version: 1\n'}${has('id') ? '' : `id: ${id}\n`}`;
}
