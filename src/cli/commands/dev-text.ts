/** `seq dev text`: writes to the running dev twilio as a lead would. */
import { tellFake } from '../fake-control.ts';
import { type Command, EXIT } from '../io.ts';
import { writeJson } from '../json.ts';
import { plain } from '../terminal.ts';
import { PORT } from './dev-twilio.ts';

export interface Options {
  readonly port?: number;
  readonly to?: string;
}

export const run: Command<Options> = async (io, [lead = '', words = ''], options) => {
  const { port = PORT, to } = options;
  const wish = { from: lead.replace(/[\s().-]/g, ''), body: words, ...(to === undefined ? {} : { to }) };
  const told = await tellFake(io, options, port, 'inbound', wish);
  if (!told.ok) return told.error;
  const { sid, from, to: reached, body } = told.value;
  if (options.json === true) writeJson(io, 'dev_text', { sid, from, to: reached, body });
  else io.stdout.write(`${plain(`${from} wrote to ${reached}: ${body}`)}\n`);
  return EXIT.ok;
};
