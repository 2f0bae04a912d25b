/** A question to a provider that gets an answer or none, never more time than it may take, and never throws. */
import { SECOND } from '../domain/time.ts';

export type Answer<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'silent'; readonly code: string; readonly detail: string };

/** As long as a send may take: a list of several pages included. */
const PATIENCE = 30 * SECOND;

/** What a transport that ignores its deadline is still given. */
const GRACE = SECOND;

export function within<T>(
  signal: AbortSignal,
  ask: (signal: AbortSignal) => Promise<T>,
  patience: number = PATIENCE,
): Promise<Answer<T>> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  return new Promise((resolve) => {
    const done = (answer: Answer<T>): void => {
      clearTimeout(deadline);
      clearTimeout(end);
      signal.removeEventListener('abort', stop);
      resolve(answer);
    };
    const deadline = setTimeout(stop, patience);
    const end = setTimeout(
      () => done({ kind: 'silent', code: 'timeout', detail: 'the provider did not answer in time' }),
      patience + GRACE,
    );
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    Promise.resolve()
      .then(() => ask(abort.signal))
      .then(
        (value) => done({ kind: 'answered', value }),
        (error: unknown) =>
          done({
            kind: 'silent',
            code: 'threw',
            detail: error instanceof Error ? error.message : String(error),
          }),
      );
  });
}
