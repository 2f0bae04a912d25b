/** `seq call`: puts whoever types it through to a lead; their own phone rings first, and the lead only once a key was pressed there. */
import { leadOrComplain, writeLines } from '../acted.ts';
import { calledExit, callNow, writeCalled } from '../calling.ts';
import { type Command, EXIT } from '../io.ts';
import { usage } from '../problems.ts';
import { whoTypes } from '../who.ts';
import { withWorkspace } from '../with-workspace.ts';

export interface Options {
  readonly business?: string;
  readonly phone?: string;
  readonly anyway?: boolean;
  readonly again?: boolean;
  readonly dryRun?: boolean;
}

export const run: Command<Options> = (io, [typed = ''], options) =>
  withWorkspace(io, options, async (ws) => {
    const lead = await leadOrComplain(io, options, ws, typed, options.business);
    if (lead === null) return EXIT.usage;
    const { phone = null, anyway = false, again = false, dryRun = false } = options;
    if (phone !== null && !/^\+[1-9]\d{6,14}$/.test(phone))
      return usage(
        io,
        options,
        `"${phone}" is no phone number: it takes one with its country code, such as +13125550177`,
      );
    const called = await callNow(io, options, ws, lead, {
      by: whoTypes(io),
      phone,
      anyway,
      again,
      dryRun,
    });
    if (options.json) writeCalled(io, ws, called, dryRun);
    else if (called.kind === 'called' && called.bridge !== null)
      writeLines(io, [
        called.plan.task === null
          ? `How it goes: ${io.name} inbox show ${lead}`
          : `When it is over: ${io.name} tasks done ${called.plan.task.id} --outcome …, or ${io.name} tasks show ${called.plan.task.id}`,
      ]);
    return calledExit(io, ws, called);
  });
