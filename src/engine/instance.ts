/** Binds a database to the machine that sends from it: a clone, or an older copy, sends nothing until it is adopted. */
import { statSync } from 'node:fs';
import { placeInCluster, type Reach, reachOf } from '../store/backups.ts';
import type { Driver, Handle } from '../store/driver.ts';
import { allMeta, dropMeta, putMeta } from '../store/meta.ts';
import { type Machine, thisMachine } from './machine.ts';
import { readMarker, writeMarker } from './marker.ts';
import { databasePath } from './open-workspace.ts';
import type { Obstacle } from './tick-options.ts';
import type { Workspace } from './workspace.ts';

/** What tells this database from a copy of it. */
interface Home {
  readonly engine: Driver['engine'];
  /** Of the machine; null on PostgreSQL, which several machines share, and where none can be told. */
  readonly machine: string | null;
  readonly host: string;
  /** Of the file, by its number on the disk, or of the database in its cluster: a copy has another one. */
  readonly place: string | null;
}

export type Binding =
  | { readonly kind: 'bound'; readonly database: string }
  /** Nothing was ever sent from it by a program that binds. */
  | { readonly kind: 'unbound'; readonly database: string }
  | { readonly kind: 'restored'; readonly from: string }
  | { readonly kind: 'other_machine'; readonly host: string; readonly here: string }
  | { readonly kind: 'copied' }
  | { readonly kind: 'other_database' }
  | { readonly kind: 'older'; readonly events: number; readonly runs: number }
  | { readonly kind: 'no_marker' }
  | { readonly kind: 'damaged_marker' };

type Bound = Pick<Workspace, 'root' | 'db'>;

export async function bindingOf(ws: Bound, machine: Machine = thisMachine()): Promise<Binding> {
  const meta = await allMeta(ws.db);
  const database = meta.get('instance') ?? '';
  const restored = meta.get('restored');
  if (restored !== undefined) return { kind: 'restored', from: restored };
  const home = readHome(meta.get('home'));
  const here = await homeHere(ws, machine);
  // A database that was moved to another engine on purpose is at home nowhere yet.
  const known = home?.engine === here.engine ? home : null;
  if (known !== null && differ(known.machine, here.machine))
    return { kind: 'other_machine', host: known.host, here: here.host };
  if (known !== null && differ(known.place, here.place)) return { kind: 'copied' };
  const marker = readMarker(ws.root);
  if (marker === 'damaged') return { kind: 'damaged_marker' };
  if (marker === 'missing') {
    // On PostgreSQL every machine makes its own when it first sends.
    if (known === null || here.engine === 'postgres') return { kind: 'unbound', database };
    return { kind: 'no_marker' };
  }
  if (marker.database !== database) return { kind: 'other_database' };
  const reach = await reachOf(ws.db);
  const [events, runs] = [marker.events - reach.events, marker.runs - reach.runs];
  if (events > 0 || runs > 0) return { kind: 'older', events: Math.max(0, events), runs: Math.max(0, runs) };
  return known === null ? { kind: 'unbound', database } : { kind: 'bound', database };
}

/** Null when it may send. A workspace from before there were markers gets its own here, without a word. */
export async function instanceObstacle(ws: Workspace): Promise<Obstacle | null> {
  const binding = await bindingOf(ws);
  if (binding.kind === 'bound') return null;
  if (binding.kind === 'unbound') {
    await bind(ws, binding.database);
    return null;
  }
  return {
    kind: 'instance',
    message: `${describeBinding(binding)} Nothing was sent. To see what is known, and to go on from here: adopt.`,
  };
}

/** The marker first: a home without one would be taken for a copy. */
export async function bind(ws: Bound, database: string): Promise<void> {
  writeMarker(ws.root, { database, ...(await reachOf(ws.db)) }, true);
  const home = await homeHere(ws, thisMachine());
  await ws.db.tx(async (handle) => {
    await putMeta(handle, 'home', JSON.stringify(home));
    await putMeta(handle, 'instance', database);
    await dropMeta(handle, 'restored');
  });
}

/**
 * Notes how far the database has come, before requests of which it knows leave: whatever copy is put back after a crash
 * was made before them, and is behind. `certain` once a run, when it begins: its number is already more than any earlier
 * copy has. Between its batches a file that survives a crash, but perhaps no power cut, costs no wait for the disk.
 */
export async function noteReach(ws: Bound, certain: boolean, db: Handle = ws.db): Promise<void> {
  const marker = readMarker(ws.root);
  if (typeof marker === 'string') return;
  const reach = await reachOf(db);
  // Another tick may know more already.
  if (!certain && isBehind(reach, marker)) return;
  const { events, runs } = marker;
  const furthest: Reach = { events: Math.max(events, reach.events), runs: Math.max(runs, reach.runs) };
  writeMarker(ws.root, { database: marker.database, ...furthest }, certain);
}

const isBehind = (reach: Reach, marker: Reach): boolean =>
  reach.events <= marker.events && reach.runs <= marker.runs;

const differ = (a: string | null, b: string | null): boolean => a !== null && b !== null && a !== b;

async function homeHere({ root, db }: Bound, machine: Machine): Promise<Home> {
  const { engine } = db;
  if (engine === 'postgres')
    return { engine, machine: null, host: machine.host, place: await placeInCluster(db) };
  const file = statSync(databasePath(root), { bigint: true, throwIfNoEntry: false });
  return {
    engine,
    machine: machine.id,
    host: machine.host,
    place: file === undefined ? null : `${file.ino}`,
  };
}

function readHome(stored: string | undefined): Home | null {
  if (stored === undefined) return null;
  try {
    return JSON.parse(stored) as Home;
  } catch {
    return null;
  }
}

/** What was seen, and what would come of it. */
export function describeBinding(binding: Exclude<Binding, { readonly kind: 'bound' | 'unbound' }>): string {
  switch (binding.kind) {
    case 'restored':
      return `This database was put back from ${binding.from}, and does not know what was sent after that backup was made: people would be texted again.`;
    case 'other_machine':
      return `This database was last sent from on ${binding.host}, and this is ${binding.here}. If both went on, people would be texted by both.`;
    case 'copied':
      return 'This database is a copy of the one that was sent from. If both went on, people would be texted by both.';
    case 'other_database':
      return 'This is another database than the one that was sent from here before: people that it knows nothing of would be texted again.';
    case 'older':
      return `This database is older than the one that was sent from here: ${behind(binding)} are missing from it, and people would be texted again.`;
    case 'no_marker':
      return 'The marker .leadseq/instance is gone, which says how far sending from here had come: an older database could not be told from the right one.';
    case 'damaged_marker':
      return 'The marker .leadseq/instance cannot be read, which says how far sending from here had come: an older database could not be told from the right one.';
  }
}

function behind({ events, runs }: Reach): string {
  const count = (n: number, one: string): string =>
    `${n.toLocaleString('en-US')} ${one}${n === 1 ? '' : 's'}`;
  return [
    ...(events > 0 ? [count(events, 'later event')] : []),
    ...(runs > 0 ? [count(runs, 'later run')] : []),
  ].join(' and ');
}
