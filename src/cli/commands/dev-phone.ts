/** `seq dev phone`: says how a phone takes the calls of the running dev twilio. */
import { tellFake } from '../fake-control.ts';
import { type Command, EXIT } from '../io.ts';
import { writeJson } from '../json.ts';
import { PORT } from './dev-twilio.ts';

export interface Options {
  readonly port?: number;
}

export const run: Command<Options> = async (io, [number = '', how = ''], options) => {
  const { port = PORT } = options;
  const told = await tellFake(io, options, port, 'phone', { number: number.replace(/[\s().-]/g, ''), how });
  if (!told.ok) return told.error;
  if (options.json === true) writeJson(io, 'dev_phone', { number: told.value.number, how: told.value.how });
  else io.stdout.write(`Calls to ${told.value.number} from now on: ${told.value.how}\n`);
  return EXIT.ok;
};
