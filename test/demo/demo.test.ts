import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../src/cli/demo/check.ts';
import { openSqlite } from '../../src/store/sqlite-driver.ts';
import { createWorld, type World } from '../cli/world.ts';

let world: World;
let shown: string;
beforeAll(async () => {
  world = createWorld();
  shown = await world.run('seq demo --keep trial');
});
afterAll(() => world.remove());

/** The block of one lead, from the name to the next empty line. */
const blockOf = (name: string): string => {
  const from = shown.indexOf(`\n${name}`);
  return shown.slice(from + 1, shown.indexOf('\n\n', from + 1));
};

const open = () => openSqlite(join(world.root, 'trial/.leadseq/leadseq.db'), { create: false });

describe('the demo', () => {
  it('shows both shipped sequences, and a timetable no wider than 80 columns', () => {
    expect(shown).toContain('framework-14');
    expect(shown).toContain('follow-up-7');
    expect(shown.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('answers an inquiry after hours at once, and keeps the next text for the day', () => {
    expect(blockOf('James Carter')).toContain(
      'Tue Mar  3  21:47  text   hello            20 seconds after the inquiry,',
    );
    expect(blockOf('James Carter')).toContain('after hours');
    expect(blockOf('James Carter')).toContain('Thu Mar  5  11:00  text   after-voicemail');
  });

  it('holds an email for 48 hours, and names the email it waited for', () => {
    const block = blockOf('Maria Lopez').replace(/\s+/g, ' ');
    expect(block).toContain(
      'Thu Mar 5 10:20 email value moved: emails keep 48 hours apart, and confirm of framework-14 went Tue 10:20',
    );
  });

  it('never texts a cold lead without consent', () => {
    expect(blockOf('Priya Nair')).toContain('email');
    expect(blockOf('Priya Nair')).not.toMatch(/ text /);
  });

  it('stops the chase when a lead books, and sends the reminders instead', () => {
    const block = blockOf('Luis Ortega').replace(/\s+/g, ' ');
    expect(block).toContain(
      'stopped Wed Mar 4 10:20: the lead has booked; not sent: after-voicemail, value, call-2, breakup.',
    );
    expect(block).toContain('Mon Mar 9 - call first-visit-call skipped: its condition does not hold');
    expect(block).toContain('Tue Mar 10 12:30 text soon');
  });

  it('refuses the row that has no phone number and two addresses, and says where it stands', () => {
    expect(shown).toContain('9 rows: 8 leads enrolled, 1 refused.');
    expect(shown).toContain('leads.csv:7: Phone: seen "12345"');
  });

  it('has asked the database, which says that no rule was broken', async () => {
    expect(shown).toContain('of 23 rules none is broken, no touch is without an end.');
    const db = await open();
    expect((await check(db)).broken).toEqual([]);
    await db.close();
  });

  it('would have said so otherwise: each rule that is broken by hand is named', async () => {
    const db = await open();
    const breaking: readonly (readonly [string, string])[] = [
      ["UPDATE attempt SET zone = 'Pacific/Honolulu' WHERE touch_id = 'nudge'", 'no text at night'],
      ["DELETE FROM touch_end WHERE touch_id = 'tip-3'", 'no touch of a finished sequence is without an end'],
      ['UPDATE contact SET wake_at = NULL', 'nobody with touches left is without a next look'],
    ];
    for (const [damage, law] of breaking) {
      // Each damage is undone before the next: the transaction is left by throwing.
      const seen = await db
        .tx(async (handle) => {
          await handle.run(damage);
          throw new Error((await check({ ...db, all: handle.all.bind(handle) })).broken.join('; '));
        })
        .catch((error: Error) => error.message);
      expect(seen).toContain(law);
    }
    await db.close();
  });

  it('leaves a workspace in which the commands it names work', async () => {
    world.setNow('2026-04-01T10:00:00-05:00');
    world.cd('trial');
    expect(await world.run('seq why maria@example.com value')).toContain('emails keep 48 hours apart');
    expect(await world.run('seq show luis@example.com')).toContain('appointment-reminders');
    expect(await world.run('seq enroll leads.csv --dry-run --old-leads')).toContain('6 imported before');
    expect(readdirSync(join(world.root, 'trial/.leadseq/outbox'))).toHaveLength(38);
    world.cd('.');
  });

  it('prints the same again, byte for byte', async () => {
    const again = await world.run('seq demo --keep second');
    expect(again.replaceAll('second', 'trial')).toBe(shown.replaceAll('second', 'trial'));
  });

  it('plays one sequence when asked, and as JSON', async () => {
    const one = JSON.parse(await world.run('seq demo --sequence follow-up-7 --keep third --json'));
    expect(one).toMatchObject({ version: 1, kind: 'demo', enrolled: 2, rules: 23, broken: [] });
    expect(one.leads.map((lead: { name: string }) => lead.name)).toEqual(['Emma Novak', 'Noah Reed']);
  });

  it('refuses a folder that has something in it, and a sequence it has no leads for', async () => {
    expect(await world.run('seq demo --keep trial')).toContain('is not empty');
    expect(await world.run('seq demo --sequence follow-up-8')).toContain('did you mean follow-up-7?');
    expect(existsSync(join(world.root, 'trial/leads.csv'))).toBe(true);
  });
});
