/** What follows a webhook: never two ticks at once, one more when something came in meanwhile, and none after the end. */
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { inTheWake } from '../../src/engine/in-the-wake.ts';

/** A beat that lasts until it is let go, and counts how many run at once. */
function slowBeat() {
  const seen = { begun: 0, running: 0, most: 0 };
  const waiting: (() => void)[] = [];
  const beat = async (): Promise<void> => {
    seen.begun += 1;
    seen.running += 1;
    seen.most = Math.max(seen.most, seen.running);
    await new Promise<void>((resolve) => waiting.push(resolve));
    seen.running -= 1;
  };
  const letGo = async (): Promise<void> => {
    waiting.shift()?.();
    await turn();
    await turn();
  };
  return { beat, seen, letGo };
}

it('a thousand words during one tick make one more tick', async () => {
  const { beat, seen, letGo } = slowBeat();
  const wake = inTheWake(beat);
  wake.call();
  expect(seen.begun).toBe(0);
  await turn();
  expect(seen.begun).toBe(1);
  for (let n = 0; n < 1_000; n++) wake.call();
  await letGo();
  expect(seen.begun).toBe(2);
  await letGo();
  expect(seen).toEqual({ begun: 2, running: 0, most: 1 });
  wake.call();
  await turn();
  expect(seen.begun).toBe(3);
  await letGo();
  await wake.end();
});

it('the end waits for the tick that is under way, and begins none of those that were asked for', async () => {
  const { beat, seen, letGo } = slowBeat();
  const wake = inTheWake(beat);
  wake.call();
  await turn();
  wake.call();
  let ended = false;
  const end = wake.end().then(() => {
    ended = true;
  });
  await turn();
  expect(ended).toBe(false);
  await letGo();
  await end;
  wake.call();
  await turn();
  expect(seen.begun).toBe(1);
});
