/** `npm run campaign`: reads what is wanted, runs the campaign, and prints what was found. */
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { campaign, type WorldReport } from './campaign.ts';
import { type About, breaks, HELP, jsonOf, summaryOf, worldLine } from './words.ts';

const options = {
  kills: { type: 'string', default: '300' },
  seed: { type: 'string', default: '1' },
  engine: { type: 'string', default: 'sqlite' },
  parallel: { type: 'string', default: String(availableParallelism()) },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  /** From the script that starts this: where the worker is, and the guard that is missing. */
  program: { type: 'string', multiple: true, default: [] as string[] },
  control: { type: 'string' },
} as const;

function refuse(message: string): never {
  process.stderr.write(`${message}\nSee npm run campaign -- --help\n`);
  process.exit(2);
}

function read() {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function whole(name: 'kills' | 'seed' | 'parallel', least: number): number {
  const value = Number(values[name]);
  return Number.isSafeInteger(value) && value >= least
    ? value
    : refuse(`--${name} takes a whole number from ${least}, not ${values[name]}`);
}

const values = read();
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const [kills, seed, parallel] = [whole('kills', 1), whole('seed', 0), whole('parallel', 1)];
const engine =
  values.engine === 'sqlite' || values.engine === 'postgres'
    ? values.engine
    : refuse(`--engine takes sqlite or postgres, not ${values.engine}`);
const control = values.control === undefined ? null : (JSON.parse(values.control) as Control);

/** A guard that was taken out, and the law that must be found broken for it. */
interface Control {
  readonly name: string;
  readonly about: string;
  readonly breaks: string;
  readonly lost?: number;
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

const began = performance.now();
const out = (text: string): void => void (values.json || process.stdout.write(`${text}\n`));
let stopServer = async (): Promise<void> => undefined;
if (control !== null) out(`without a guard (${control.name}): ${control.about}`);
const worlds = await campaign({
  kills,
  seed,
  parallel,
  database: engine === 'postgres' ? await postgres() : null,
  program: values.program,
  signal: stop.signal,
  // A server is gone with its databases.
  keep: control === null && engine === 'sqlite',
  ...(control?.lost === undefined ? {} : { lost: control.lost }),
  onKills: (done) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${kills} kills `);
  },
  onWorld: (world) => {
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    if (control === null) out(worldLine(world));
  },
}).finally(() => stopServer());

const seconds = Math.round((performance.now() - began) / 1000);
const about: About = {
  engine,
  seed,
  kills,
  seconds,
  cpu: Math.round(cpuSeconds()),
  control: control?.name ?? null,
};
const wrong = breaks(worlds);
const [lines, ok] =
  control === null ? [summaryOf(worlds, about, wrong), wrong.length === 0] : judged(control, worlds);
if (values.json) process.stdout.write(`${JSON.stringify(jsonOf(worlds, about, ok, wrong), null, 2)}\n`);
out(lines.join('\n'));
process.exitCode = ok ? 0 : 1;

/** A run without its guard that finds the law kept has proven nothing. */
function judged(
  { breaks: law }: Control,
  done: readonly WorldReport[],
): readonly [readonly string[], boolean] {
  const found = done.flatMap(({ broken }) => broken).filter((what) => what.startsWith(law));
  const [first] = found;
  return first === undefined
    ? [[`NOT CAUGHT: ${law}`], false]
    : [[`caught ${found.length} times: ${first}`, ''], true];
}

/** Of this process, and of all that it has started and seen the end of; where the system does not say, of this one alone. */
function cpuSeconds(): number {
  if (existsSync('/proc/self/stat')) {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ').slice(11, 15) ?? [];
    return fields.reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
  }
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return (userCPUTime + systemCPUTime) / 1e6;
}

/** The server of the tests, started for this run alone. */
async function postgres() {
  const { setup } = await import('../store/postgres-setup.ts');
  const { testDatabase } = await import('../store/postgres-server.ts');
  stopServer = await setup();
  return testDatabase;
}
