/** What the doctor found, as a person reads it: a line a check, and below it what to do. */
import { type Finding, warning } from '../engine/doctor/finding.ts';
import type { Workspace } from '../engine/workspace.ts';
import { pausesInForce } from '../store/pauses.ts';
import type { GlobalOptions, Io } from './io.ts';
import { flagsOf, pauseFact, zoneOfScope } from './pause-scope.ts';
import { wrap } from './table.ts';
import { colorsFor, plain } from './terminal.ts';

/** What was paused, by a person or because an account was refused, stays so until somebody lifts it. */
export async function pauseFindings(io: Io, ws: Workspace): Promise<readonly Finding[]> {
  return (await pausesInForce(ws.db)).map((pause) =>
    warning(
      'pause',
      pauseFact(pause, zoneOfScope(ws, pause), io.now()),
      `To lift it: seq resume${flagsOf(pause)}`,
    ),
  );
}

const LEVEL = 9;
const CHECK = 14;
const INDENT = ' '.repeat(LEVEL + CHECK);

export function doctorLines(
  io: Io,
  options: GlobalOptions,
  rehearsal: string | null,
  findings: readonly Finding[],
): readonly string[] {
  const color = colorsFor(io, io.stdout, options);
  const paint = { ok: color.green, warning: color.yellow, failure: color.red };
  const width = Math.max(io.stdout.columns, 60) - INDENT.length;
  return [
    ...(rehearsal === null ? [] : [rehearsal, '']),
    ...findings.flatMap(({ check, level, seen, remedy }) => {
      const [first = '', ...rest] = wrap(plain(seen), width);
      return [
        `${paint[level](level.padEnd(LEVEL))}${check.padEnd(CHECK)}${first}`,
        ...rest.map((part) => INDENT + part),
        ...(remedy === null ? [] : remedyLines(named(io, plain(remedy)), width).map((part) => INDENT + part)),
      ];
    }),
    '',
    verdict(findings),
  ];
}

/** What stands after the last colon is typed or written somewhere, so it is never broken. */
function remedyLines(remedy: string, width: number): readonly string[] {
  const at = remedy.lastIndexOf(': ');
  if (remedy.length <= width || at === -1 || remedy.endsWith('.')) return wrap(remedy, width);
  return [...wrap(remedy.slice(0, at + 1), width), remedy.slice(at + 2)];
}

/** Remedies start this very program, by the name it was called by. */
const named = (io: Io, remedy: string): string => remedy.replace(/\bseq (?=[a-z])/g, `${io.name} `);

function verdict(findings: readonly Finding[]): string {
  const count = (level: Finding['level'], word: string): string => {
    const found = findings.filter((one) => one.level === level).length;
    return `${found} ${word}${found === 1 ? '' : 's'}`;
  };
  return findings.every(({ level }) => level === 'ok')
    ? 'All is well.'
    : `${count('failure', 'failure')}, ${count('warning', 'warning')}.`;
}
