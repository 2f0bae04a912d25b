/** A database sends from one place: a copy of it, an older one, or another machine's sends nothing until a person adopts it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adopt } from '../../src/engine/adopt.ts';
import { bindingOf } from '../../src/engine/instance.ts';
import { askingFirst } from '../../src/engine/lost-days.ts';
import { markerPath } from '../../src/engine/marker.ts';
import { pauseScope, resumeScope } from '../../src/engine/pausing.ts';
import { tick } from '../../src/engine/tick.ts';
import type { Sighting, Sought } from '../../src/transport/transport.ts';
import { scripted, tickDefaults } from '../engine/kit.ts';
import { createPlace, type Place } from './place.ts';

let here: Place;
const places: Place[] = [];
beforeEach(async () => {
  here = createPlace();
  places.push(here);
  await here.enroll();
});
afterEach(async () => {
  for (const place of places.splice(0)) await place.remove();
});

const sends = { obstacle: null, sent: 1 };
const refuses = { sent: 0, endedBy: 'obstacle', obstacle: { kind: 'instance' } };

const cutShort = ({ root }: Place): void => writeFileSync(markerPath(root), '{"version":1,"data');

async function adoptHere(place: Place) {
  return adopt(await place.ws(), { ...tickDefaults(place.clock), ...scripted() });
}

describe('where it is at home', () => {
  it('it sends, and is bound by its first tick without a word', async () => {
    expect(await bindingOf(await here.ws())).toMatchObject({ kind: 'unbound' });
    expect(await here.tick()).toMatchObject(sends);
    expect(await bindingOf(await here.ws())).toMatchObject({ kind: 'bound' });
    await here.enroll();
    expect(await here.tick()).toMatchObject(sends);
  });

  it('it still does when it is closed and opened again', async () => {
    await here.tick();
    await here.close();
    await here.enroll();
    expect(await here.tick()).toMatchObject(sends);
  });

  it('the marker is for its owner alone, and names no person', async () => {
    await here.tick();
    const marker = JSON.parse(readFileSync(markerPath(here.root), 'utf8'));
    expect(Object.keys(marker)).toEqual(['version', 'database', 'events', 'runs']);
  });
});

describe('what must not send', () => {
  it('a copy of the whole folder', async () => {
    await here.tick();
    const there = await here.copy();
    places.push(there);
    await there.enroll();
    const report = await there.tick();
    expect(report).toMatchObject(refuses);
    expect(report.obstacle?.message).toBe(
      'This database is a copy of the one that was sent from. If both went on, people would be texted by both. ' +
        'Nothing was sent. To see what is known, and to go on from here: adopt.',
    );
    expect(there.ledger).toEqual([]);
    // The one it was copied from goes on.
    await here.enroll();
    expect(await here.tick()).toMatchObject(sends);
  });

  it('an older copy put back in its place', async () => {
    await here.tick();
    await here.close();
    const old = await here.keep();
    await here.enroll();
    expect(await here.tick()).toMatchObject(sends);
    await here.putBack(old);
    await here.enroll();
    const report = await here.tick();
    expect(report).toMatchObject(refuses);
    expect(report.obstacle?.message).toMatch(
      /^This database is older .*: \d+ later events? and 1 later run are missing/,
    );
  });

  it('an older copy, also when the run that it lacks was cut off before it ended', async () => {
    await here.tick();
    await here.close();
    const old = await here.keep();
    await here.enroll();
    const died = here.tick({
      crash: (step) => {
        if (step === 'after request') throw new Error('the power went');
      },
    });
    await expect(died).rejects.toThrow('the power went');
    expect(here.ledger).toHaveLength(2);
    await here.putBack(old);
    await here.enroll();
    expect(await here.tick()).toMatchObject(refuses);
    expect(here.ledger).toHaveLength(2);
  });

  it('a copy made in the middle of the run that went on', async () => {
    await here.enroll();
    let middle = '';
    await here.tick({
      limit: 1,
      crash: async (step) => {
        if (step === 'after run is started') middle = await here.keep();
      },
    });
    await here.putBack(middle);
    expect(await here.tick()).toMatchObject(refuses);
    expect(here.ledger).toHaveLength(1);
  });

  it('another database in its place', async () => {
    await here.tick();
    const other = createPlace();
    places.push(other);
    await other.enroll();
    await other.close();
    await here.putBack(await other.keep());
    expect(await here.tick()).toMatchObject({ ...refuses, obstacle: { kind: 'instance' } });
    expect(await bindingOf(await here.ws())).toEqual({ kind: 'other_database' });
  });

  it('one whose marker is cut short', async () => {
    await here.tick();
    cutShort(here);
    await here.enroll();
    expect(await here.tick()).toMatchObject(refuses);
    expect(await bindingOf(await here.ws())).toEqual({ kind: 'damaged_marker' });
  });

  it('and a dry run may be looked at all the same', async () => {
    await here.tick();
    cutShort(here);
    await here.enroll();
    expect(await here.tick({ dryRun: true })).toMatchObject({ sent: 1, obstacle: null });
  });
});

describe('adopted', () => {
  it('it sends, and the one it was copied from is another database from then on', async () => {
    await here.tick();
    const there = await here.copy();
    places.push(there);
    await there.enroll();
    await adoptHere(there);
    expect(await there.tick()).toMatchObject(sends);
    // A backup from before, put in the adopted one's place, is not taken for it.
    await here.close();
    await there.putBack(await here.keep());
    expect(await bindingOf(await there.ws())).toMatchObject({
      kind: expect.stringMatching(/copied|other_database/),
    });
    expect(await there.tick()).toMatchObject(refuses);
  });

  it('what the provider has sent already is marked so, and does not go again; what it may have, is held', async () => {
    await here.tick();
    const there = await here.copy();
    places.push(there);
    for (let lead = 0; lead < 3; lead += 1) await there.enroll();
    const { transports, ledger } = scripted();
    let asked = 0;
    const look = async () => {
      asked += 1;
      if (asked === 1) return { kind: 'found', providerIds: ['SM-of-the-lost-day'] } as const;
      return asked === 2
        ? ({ kind: 'unclear', detail: 'the list was cut' } as const)
        : ({ kind: 'absent' } as const);
    };
    const options = {
      ...tickDefaults(there.clock),
      transports: { ...transports, sms: { ...transports.sms, look } },
    };
    expect(await adopt(await there.ws(), options)).toMatchObject({
      asked: { sent: 1, uncertain: 1, obstacle: null },
    });
    expect(asked).toBe(3);
    expect(ledger).toEqual([]);
    const { db } = await there.ws();
    expect(
      await db.all(
        "SELECT state FROM attempt WHERE code = 'adopted' OR provider_id = 'SM-of-the-lost-day' ORDER BY id",
      ),
    ).toEqual([{ state: 'sent' }, { state: 'uncertain' }, { state: 'unsent' }]);
    there.clock.now = (there.clock.now + 120_000) as typeof there.clock.now;
    expect(await there.tick()).toMatchObject({ ...sends });
    expect(there.ledger).toHaveLength(1);
  });

  it('what was sent in the lost days does not go again either when a pause held it back at that moment', async () => {
    await here.tick();
    await here.enroll();
    const there = await here.copy();
    places.push(there);
    const sent = here.ledger.length;
    await here.tick();
    const { transports, ledger } = scripted();
    const look = async ({ body }: Sought): Promise<Sighting> =>
      here.ledger.slice(sent).some(({ message }) => 'body' in message && message.body === body)
        ? { kind: 'found', providerIds: ['SM-of-the-lost-day'] }
        : { kind: 'absent' };
    const ws = await there.ws();
    const sms = askingFirst(ws.db, () => there.clock.now, { ...transports.sms, look });
    const options = { ...tickDefaults(there.clock), transports: { ...transports, sms } };
    const everything = { business: null, channel: null, sequence: null };
    const now = there.clock.now;
    await ws.db.tx((handle) => pauseScope(handle, everything, 'let us see first', now));
    expect(await adopt(ws, options)).toMatchObject({ asked: { sent: 0, obstacle: null } });
    await ws.db.tx((handle) => resumeScope(handle, everything, now));
    expect(await tick(ws, options)).toMatchObject({ sent: 1 });
    expect(ledger).toEqual([]);
    expect(
      await ws.db.all("SELECT provider_id FROM attempt WHERE provider_id = 'SM-of-the-lost-day'"),
    ).toHaveLength(1);
  });
});
