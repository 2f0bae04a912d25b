/**
 * Runs the console blocks of a Markdown file and compares what they show, to the character; UPDATE=1 rewrites the file.
 *
 * Between blocks, comments set the world: `now: 2026-03-03T10:00:00-06:00` (or `now: +1d 2h`), `cwd: acme`,
 * `copy: examples/dental` (from the repository), `terminal: on`, `database: postgres://…` (an empty one on a server). A comment `file: a/b.yaml` writes the next block of
 * any language to that file.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createWorld, type World } from './world.ts';

/** The file as it is and as it would be if every block showed what its commands show now. */
export async function runTranscript(
  path: string,
): Promise<{ readonly expected: string; readonly actual: string }> {
  const expected = readFileSync(path, 'utf8');
  const world = createWorld();
  try {
    const actual = await replay(expected, world);
    if (process.env.UPDATE === '1' && actual !== expected) {
      writeFileSync(path, actual);
      return { expected: actual, actual };
    }
    return { expected, actual };
  } finally {
    await world.stop();
    world.remove();
  }
}

/** Every line outside console blocks stays as it is; inside, each command keeps its line and gets its real output. */
async function replay(markdown: string, world: World): Promise<string> {
  const out: string[] = [];
  const lines = markdown.split('\n');
  let nextFile: string | null = null;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    out.push(line);
    for (const [, key = '', value = ''] of line.matchAll(/<!--\s*(\w+):\s*(.*?)\s*-->/g)) {
      if (key === 'file') nextFile = value;
      else await tell(world, key, value);
    }
    const fence = /^(`{3,})(\w*)/.exec(line);
    if (fence === null) continue;
    const close = lines.indexOf(fence[1] ?? '', at + 1);
    if (close === -1) throw new Error(`a block that starts on line ${at + 1} is not closed`);
    const block = lines.slice(at + 1, close);
    if (nextFile !== null) {
      world.writeFile(nextFile, `${block.join('\n')}\n`);
      nextFile = null;
      out.push(...block);
    } else if (fence[2] === 'console') out.push(...(await perform(block, world)));
    else out.push(...block);
    out.push(lines[close] ?? '');
    at = close;
  }
  return out.join('\n');
}

async function tell(world: World, key: string, value: string): Promise<void> {
  if (key === 'now') world.setNow(value);
  else if (key === 'cwd') world.cd(value);
  else if (key === 'terminal') world.setTerminal(value === 'on');
  else if (key === 'database') await world.addDatabase(value);
  else if (key === 'copy') {
    const [from = '', to] = value.split(/\s+/);
    world.copy(from, to);
  }
}

async function perform(block: readonly string[], world: World): Promise<readonly string[]> {
  const shown: string[] = [];
  for (let at = 0; at < block.length; at++) {
    const line = block[at] ?? '';
    if (!line.startsWith('$ ')) continue;
    const typed = [line];
    while (typed.at(-1)?.endsWith('\\')) typed.push(block[++at] ?? '');
    shown.push(...typed);
    const command = typed.map((part) => part.replace(/\\$/, '')).join(' ');
    const text = await world.run(command.slice(2));
    if (text !== '') shown.push(...text.replace(/\n$/, '').split('\n'));
  }
  return shown;
}
