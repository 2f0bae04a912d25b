/** `seq simulate` as it is typed: it writes nothing, asks nobody, says the same twice, and tells what is wrong where it stands. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWorld, type World } from '../cli/world.ts';

const SCRIPT = `leads:
  - source: facebook
    events: [{ at: T+3h, reply: "How much is it?" }, { at: T+1d, book: T+9d }]
`;
const ROSTER = `First Name,Phone,Email,Source
Maria,(312) 555-0142,maria@example.com,Facebook
James,12345,,Facebook
Luis,(630) 555-0151,luis@example.com,Google LSA
Aisha,(303) 555-0117,aisha@example.com,Referral
`;

let world: World;

beforeEach(async () => {
  world = createWorld();
  await world.run('seq init --yes --name "Acme Dental" --zone America/Chicago');
  world.writeFile('answers.yaml', SCRIPT);
  world.writeFile('leads.csv', ROSTER);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await world.stop();
  world.remove();
});

/** Every file with its bytes and its time. */
const filesIn = (root: string): readonly string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => `${path} ${statSync(path).mtimeMs} ${readFileSync(path, 'base64')}`)
    .sort();

const COMMANDS = [
  'seq simulate framework-14',
  'seq simulate framework-14 --script answers.yaml --timeline',
  'seq simulate framework-14 --messages --source facebook --calls voicemail',
  'seq simulate framework-14 --events --source cold',
  'seq simulate framework-14 --json',
  'seq simulate --roster leads.csv --forecast --price-sms 0.0083',
];

describe('seq simulate', () => {
  it('writes nothing into the workspace and opens no connection', async () => {
    const connect = vi.spyOn(Socket.prototype, 'connect');
    const before = filesIn(world.root);
    for (const command of COMMANDS) expect((await world.run(command)).length).toBeGreaterThan(100);
    expect(filesIn(world.root)).toEqual(before);
    expect(connect).not.toHaveBeenCalled();
  });

  it('control: a real enrollment does write', async () => {
    const before = filesIn(world.root);
    await world.run('seq enroll leads.csv');
    expect(filesIn(world.root)).not.toEqual(before);
  });

  it('says the same to the byte twice, and wherever the machine stands', async () => {
    const here = process.env.TZ;
    for (const command of COMMANDS) {
      const first = await world.run(command);
      process.env.TZ = 'Pacific/Auckland';
      world.setNow('2027-11-07T01:30:00Z');
      const second = await world.run(command);
      if (here === undefined) delete process.env.TZ;
      else process.env.TZ = here;
      expect(second).toBe(first);
    }
  });

  it('keeps within 80 columns', async () => {
    for (const command of COMMANDS.filter((one) => !/--events|--json/.test(one))) {
      const wide = (await world.run(command)).split('\n').filter((line) => line.length > 80);
      expect(wide.filter((line) => !line.startsWith('leads.csv:'))).toEqual([]);
    }
  });

  it('tells of a row that is not taken as an import does, and goes on', async () => {
    const said = await world.run('seq simulate --roster leads.csv');
    expect(said).toContain('leads.csv:3: Phone: seen "12345"');
    expect(said).toContain('3 leads, enrolled Tue Mar 3 10:00');
  });

  it('shows what is wrong in a script at its place', async () => {
    world.writeFile('answers.yaml', SCRIPT.replace('facebook', 'facebok'));
    const said = await world.run('seq simulate framework-14 --script answers.yaml');
    expect(said).toContain('answers.yaml:2:13 error [unknown-source]');
    expect(said).toContain('Did you mean facebook?');
    expect(said).not.toMatch(/\n\s+at /);
  });

  it('says whom of a script no lead is, and plays the others', async () => {
    world.writeFile('answers.yaml', 'leads: [{ lead: nobody@example.com, events: [] }]\n');
    const said = await world.run('seq simulate framework-14 --script answers.yaml');
    expect(said).toContain('answers.yaml:1:17 error [wrong-value]');
    expect(said).toContain('5 leads, enrolled');
  });

  it('holds messages back where a cap says so, and names the day on which nothing waits', async () => {
    world.setNow('2026-03-03T10:00:00-06:00');
    const settings = readFileSync(join(world.root, 'leadseq.yaml'), 'utf8');
    world.writeFile(
      'leadseq.yaml',
      settings.replace(/^policy:$/m, 'policy:\n  budgets: { per_sender_day: 1 }'),
    );
    const said = await world.run('seq simulate framework-14 --forecast --price-sms 0.01');
    expect(said).toContain('at most 1 a day on each channel');
    expect(said).toMatch(/waiting\s+cost/);
    expect(said).toMatch(/The backlog clears on|still wait at the end/);
  });

  it('control: without caps nothing waits, and without a price there is no cost', async () => {
    const said = await world.run('seq simulate framework-14 --forecast');
    expect(said).toContain('No cap holds anything up.');
    expect(said).not.toContain('cost\n');
    expect(said).toContain('No price was given');
  });

  it.each([
    ['seq simulate framework-41', 'did you mean framework-14?'],
    ['seq simulate appointment-reminders', 'it starts when one is booked'],
    ['seq simulate framework-14 --price-sms 0.01', 'prices go with --forecast'],
    ['seq simulate framework-14 --forecast --price-sms cheap', '"cheap" is none'],
    ['seq simulate framework-14 --source radio', 'has no source that "radio" matches'],
    ['seq simulate --roster gone.csv', 'there is no file gone.csv'],
    ['seq simulate framework-14 --script gone.yaml', 'there is no file gone.yaml'],
    ['seq simulate framework-14 --at soon', '"soon" is not a time'],
  ])('%s is refused with a word on what to type', async (command, words) => {
    expect((await world.run(command)).replace(/\s+/g, ' ')).toContain(words);
  });
});
