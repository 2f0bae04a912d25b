/** `seq dev faults`: changes what goes wrong in the running dev twilio. */
import { tellFake } from '../fake-control.ts';
import { type Command, EXIT } from '../io.ts';
import { writeJson } from '../json.ts';
import { PORT } from './dev-twilio.ts';

export interface Options {
  readonly port?: number;
  readonly seed?: number;
}

export const run: Command<Options> = async (io, [faults = ''], options) => {
  const { port = PORT, seed } = options;
  const wish = { faults, ...(seed === undefined ? {} : { seed }) };
  const told = await tellFake(io, options, port, 'faults', wish);
  if (!told.ok) return told.error;
  if (options.json === true) writeJson(io, 'dev_faults', { faults: told.value.faults });
  else io.stdout.write(`What goes wrong now: ${told.value.faults}\n`);
  return EXIT.ok;
};
