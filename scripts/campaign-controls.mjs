/** Guards that can be taken out of the program, each with the law that a campaign must then find broken: what finds nothing without a guard proves nothing with it. */

/** `edits` are made while the campaign is bundled; a text that is not found exactly once ends it. */
export const CONTROLS = [
  {
    name: 'naive',
    about: 'what a dead run had on the wire is taken for unsent, and sent again',
    breaks: 'no touch reached anybody twice',
    // A callback in time takes a double back before it is one.
    lost: 1,
    edits: [
      {
        file: 'src/engine/recover.ts',
        find: "const MAY_HAVE_ARRIVED: Outcome = {\n  kind: 'uncertain',",
        replace: "const MAY_HAVE_ARRIVED: Outcome = {\n  kind: 'unsent', retryAfter: 0,",
      },
    ],
  },
  {
    name: 'eager',
    about: 'a request without a clear answer is made once more',
    breaks: 'one request for each attempt, ever',
    edits: [
      {
        file: 'src/engine/send.ts',
        find: "  await run.step('after request');",
        replace:
          "  if (outcome.kind === 'uncertain') await request(run.options.transports[reserved.message.kind], reserved, 500);\n  await run.step('after request');",
      },
    ],
  },
  {
    name: 'forgetful',
    about: 'one answer of each batch is not written down',
    breaks: 'nothing is left on the wire',
    edits: [
      {
        file: 'src/engine/send.ts',
        find: '      const taken = finished;',
        replace: '      const taken = finished.slice(1);',
      },
    ],
  },
  {
    name: 'sleepy',
    about: 'a touch that did not go is never looked at again',
    breaks: 'every lead got to the end of the sequence, or was stopped on the way',
    edits: [
      {
        file: 'src/engine/write-down.ts',
        find: 'if (!went(result)) returning.set(claim.contact, { claim, wakeAt: now });',
        replace: 'if (!went(result)) returning.set(claim.contact, { claim, wakeAt: null });',
      },
    ],
  },
  {
    name: 'uncapped',
    about: 'the reservation does not ask what a number got today',
    breaks: 'one text a local day to each number, by the provider’s book, and 8 hours between two',
    edits: [
      {
        file: 'src/schedule/gates.ts',
        find: 'for (let taken = world.texts.length > 0 ? takenDay(world, at, frame) : null; taken !== null; ) {',
        replace: 'for (let taken = null; taken !== null; ) {',
      },
      {
        file: 'src/schedule/gates.ts',
        find: 'earliest: ({ frame, world }, t) => apartFrom(world.texts, t, frame.policy.smsSpacing),',
        replace: 'earliest: (_ask, t) => t,',
      },
      {
        file: 'src/store/schema-live.ts',
        find: 'CREATE UNIQUE INDEX attempt_one_sms_per_day',
        replace: 'CREATE INDEX attempt_one_sms_per_day',
      },
    ],
  },
  {
    name: 'spendthrift',
    about: 'the minute’s budget is not looked at',
    breaks: 'no tick and no minute sent more than its business allows',
    edits: [
      {
        file: 'src/engine/budget.ts',
        find: 'if (spent.inMinute >= caps.perMinute)',
        replace: 'if (spent.inMinute < 0)',
      },
    ],
  },
  {
    name: 'hasty',
    about: 'a commit does not wait for the disk',
    breaks: 'every connection of every process waits for the disk at each commit',
    edits: [
      {
        file: 'src/store/sqlite-driver.ts',
        find: "['synchronous', 'FULL', 2]",
        replace: "['synchronous', 'NORMAL', 1]",
      },
    ],
  },
  {
    name: 'unburied',
    about: 'nobody looks for what a dead run has left',
    breaks: 'a tick leaves nothing in flight, and no run open, of a process that is gone',
    edits: [
      {
        file: 'src/engine/recover.ts',
        find: 'filter((run) => !isAlive(run, now))',
        replace: 'filter(() => false)',
      },
    ],
  },
  {
    name: 'mute',
    about: 'the end of an enrollment is not written into the log',
    breaks: 'the log alone tells where every enrollment stands',
    edits: [
      {
        file: 'src/engine/lifecycle.ts',
        find: '  await appendEvent(handle, {',
        replace: "  if (kind !== 'finished' && kind !== 'stopped') await appendEvent(handle, {",
      },
    ],
  },
  {
    name: 'deaf',
    about: 'what leads have written is read, and not acted on',
    breaks: 'every answer was heard, and every STOP for what it is',
    edits: [
      {
        file: 'src/engine/inbound-poll.ts',
        find: 'const done = await applyAll(',
        replace: 'const done = await (async () => ({ applied: 0, failed: null }))(',
      },
    ],
  },
];
