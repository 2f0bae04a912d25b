import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instant } from '../../src/domain/time.ts';
import { createWorkspace } from '../../src/engine/create-workspace.ts';
import { openWorkspace } from '../../src/engine/open-workspace.ts';
import { createWorld, type World } from '../cli/world.ts';
import { enrollLead } from '../engine/kit.ts';

const PACKAGE = new URL('../../', import.meta.url).pathname;
const TUESDAY = '2026-03-10T10:00:00-05:00';

let world: World;
beforeEach(async () => {
  world = createWorld();
  world.setNow(TUESDAY);
  createWorkspace(world.root, PACKAGE, {
    name: 'Bright Dental',
    zone: 'America/Chicago',
    bookingLink: 'https://example.com/book',
    agent: 'Sam',
    postalAddress: '1 Main St, Chicago, IL 60601',
    sequence: 'framework-14',
  });
  const now = instant(Date.parse(TUESDAY));
  const opened = await openWorkspace(world.root, {
    env: await world.setting(),
    now,
    random: (n) => new Uint8Array(n).fill(7),
  });
  if (!opened.ok) throw new Error(opened.error.message);
  await enrollLead(opened.value, now, {
    phone: '+13125550142',
    email: 'maria@example.com',
    sequence: 'framework-14',
    source: 'Facebook',
  });
  await opened.value.db.close();
});
afterEach(() => world.remove());

/** What a command prints, and its exit code. */
async function seq(line: string): Promise<{ readonly text: string; readonly code: number }> {
  const text = await world.run(`seq ${line}`);
  return { text, code: Number(await world.run('echo $?')) };
}

/** The call of the next day, made and waiting. */
async function untilTheCall(): Promise<void> {
  await seq('tick');
  world.setNow('2026-03-10T10:25:00-05:00');
  await seq('tick');
  world.setNow('2026-03-11T10:00:00-05:00');
  await seq('tick');
}

describe('seq stop', () => {
  it('says what ended and what will no longer go; a second time, that nothing was left', async () => {
    expect(await seq('stop +13125550142')).toEqual({
      code: 0,
      text: `Stopped for Maria Lopez (1): framework-14.
Will no longer go:
  sms    framework-14/hello            Tue Mar 10 10:00
  email  framework-14/confirm          Tue Mar 10 10:20
  call   framework-14/call-1           Wed Mar 11 10:00
  sms    framework-14/after-voicemail  Thu Mar 12 11:00
  email  framework-14/value            Sat Mar 14 09:30
  call   framework-14/call-2           Tue Mar 17 14:00
  sms    framework-14/breakup          Tue Mar 24 10:00
`,
    });
    expect(await seq('stop 1')).toEqual({
      code: 0,
      text: 'Nothing was being sent to Maria Lopez (1); nothing was changed.\n',
    });
  });

  it('moves the stage for lack of interest, and suppresses a wrong number', async () => {
    expect((await seq('stop 1 --reason not_interested')).text).toContain('Stage: closed.\n');
    expect((await seq('stop 1 --reason wrong_number')).text).toContain(
      'The number is never texted or called again.\n',
    );
  });

  it('refuses what it cannot understand', async () => {
    expect((await seq('stop 99')).code).toBe(2);
    expect((await seq('stop 1 --reason nothing')).code).toBe(2);
    expect((await seq('stop')).code).toBe(2);
    const { text, code } = await seq('stop 1 --sequence framework-14 --reason wrong_number');
    expect({ text, code }).toEqual({
      code: 2,
      text: 'seq: --reason wrong_number is about the person, and --sequence about one sequence; name one of them\n',
    });
  });
});

