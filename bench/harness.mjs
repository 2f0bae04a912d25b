/** Times contestants side by side in one run: each round runs every one of them in turn, and medians and ratios are reported. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';

/** The middle value; the mean of the middle two for an even count. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs every contestant once for each round, in turn, so that a machine that slows down slows all of them.
 * A contestant is `{ name, run }`; `run` may be async and may return a number of milliseconds that it measured itself.
 */
export async function race(contestants, { rounds = 11, warmups = 2 } = {}) {
  const times = new Map(contestants.map(({ name }) => [name, []]));
  for (let round = -warmups; round < rounds; round++) {
    for (const { name, run } of contestants) {
      const began = performance.now();
      const own = await run();
      const took = typeof own === 'number' ? own : performance.now() - began;
      if (round >= 0) times.get(name).push(took);
    }
  }
  return contestants.map(({ name }) => {
    const all = times.get(name);
    return { name, median: median(all), least: Math.min(...all), most: Math.max(...all) };
  });
}

/** Prints a race: each contestant's median, its spread and its multiple of the first one, which is the peer. */
export function report(title, results, { unit = 'ms', limit } = {}) {
  const [peer] = results;
  process.stdout.write(`\n${title}\n`);
  for (const { name, median: middle, least, most } of results) {
    const ratio = middle / peer.median;
    const verdict =
      limit?.[name] === undefined
        ? ''
        : ratio <= limit[name]
          ? `  limit ${limit[name]}: held`
          : `  limit ${limit[name]}: MISSED`;
    process.stdout.write(
      `  ${name.padEnd(44)} ${middle.toFixed(1).padStart(9)} ${unit}  (${least.toFixed(1)}–${most.toFixed(1)})  × ${ratio.toFixed(2)}${verdict}\n`,
    );
  }
}

/** A process to its end, loudly when it fails. */
export function must(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  if (result.error) throw result.error;
  if (result.status !== (options.status ?? 0)) {
    throw new Error(
      `${command} ${args.join(' ')} ended with ${result.status}\n${result.stdout}\n${result.stderr}`,
    );
  }
  return result;
}

/** What the figures were measured on, for the record. */
export function machine() {
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.version}`;
}

/** A bench's own file as a server, in a process of its own; its first line is the port. */
export async function startServer(file) {
  const child = spawn(process.execPath, [file, 'server'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return { child, port: Number(line) };
}

/** A tick of the kernel's clock, in which it counts a process's time. */
const TICK_MS = 10;

/** A process to its end: its milliseconds, those of them that it had a processor, and the most memory it held, in MiB, as the kernel counted them. */
export function timed(command, args, { input, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'inherit'], ...options });
    let peak = 0;
    let cpu = 0;
    const look = setInterval(() => {
      try {
        // Behind the name in parentheses, which may hold spaces: user and system time are the 12th and 13th field.
        const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ').pop().split(' ');
        cpu = Math.max(cpu, (Number(fields[11]) + Number(fields[12])) * TICK_MS);
        const [, kib] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
        peak = Math.max(peak, Number(kib ?? 0) / 1024);
      } catch {
        // It has just ended; the last look stands.
      }
    }, 20);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(look);
      if (code === 0) resolve({ ms: performance.now() - began, cpu, mib: peak });
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}`));
    });
    if (input !== undefined) child.stdin.write(input);
    child.stdin.end();
  });
}
