/** `seq doctor`: everything that sending depends on, a line each, with what to do about it; it never sends. */
import { dirname } from 'node:path';
import { cronFinding } from '../../engine/doctor/cron.ts';
import { daemonFindings } from '../../engine/doctor/daemons.ts';
import { damageFinding, engineFinding, lawFindings } from '../../engine/doctor/database.ts';
import { diskFindings } from '../../engine/doctor/disk.ts';
import { fileFindings } from '../../engine/doctor/files.ts';
import type { Finding } from '../../engine/doctor/finding.ts';
import { pathFinding } from '../../engine/doctor/path.ts';
import { callbackFinding } from '../../engine/doctor/public-url.ts';
import { nodeFinding, zoneDataFinding } from '../../engine/doctor/runtime.ts';
import { gapFindings, obstacleFindings, sequenceFindings } from '../../engine/doctor/settings.ts';
import { isReady, liveGaps } from '../../engine/going-live-gaps.ts';
import type { Environment } from '../../engine/read-workspace.ts';
import { isLive } from '../../engine/rehearsals.ts';
import { lastFour } from '../../engine/secrets.ts';
import type { Workspace } from '../../engine/workspace.ts';
import { signingTokens } from '../../server/signing-tokens.ts';
import { lastRun } from '../../store/listings.ts';
import { overdue } from '../../store/overdue.ts';
import { environmentOf } from '../carriers.ts';
import { outsideFindings } from '../doctor-outside.ts';
import { type Command, EXIT, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { rehearsalLine } from '../rehearsal.ts';
import { wrap } from '../table.ts';
import { colorsFor, plain } from '../terminal.ts';
import { withWorkspace } from '../with-workspace.ts';

export interface Options {
  readonly invariants?: boolean;
  readonly offline?: boolean;
}

export const run: Command<Options> = (io, _args, options) =>
  withWorkspace(io, options, async (ws) => {
    const findings = await examine(io, ws, options);
    if (options.json) writeJson(io, 'doctor', { findings });
    else for (const line of textOf(io, ws, options, findings)) io.stdout.write(`${line}\n`);
    return findings.every(({ level }) => level === 'ok') ? EXIT.ok : EXIT.problems;
  });

async function examine(io: Io, ws: Workspace, options: Options): Promise<readonly Finding[]> {
  const env = environmentOf(io, ws);
  const now = io.now();
  const last = await lastRun(ws.db);
  const { count, oldest } = await overdue(ws.db, now);
  return [
    nodeFinding(process.version),
    zoneDataFinding(process.versions.tz, new Date(now).getUTCFullYear()),
    pathFinding(env.PATH),
    ...sequenceFindings(ws),
    ...fileFindings(ws.root),
    ...(await diskFindings(dirname(ws.outbox))),
    await engineFinding(ws.db),
    await damageFinding(ws.db),
    ...(options.invariants ? await lawFindings(ws.db) : []),
    cronFinding(last === null ? null : (last.endedAt ?? last.startedAt), count, oldest, now),
    ...daemonFindings(ws.root, now),
    ...(await obstacleFindings(ws)),
    ...gapFindings(await liveGaps(ws, env)),
    ...callbackFindings(ws, env),
    ...(options.offline ? [] : await outsideFindings(io, ws, env)),
  ];
}

/** Asked of the settings alone: whether what comes from Twilio could be believed. */
function callbackFindings(ws: Workspace, env: Environment): readonly Finding[] {
  if (ws.config.publicUrl === null || !isLive(ws, 'sms')) return [];
  return [...ws.config.businesses.values()]
    .filter((business) => isReady(ws, env, business, 'sms'))
    .map(({ id }) => callbackFinding(id, signingTokens({ ws, env }, id).map(lastFour)));
}

/** Hints start this very program, by the name it was called by. */
const named = (io: Io, remedy: string): string => remedy.replace(/\bseq (?=[a-z])/g, `${io.name} `);

function textOf(
  io: Io,
  ws: Workspace,
  options: GlobalOptions,
  findings: readonly Finding[],
): readonly string[] {
  const color = colorsFor(io, io.stdout, options);
  const paint = { ok: color.green, warning: color.yellow, failure: color.red };
  const line = rehearsalLine(ws);
  const bad = (level: Finding['level']): number => findings.filter((one) => one.level === level).length;
  const verdict =
    bad('failure') + bad('warning') === 0
      ? 'All is well.'
      : `${bad('failure')} ${bad('failure') === 1 ? 'failure' : 'failures'}, ${bad('warning')} ${bad('warning') === 1 ? 'warning' : 'warnings'}.`;
  return [
    ...(line === null ? [] : [line, '']),
    ...findings.flatMap(({ check, level, seen, remedy }) => {
      const [first = '', ...rest] = wrap(plain(seen), 57);
      return [
        `${paint[level](level.padEnd(8))} ${check.padEnd(13)} ${first}`,
        ...rest.map((part) => `${' '.repeat(23)}${part}`),
        // A command to copy, so it is never broken.
        ...(remedy === null ? [] : [`${' '.repeat(23)}${plain(named(io, remedy))}`]),
      ];
    }),
    '',
    verdict,
  ];
}