describe('seq book', () => {
  it('a dry run shows what would go and changes nothing; the same without it is done', async () => {
    const dry = await seq('book 1 "2026-03-19 14:30" --dry-run');
    const real = await seq('book 1 "2026-03-19 14:30"');
    expect(dry.text).toBe(`Dry run: nothing is changed.\n${real.text}`);
    expect(real.text).toMatch(/^Maria Lopez \(1\) is booked for Thu Mar 19 14:30 \(America\/Chicago\)\.\n/);
    expect(real.text).toContain('Stopped: framework-14.\nStage: booked.\n');
    expect(real.text).toContain(`Will go:
  email  appointment-reminders/details     Mon Mar 16 14:30
  sms    appointment-reminders/day-before  Wed Mar 18 14:30
  sms    appointment-reminders/soon        Thu Mar 19 12:30
`);
  });

  it('moves, cancels, and says when there is nothing to cancel', async () => {
    await seq('book 1 "2026-03-19 14:30"');
    expect((await seq('book 1 "2026-03-20 09:00"')).text).toMatch(
      /^Maria Lopez \(1\): moved from Thu Mar 19 14:30 to Fri Mar 20 09:00 \(America\/Chicago\)\.\n/,
    );
    expect((await seq('book 1 --cancel')).text).toMatch(
      /^The appointment of Maria Lopez \(1\) on Fri Mar 20 09:00 is cancelled\.\nStopped: appointment-reminders\.\n/,
    );
    expect(await seq('book 1 --cancel')).toEqual({
      code: 0,
      text: 'Maria Lopez (1) has no appointment ahead; nothing was changed.\n',
    });
  });

  it('refuses a time that has passed, is no time, or is missing', async () => {
    expect(await seq('book 1 "2026-03-09 14:30"')).toEqual({
      code: 2,
      text: 'seq: Mon Mar 9 14:30 (America/Chicago) has passed; an appointment is ahead\nNothing was changed.\n',
    });
    for (const line of [
      'book 1 tomorrow',
      'book 1',
      'book 1 "2026-02-30 10:00"',
      'book 1 "2036-03-09 14:30"',
    ]) {
      expect((await seq(line)).code).toBe(2);
    }
  });
});

describe('seq tasks', () => {
  it('lists, shows and ends the work for a person', async () => {
    expect(await seq('tasks')).toEqual({
      code: 0,
      text: 'task\tkind\tstate\tdue\toverdue\tbusiness\tlead\tname\tphone\ttitle\toutcome\tassignee\n',
    });
    await untilTheCall();
    world.setNow('2026-03-11T11:30:00-05:00');
    expect((await seq('tasks')).text).toContain(
      '1\tcall\topen\t2026-03-11T15:00:00.000Z\tyes\tbright-dental\t1\t',
    );
    world.setTerminal(true);
    expect((await seq('tasks')).text).toContain('overdue');
    const shown = await seq('tasks show 1');
    expect(shown.text).toContain('overdue by 1 hour 30 minutes');
    expect(shown.text).toContain('Ends by itself Thu Mar 12 10:00, as not done.');
    expect(shown.text).toContain('\nScript\n');
    expect(shown.text).toContain('\nVoicemail\n');
    expect((await seq('tasks done 1')).code).toBe(2);
    expect((await seq('tasks done 1 --outcome voice_mail')).text).toContain('voicemail');
    expect((await seq('tasks done 1 --outcome voicemail --note "Left a message"')).code).toBe(0);
    expect(await seq('tasks done 1 --outcome voicemail')).toMatchObject({ code: 0 });
    const other = await seq('tasks done 1 --outcome answered');
    expect(other.code).toBe(1);
    expect(other.text).toContain('done by somebody Wed Mar 11 11:30, voicemail (Left a message)');
    expect((await seq('tasks')).text).toBe('Nothing to do.\n');
    expect((await seq('tasks done 7 --outcome voicemail')).text).toContain('there is no task 7');
    expect((await seq('tasks done seven')).code).toBe(2);
    expect((await seq('tasks --business acme')).code).toBe(2);
  });

  it('tells what an outcome has stopped, and what to type next', async () => {
    await untilTheCall();
    const { text } = await seq('tasks done 1 --outcome booked');
    expect(text).toContain('Stopped for Maria Lopez (1): framework-14.');
    expect(text).toContain('Stage: booked.');
    expect(text).toContain('Tell when it is, so that reminders can go: seq book 1 TIME');
  });
});

