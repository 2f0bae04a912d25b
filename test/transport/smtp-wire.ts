/** A mail client of few words: says one line, waits for the answer. */
import { connect } from 'node:net';

export interface Wire {
  /** The whole reply; 'closed' once the server has hung up, 'silence' when nothing comes for so many milliseconds. */
  say(line: string, patience?: number): Promise<string>;
  close(): void;
}

/** Long enough for whatever is not silent on purpose. */
const PATIENCE = 60_000;

export async function wire(port: number, first = PATIENCE): Promise<{ greeting: string; wire: Wire }> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  let closed = false;
  const changed = new Set<() => void>();
  const wake = (): void => {
    for (const one of changed) one();
  };
  socket.on('data', (chunk) => {
    heard += chunk.toString('latin1');
    wake();
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    closed = true;
    wake();
  });
  const answer = (patience: number): Promise<string> =>
    new Promise((resolve) => {
      const done = (text: string): void => {
        clearTimeout(timer);
        changed.delete(look);
        resolve(text);
      };
      const look = (): void => {
        const whole = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(heard)?.[0];
        if (whole !== undefined) {
          heard = heard.slice(whole.length);
          done(whole.trimEnd());
        } else if (closed) done('closed');
      };
      const timer = setTimeout(() => done('silence'), patience);
      changed.add(look);
      look();
    });
  const greeting = await answer(first);
  return {
    greeting,
    wire: {
      say: async (line, patience = PATIENCE) => {
        socket.write(`${line}\r\n`);
        return answer(patience);
      },
      close: () => socket.destroy(),
    },
  };
}
