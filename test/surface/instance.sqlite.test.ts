/** A file sends from one machine, and its marker must be there; a server is shared by several, each of which makes its own. */
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bindingOf, describeBinding } from '../../src/engine/instance.ts';
import { markerPath } from '../../src/engine/marker.ts';
import { getMeta, putMeta } from '../../src/store/meta.ts';
import { createPlace, type Place } from './place.ts';

let here: Place;
beforeEach(async () => {
  here = createPlace();
  await here.enroll();
});
afterEach(() => here.remove());

it('the same file on another machine; a container, which is another one after every update, is not asked', async () => {
  await here.tick();
  const { db } = await here.ws();
  const home = JSON.parse((await getMeta(db, 'home')) ?? '');
  await putMeta(db, 'home', JSON.stringify({ ...home, machine: 'e'.repeat(32), host: 'web-1' }));
  const on = async (id: string | null, host: string) => bindingOf(await here.ws(), { id, host });
  expect(await on('f'.repeat(32), 'web-2')).toEqual({
    kind: 'other_machine',
    host: 'web-1',
    here: 'web-2',
  });
  expect(await on('e'.repeat(32), 'web-1')).toMatchObject({ kind: 'bound' });
  expect(await on(null, 'b1946ac92492')).toMatchObject({ kind: 'bound' });
  expect(describeBinding({ kind: 'other_machine', host: 'web-1', here: 'web-2' })).toBe(
    'This database was last sent from on web-1, and this is web-2. If both went on, people would be texted by both.',
  );
});

it('one whose marker is gone sends nothing', async () => {
  await here.tick();
  rmSync(markerPath(here.root));
  await here.enroll();
  expect(await here.tick()).toMatchObject({ sent: 0, endedBy: 'obstacle', obstacle: { kind: 'instance' } });
  expect(await bindingOf(await here.ws())).toEqual({ kind: 'no_marker' });
});
