/** A world for one transcript: a folder of its own, a clock that only moves when told, and streams that are remembered. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { type Instant, instant } from '../../src/domain/time.ts';
import { shown as withoutPassword } from '../../src/store/postgres-errors.ts';
import { type TestDatabase, testDatabase } from '../store/postgres-server.ts';
import { databaseSetting } from '../store/test-store.ts';
import { parseLine } from './shell.ts';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
/** Stands for the temporary folder in what is compared, so that a transcript reads like somebody's terminal. */
const HOME = '/home/you';

export interface World {
  readonly root: string;
  setNow(text: string): void;
  cd(folder: string): void;
  setTerminal(on: boolean): void;
  writeFile(path: string, text: string): void;
  /** Copies a folder or file of the repository into the current folder. */
  copy(from: string, to?: string): void;
  /** Runs one line; the answer is what a terminal would show, both streams as they came. */
  run(line: string): Promise<string>;
  /** What the environment says of the database. */
  setting(): ReturnType<typeof databaseSetting>;
  /** Makes an empty database on a server, which has this address in what is typed and shown. */
  addDatabase(shown: string): Promise<void>;
  /** Lets the servers go that were started with `&` at the end of a line, and the databases. */
  stop(): Promise<void>;
  remove(): void;
}

export function createWorld(): World {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'leadseq-world-')));
  let now: Instant = instant(Date.parse('2026-03-03T10:00:00-06:00'));
  let cwd = root;
  let exit = 0;
  let terminal = false;
  let drawn = 0;
  let database: ReturnType<typeof databaseSetting> | null = null;
  const setting = (): ReturnType<typeof databaseSetting> => {
    database ??= databaseSetting();
    return database;
  };

  const background = new AbortController();
  const servers: Promise<unknown>[] = [];
  /** Servers take whatever port is free; what is shown and typed has the one that they have on anybody's machine. */
  const ports = new Map<number, number>();
  /** A database on the tests' server, by the address that it has in what is shown. */
  const databases = new Map<string, TestDatabase>();
  const translate = (text: string, from: 'shown' | 'real'): string => {
    const withPorts = [...ports].reduce(
      (all, [shown, real]) =>
        from === 'shown'
          ? all.replace(new RegExp(`\\b${shown}\\b`, 'g'), String(real))
          : all.replaceAll(` --port ${real}`, '').replaceAll(String(real), String(shown)),
      text,
    );
    return [...databases].reduce(
      (all, [shown, { url }]) =>
        from === 'shown' ? all.replaceAll(shown, url) : all.replaceAll(withoutPassword(url), shown),
      withPorts,
    );
  };

  const random = (bytes: number): Uint8Array => {
    const hash = createHash('shake256', { outputLength: bytes });
    return new Uint8Array(hash.update(`world ${drawn++}`).digest());
  };

  /** Starts a server as `seq dev … &` in a shell does, and answers with what it says before it waits. */
  async function startServer(words: readonly string[]): Promise<string> {
    const usual = words.includes('smtp') ? 2525 : 4010;
    const port = await freePort();
    ports.set(usual, port);
    let said = '';
    let hasSaid = (): void => {};
    const listening = new Promise<void>((resolve) => {
      hasSaid = resolve;
    });
    const say = (text: string): void => {
      said += text;
      // The last thing that each of them says before it waits.
      if (/Ctrl-C ends/.test(text)) hasSaid();
    };
    const stream = { write: say, isTTY: false, columns: 80 };
    const io: Io = {
      name: 'seq',
      program: ['/usr/bin/node', '/opt/leadseq/bin/seq'],
      stdin: Object.assign(bytesOf(''), { isTTY: false }),
      stdout: stream,
      stderr: stream,
      env: { NO_COLOR: '1', HOME: root },
      cwd,
      now: () => now,
      random,
      signal: background.signal,
    };
    const server = main([...words.slice(1), '--port', String(port)], io);
    servers.push(server);
    await Promise.race([listening, server]);
    const shown = said.trimEnd();
    return `${translate(shown.replaceAll(root, HOME), 'real')}\n`;
  }

  async function runOne(words: readonly string[], env: Readonly<Record<string, string>>, stdin: string) {
    let stdout = '';
    let shown = '';
    const [command = '', ...args] = words;
    const say = (text: string) => {
      stdout += text;
      shown += text;
    };
    exit = command === 'echo' ? exit : 0;
    switch (command) {
      case 'seq':
      case 'leadseq':
      case './bin/seq': {
        const io: Io = {
          name: command === 'leadseq' ? 'leadseq' : 'seq',
          program: ['/usr/bin/node', '/opt/leadseq/bin/seq'],
          stdin: Object.assign(bytesOf(stdin), { isTTY: false }),
          stdout: { write: say, isTTY: terminal, columns: 80 },
          stderr: {
            write: (text) => {
              shown += text;
            },
            isTTY: false,
            columns: 80,
          },
          env: { NO_COLOR: '1', HOME: root, ...(await setting()), ...env },
          cwd,
          now: () => now,
          random,
          signal: new AbortController().signal,
        };
        exit = await main(args, io);
        break;
      }
      case 'cd':
        cwd = resolve(cwd, args[0] ?? root);
        break;
      case 'cat':
        say(
          args.length === 0 ? stdin : args.map((name) => readFileSync(resolve(cwd, name), 'utf8')).join(''),
        );
        break;
      case 'head':
        say(
          `${stdin
            .split('\n')
            .slice(0, Number(args[0]?.replace(/^-n?/, '') ?? 10))
            .join('\n')}\n`,
        );
        break;
      case 'grep': {
        const after = args[0]?.startsWith('-A') ? Number(args[0].slice(2)) : 0;
        const lines = stdin.split('\n');
        const found = lines.flatMap((line, at) => (line.includes(args.at(-1) ?? '') ? [at] : []));
        say(
          lines
            .filter((_, at) => found.some((hit) => at >= hit && at <= hit + after))
            .map((line) => `${line}\n`)
            .join(''),
        );
        break;
      }
      case 'ls':
        for (const name of list(resolve(cwd, args.find((word) => !word.startsWith('-')) ?? '.'), args))
          say(`${name}\n`);
        break;
      case 'echo':
        say(`${args.map((word) => (word === '$?' ? String(exit) : word)).join(' ')}\n`);
        exit = 0;
        break;
      case 'chmod':
        chmodSync(resolve(cwd, args[1] ?? ''), Number.parseInt(args[0] ?? '', 8));
        break;
      case 'mkdir':
        mkdirSync(resolve(cwd, args.at(-1) ?? ''), { recursive: true });
        break;
      case 'rm':
        rmSync(resolve(cwd, args.at(-1) ?? ''), { recursive: true });
        break;
      case 'cp':
        cpSync(resolve(cwd, args.at(-2) ?? ''), resolve(cwd, args.at(-1) ?? ''), { recursive: true });
        break;
      default:
        throw new Error(`a transcript cannot run "${command}"`);
    }
    return { stdout, shown };
  }

  return {
    root,
    setting,
    setNow: (text) => {
      now = /^\+/.test(text) ? instant(now + span(text.slice(1))) : instant(Date.parse(text));
      if (Number.isNaN(now)) throw new Error(`not a time: ${text}`);
    },
    cd: (folder) => {
      cwd = resolve(root, folder);
      mkdirSync(cwd, { recursive: true });
    },
    setTerminal: (on) => {
      terminal = on;
    },
    writeFile: (path, text) => {
      mkdirSync(dirname(resolve(cwd, path)), { recursive: true });
      writeFileSync(resolve(cwd, path), translate(text, 'shown'));
    },
    copy: (from, to = '.') => cpSync(join(REPOSITORY, from), resolve(cwd, to), { recursive: true }),
    run: async (typed) => {
      let line = typed;
      const fake = ports.get(4010);
      const tells = fake !== undefined && /^seq dev (text|faults) /.test(line) && !line.includes('--port');
      if (tells) line += ` --port ${fake}`;
      const [, server, file] = /^(seq dev .*?)(?: > (\S+))? &$/.exec(line) ?? [];
      if (server !== undefined) {
        const said = await startServer(server.split(/\s+/));
        if (file === undefined) return said;
        writeFileSync(resolve(cwd, file), said);
        return '';
      }
      const { env, parts, stdin, stdout } = parseLine(translate(line, 'shown'));
      let input = stdin === null ? '' : readFileSync(resolve(cwd, stdin), 'utf8');
      let shown = '';
      for (const [at, words] of parts.entries()) {
        if (words.length === 0) continue;
        const answer = await runOne(words, env, input);
        input = answer.stdout;
        const last = at === parts.length - 1;
        if (last && stdout !== null) writeFileSync(resolve(cwd, stdout), answer.stdout);
        shown += last && stdout === null ? answer.shown : withoutStdout(answer);
      }
      return onAnyMachine(translate(shown.replaceAll(root, HOME), 'real'));
    },
    addDatabase: async (shown) => {
      databases.set(shown, await testDatabase());
    },
    stop: async () => {
      background.abort();
      await Promise.all(servers);
      for (const { drop } of databases.values()) await drop();
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** What differs from one machine to the next, as it was on one of them. */
const OF_THIS_MACHINE: readonly (readonly [RegExp, string])[] = [
  [/\bNode v\d[\d.]*/g, 'Node v24.11.1'],
  [/\btime zones of \d{4}[a-z]/g, 'time zones of 2025c'],
  [/\bSQLite \d[\d.]*/g, 'SQLite 3.53.2'],
  [/\bPostgreSQL \d[\d.]*/g, 'PostgreSQL 15.18'],
  [/\b[\d.]+ [GM]B are free\b/g, '68.9 GB are free'],
  // Runs name the machine and its processes; events name the machine that the database is at home on.
  [/^( +(?:run|event) +\d+ +)[\da-f]{16}$/gm, '$18c41f07b2d9e6a53'],
];
const onAnyMachine = (text: string): string =>
  OF_THIS_MACHINE.reduce((all, [seen, told]) => all.replace(seen, told), text);

/** What still reaches the terminal when standard output goes elsewhere. */
function withoutStdout(answer: { readonly stdout: string; readonly shown: string }): string {
  return answer.shown === answer.stdout ? '' : answer.shown.replace(answer.stdout, '');
}

/** One that nobody listens on at this moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  if (text !== '') yield new TextEncoder().encode(text);
}

function list(folder: string, args: readonly string[]): readonly string[] {
  const all = args.some((word) => /^-\w*a/.test(word));
  return readdirSync(folder)
    .filter((name) => all || !name.startsWith('.'))
    .sort();
}

function span(text: string): number {
  const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  return [...text.matchAll(/(\d+)([smhd])/g)].reduce(
    (sum, [, n, unit = '']) => sum + Number(n) * (units[unit] ?? 0),
    0,
  );
}