describe('seq pause and seq resume', () => {
  it('hold one lead and let it go, shifted by the days it rested', async () => {
    await seq('tick');
    expect((await seq('pause 1 --review 3d')).text).toBe(`Paused for Maria Lopez (1): framework-14.
A task comes up Fri Mar 13 10:00 if nobody resumes before: seq resume 1
`);
    expect((await seq('pause 1')).text).toBe(
      'Maria Lopez (1) is paused already: framework-14. Nothing was changed.\n',
    );
    world.setNow('2026-03-12T10:00:00-05:00');
    const dry = await seq('resume 1 --dry-run');
    const { text } = await seq('resume 1');
    expect(dry.text).toBe(`Dry run: nothing is changed.\n${text}`);
    expect(text).toContain('Resumed for Maria Lopez (1): framework-14, 2 days later than planned.\nNext:\n');
    expect(text).toContain('call   framework-14/call-1           Fri Mar 13 10:00\n');
    expect((await seq('resume 1')).text).toBe(
      'Maria Lopez (1) is not paused: framework-14 is running. Nothing was changed.\n',
    );
  });

  it('hold a channel, and show what goes first when it is lifted', async () => {
    expect((await seq('pause --channel sms --reason "A wrong price"')).text).toBe(
      'Paused: texts. Nothing more of it goes out.\nTo go on: seq resume --channel sms\n',
    );
    expect((await seq('resume --all')).text).toBe(
      'This was not paused: everything. Nothing was changed.\nPaused now:\n  texts are paused since Tue Mar 10 10:00 (A wrong price); to lift it: seq resume --channel sms\n',
    );
    expect((await seq('resume --channel sms')).text).toBe(
      `Resumed: texts. What became late meanwhile follows each touch’s own rule.
First, at the next tick:
  sms  Maria Lopez (1)  framework-14/hello
`,
    );
  });

  it('refuse a scope that is none, or is not there', async () => {
    for (const line of [
      'pause',
      'pause --all --channel sms',
      'pause 1 --channel sms',
      'pause 1 --review soon',
    ]) {
      expect((await seq(line)).code).toBe(2);
    }
    expect((await seq('pause --sequence framework-15')).text).toContain('did you mean framework-14?');
  });
});

describe('seq optout', () => {
  it('holds for a lead, for a number nobody has seen, and until it is lifted', async () => {
    expect((await seq('optout 1')).text).toMatch(
      /^1 is opted out: nothing goes there on any channel, and no import changes that\.\nStopped for Maria Lopez \(1\): framework-14\.\n/,
    );
    expect((await seq('optout maria@example.com')).text).toBe(
      'maria@example.com had opted out before; nothing was changed.\n',
    );
    expect((await seq('optout +17735550199')).text).toContain('Nobody here is known by it yet');
    expect((await seq('optout +17735550199 --lift')).text).toContain('+17735550199 may be contacted again.');
    expect((await seq('optout +17735550199 --lift')).text).toContain('nothing was changed');
    expect((await seq('optout nobody')).code).toBe(2);
  });
});

describe('every acting command', () => {
  it('answers in one versioned JSON object', async () => {
    for (const line of [
      'pause 1',
      'resume 1',
      'book 1 "2026-03-19 14:30"',
      'book 1 --cancel',
      'stop 1',
      'optout 1',
      'optout 1 --lift',
      'pause --all',
      'resume --all',
      'tasks',
      'tasks show 1',
    ]) {
      const { text, code } = await seq(`${line} --json`);
      expect(code).toBe(0);
      expect(JSON.parse(text)).toMatchObject({ version: 1, kind: expect.any(String) });
    }
  });

  it('exits 3 without a workspace, and says how to get one', async () => {
    world.cd('/tmp');
    for (const line of ['stop 1', 'book 1 --cancel', 'tasks', 'pause --all', 'resume --all', 'optout 1']) {
      const { text, code } = await seq(line);
      expect(code).toBe(3);
      expect(text).toContain('there is no workspace here');
    }
  });
});
