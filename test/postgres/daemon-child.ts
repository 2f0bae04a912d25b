/** The daemon in a process of its own, as it is typed, on a clock that begins where the test says. */
import { main } from '../../src/cli/main.ts';
import { instant } from '../../src/domain/time.ts';

const [root = '', at = '', ...words] = process.argv.slice(2);
const began = Date.now();
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort('SIGTERM'));
const stream = (to: NodeJS.WriteStream) => ({
  write: (text: string) => void to.write(text),
  isTTY: false,
  columns: 80,
});
process.exitCode = await main(words, {
  name: 'seq',
  program: ['/usr/bin/node', '/opt/leadseq/bin/seq'],
  stdin: Object.assign((async function* (): AsyncGenerator<Uint8Array> {})(), { isTTY: false }),
  stdout: stream(process.stdout),
  stderr: stream(process.stderr),
  env: { NO_COLOR: '1', HOME: root },
  cwd: root,
  now: () => instant(Number(at) + Date.now() - began),
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  signal: stop.signal,
});
