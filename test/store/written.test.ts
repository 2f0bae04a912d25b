/** How far a file has been written, which spares the last look its reading while nobody has written. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writtenSoFar } from '../../src/store/last-look.ts';
import { putMeta } from '../../src/store/meta.ts';
import { openStore } from '../../src/store/open.ts';
import { PEPPER, TUESDAY } from './fixture.ts';
import { scratchFile } from './scratch.ts';

const READ = 'SELECT count(*) AS n FROM attempt';

test('it stays the same exactly as long as nobody writes, through this connection or another', async () => {
  const path = scratchFile();
  const options = { path, pepper: PEPPER, now: TUESDAY };
  const ours = await openStore({ ...options, create: true });
  const theirs = await openStore({ ...options, create: false });
  const connections = { ours, theirs };
  let n = 0;
  const next = (): string => {
    n += 1;
    return `${n}`;
  };
  const act = fc.record({
    who: fc.constantFrom('ours', 'theirs'),
    what: fc.constantFrom('reads', 'writes', 'writes in a transaction', 'is undone'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 6 }), async (acts) => {
      const before = await ours.tx(async (handle) => {
        await putMeta(handle, 'home', next());
        return writtenSoFar(handle);
      });
      for (const { who, what } of acts) {
        const db = connections[who as keyof typeof connections];
        if (what === 'reads') await db.all(READ);
        if (what === 'writes') await putMeta(db, 'home', next());
        if (what === 'writes in a transaction') await db.tx((handle) => putMeta(handle, 'home', next()));
        if (what === 'is undone')
          await db
            .tx(async () => {
              throw new Error('undone');
            })
            .catch(() => undefined);
      }
      const wrote = acts.some(({ what }) => what.startsWith('writes'));
      expect((await writtenSoFar(ours)) === before).toBe(!wrote);
    }),
    { numRuns: 80 },
  );
  await ours.close();
  await theirs.close();
});
