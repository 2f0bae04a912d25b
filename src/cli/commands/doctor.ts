/** `seq doctor`: everything that sending depends on, a line each, with what to do about it; it never sends. */
import { existsSync } from 'node:fs';
import { cronFinding } from '../../engine/doctor/cron.ts';
import { daemonFindings } from '../../engine/doctor/daemons.ts';
import { fileDatabaseFindings, lawFindings, writeFinding } from '../../engine/doctor/database.ts';
import { diskFindings } from '../../engine/doctor/disk.ts';
import { fileFindings } from '../../engine/doctor/files.ts';
import { type Finding, failure } from '../../engine/doctor/finding.ts';
import { pathFinding } from '../../engine/doctor/path.ts';
import { callbackFinding } from '../../engine/doctor/public-url.ts';
import { nodeFinding, zoneDataFinding } from '../../engine/doctor/runtime.ts';
import { serverFindings } from '../../engine/doctor/server.ts';
import { gapFindings, obstacleFindings, sequenceFindings } from '../../engine/doctor/settings.ts';
import { gapsToCome, isReady, liveGaps } from '../../engine/going-live-gaps.ts';
import { databasePath, stateFolder } from '../../engine/open-database.ts';
import { openWorkspace, type WorkspaceProblem } from '../../engine/open-workspace.ts';
import type { Environment } from '../../engine/read-workspace.ts';
import { isLive } from '../../engine/rehearsals.ts';
import { lastFour } from '../../engine/secrets.ts';
import type { Workspace } from '../../engine/workspace.ts';
import { signingTokens } from '../../server/signing-tokens.ts';
import { StoreError } from '../../store/driver.ts';
import { lastRun } from '../../store/listings.ts';
import { overdue } from '../../store/overdue.ts';
import { environmentOf } from '../carriers.ts';
import { outsideFindings } from '../doctor-outside.ts';
import { doctorLines, pauseFindings } from '../doctor-words.ts';
import { type Command, EXIT, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { rehearsalLine } from '../rehearsal.ts';
import { rootFor } from '../with-workspace.ts';

export interface Options {
  readonly invariants?: boolean;
  readonly offline?: boolean;
}

type Given = Options & GlobalOptions;

export const run: Command<Options> = async (io, _args, options) => {
  const root = rootFor(io, options);
  if (root === null) return EXIT.configuration;
  const opened = await openWorkspace(root, { env: io.env, now: io.now(), random: io.random });
  if (!opened.ok) {
    const { exit } = opened.error;
    tell(io, options, null, await closedFindings(io, root, opened.error));
    return exit;
  }
  const ws = opened.value;
  try {
    const findings = await examine(io, ws, options);
    tell(io, options, rehearsalLine(ws), findings);
    return findings.every(isFine) ? EXIT.ok : EXIT.problems;
  } finally {
    await ws.db.close();
  }
};

function tell(io: Io, options: Given, rehearsal: string | null, findings: readonly Finding[]): void {
  if (options.json) writeJson(io, 'doctor', { findings });
  else for (const line of doctorLines(io, options, rehearsal, findings)) io.stdout.write(`${line}\n`);
}

const isFine = ({ level }: Finding): boolean => level === 'ok';

const machineFindings = (io: Io, env: Environment): readonly Finding[] => [
  nodeFinding(process.version),
  zoneDataFinding(process.versions.tz, new Date(io.now()).getUTCFullYear()),
  pathFinding(env.PATH),
];

async function placeFindings(root: string, holdsDatabase: boolean): Promise<readonly Finding[]> {
  const state = stateFolder(root);
  return [
    ...fileFindings(root, holdsDatabase),
    ...(await diskFindings(existsSync(state) ? state : root, holdsDatabase)),
  ];
}

/** What can be told of a workspace that cannot be opened, and why it cannot. */
async function closedFindings(
  io: Io,
  root: string,
  { kind, message, hint }: WorkspaceProblem,
): Promise<readonly Finding[]> {
  const check = kind === 'store' ? 'database' : 'settings';
  const remedy = hint ?? (kind === 'settings' ? 'See them: seq lint' : null);
  const place = await placeFindings(root, existsSync(databasePath(root)));
  // Who can read the secrets is told once.
  const known = place.some((finding) => finding.remedy !== null && finding.remedy === remedy);
  const why = failure(check, message.replace(/:$/, ''), remedy);
  return [...machineFindings(io, io.env), ...place, ...(known ? [] : [why])];
}

async function examine(io: Io, ws: Workspace, options: Options): Promise<readonly Finding[]> {
  const env = environmentOf(io, ws);
  return [
    ...machineFindings(io, env),
    ...sequenceFindings(ws),
    ...(await placeFindings(ws.root, ws.db.engine === 'sqlite')),
    ...(await databaseFindings(io, ws, env, options)),
    ...callbackFindings(ws, env),
    ...(options.offline ? [] : await outsideFindings(io, ws, env)),
  ];
}

/** Asked one after the other: what one of them is refused says nothing of the next. */
async function databaseFindings(
  io: Io,
  ws: Workspace,
  env: Environment,
  options: Options,
): Promise<readonly Finding[]> {
  const { db } = ws;
  const findings = new Map<string, Finding>();
  const ask = async (question: () => Promise<readonly Finding[]>): Promise<void> => {
    for (const finding of await answerOf(question)) findings.set(`${finding.check} ${finding.seen}`, finding);
  };
  await ask(() => (db.engine === 'postgres' ? serverFindings(db, io.now) : fileDatabaseFindings(db)));
  await ask(async () => [await writeFinding(ws)]);
  if (options.invariants) await ask(() => lawFindings(db));
  await ask(() => obstacleFindings(ws, io.now()));
  await ask(async () => gapFindings(await liveGaps(ws, env), await gapsToCome(ws, env)));
  const held = [...findings.values()].some(({ level, check }) => level === 'failure' || check === 'pause');
  await ask(() => pauseFindings(io, ws));
  const daemons = daemonFindings(ws.root, io.now());
  await ask(async () => [await cronFindingOf(io, ws, daemons.some(isFine), held), ...daemons]);
  return [...findings.values()];
}

async function answerOf(question: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await question();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return [failure('database', error.message, null)];
  }
}

async function cronFindingOf(io: Io, ws: Workspace, daemon: boolean, held: boolean): Promise<Finding> {
  const now = io.now();
  const run = await lastRun(ws.db);
  const { count, oldest } = await overdue(ws.db, now);
  const last = run === null ? null : (run.endedAt ?? run.startedAt);
  return cronFinding({ last, due: count, oldestDue: oldest, daemon, held }, now);
}

/** Asked of the settings alone: whether what comes from Twilio could be believed. */
function callbackFindings(ws: Workspace, env: Environment): readonly Finding[] {
  if (ws.config.publicUrl === null || !isLive(ws, 'sms')) return [];
  return [...ws.config.businesses.values()]
    .filter((business) => isReady(ws, env, business, 'sms'))
    .map(({ id }) => callbackFinding(id, signingTokens({ ws, env }, id).map(lastFour)));
}
