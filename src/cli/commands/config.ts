/** `seq config`: every setting in force, and with `--origin` who decided it. */
import { nearest } from '../../domain/nearest.ts';
import { readWorkspace } from '../../engine/read-workspace.ts';
import type { OriginOf } from '../../sequence/origins.ts';
import { showDiagnostics } from '../diagnostics.ts';
import { type Command, EXIT } from '../io.ts';
import { writeJson } from '../json.ts';
import { complain, usage } from '../problems.ts';
import { table, tsv } from '../table.ts';
import { rootFor } from '../with-workspace.ts';

interface Options {
  readonly origin?: boolean;
}

export const run: Command<Options> = async (io, [key], options) => {
  const root = rootFor(io, options);
  if (root === null) return EXIT.configuration;
  const { settings } = await readWorkspace(root, io.env);
  if (settings.config === null) {
    complain(io, options, 'leadseq.yaml has mistakes:');
    await showDiagnostics(io, options, io.stderr, root, settings.diagnostics);
    return EXIT.configuration;
  }
  const all = [...settings.origins];
  const chosen = all.filter(([path]) => key === undefined || path === key || path.startsWith(`${key}.`));
  if (key !== undefined && chosen.length === 0) {
    const close = nearest(key, branches(all.map(([path]) => path)));
    const meant = close === null ? '' : `; did you mean ${close}?`;
    return usage(io, options, `there is no setting "${key}"${meant}`, `See: ${io.name} config`);
  }
  if (options.json) {
    writeJson(io, 'config', {
      file: `${root}/leadseq.yaml`,
      settings: Object.fromEntries(
        chosen.map(([path, { variable, ...setting }]) => [path, { ...setting, variable }]),
      ),
    });
    return EXIT.ok;
  }
  const titles = ['setting', 'value', ...(options.origin ? ['origin'] : [])];
  const rows = chosen.map(([path, setting]) => [
    path,
    setting.value,
    ...(options.origin ? [originText(setting)] : []),
  ]);
  if (!io.stdout.isTTY) io.stdout.write(tsv(titles, rows));
  else {
    const columns = titles.map((title) => (title === 'value' ? { title, fit: 'wrap' as const } : { title }));
    for (const line of table(columns, rows, 80)) io.stdout.write(`${line}\n`);
  }
  return EXIT.ok;
};

function originText({ origin, line, variable }: OriginOf): string {
  if (origin === 'file') return `leadseq.yaml:${line ?? 1}`;
  return variable === null ? origin : `environment, ${variable}`;
}

/** Every key and every branch that has keys below it. */
function branches(paths: readonly string[]): readonly string[] {
  const all = paths.flatMap((path) => {
    const parts = path.split('.');
    return parts.map((_, at) => parts.slice(0, at + 1).join('.'));
  });
  return [...new Set(all)];
}
