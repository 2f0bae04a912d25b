/** `npm run campaign -- --kills N --seed S [--engine postgres] [--naive]`: runs it, and prints what was found. */
import { parseArgs } from 'node:util';
import { type CampaignReport, campaign } from './campaign.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    engine: { type: 'string', default: 'sqlite' },
    naive: { type: 'boolean', default: false },
    child: { type: 'string', default: '' },
  },
});
const [kills, seed] = [Number(values.kills), Number(values.seed)];
if (!Number.isSafeInteger(kills) || kills < 1 || !Number.isSafeInteger(seed)) {
  process.stderr.write('--kills takes a whole number from 1, --seed a whole number\n');
  process.exit(2);
}
if (values.engine !== 'sqlite' && values.engine !== 'postgres') {
  process.stderr.write(`--engine takes sqlite or postgres, not ${values.engine}\n`);
  process.exit(2);
}

const began = performance.now();
let stopServer = async (): Promise<void> => undefined;
const report = await campaign({
  kills,
  seed,
  database: values.engine === 'postgres' ? await postgres() : null,
  naive: values.naive,
  child: values.child,
  onProgress: (done) => {
    if (process.stderr.isTTY)
      process.stderr.write(`\r${done.kills} of ${kills} kills, ${done.insideSend} inside a send `);
  },
}).finally(() => stopServer());
if (process.stderr.isTTY) process.stderr.write('\n');
process.stdout.write(`${lines(report).join('\n')}\n`);
process.exitCode = verdictOf(report);

/** The server of the tests, started for this run alone. */
async function postgres(): Promise<() => Promise<string>> {
  const { setup } = await import('../store/postgres-setup.ts');
  const { testDatabase } = await import('../store/postgres-server.ts');
  stopServer = await setup();
  return async () => (await testDatabase()).url;
}

function lines(done: CampaignReport): readonly string[] {
  const sum = (of: (world: CampaignReport['worlds'][number]) => number): number =>
    done.worlds.reduce((total, world) => total + of(world), 0);
  const share = Math.round((100 * done.insideSend) / Math.max(1, done.kills));
  return [
    `${values.engine}, seed ${seed}: ${done.ticks} ticks, ${done.kills} killed, ${done.insideSend} (${share} %) inside a send, in ${Math.round((performance.now() - began) / 1000)} s`,
    `accepted by the providers: ${sum((w) => w.accepted.texts)} texts, ${sum((w) => w.accepted.emails)} emails`,
    `left to a person: ${sum((w) => w.uncertain.texts)} texts, ${sum((w) => w.uncertain.emails)} emails`,
    `touches that went out twice: ${sum((w) => w.doubles)}`,
    ...done.worlds.flatMap(({ seed: of, broken }) =>
      broken.slice(0, 10).map((what) => `BROKEN (seed ${of}): ${what}`),
    ),
  ];
}

/** A run without its guard that shows no double has proven nothing. */
function verdictOf(done: CampaignReport): 0 | 1 {
  const doubles = done.worlds.some((world) => world.doubles > 0);
  if (values.naive) return doubles ? 0 : 1;
  const enough = done.insideSend >= 0.3 * done.kills;
  if (!enough) process.stdout.write('BROKEN: fewer than 30 % of the kills were inside a send\n');
  return enough && done.worlds.every(({ broken }) => broken.length === 0) ? 0 : 1;
}
