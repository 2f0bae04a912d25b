/** `seq completion`: the script that a shell needs to complete what is typed. */
import { type Command, EXIT } from '../io.ts';
export type Options = Record<never, never>;
export const run: Command<Options> = async () => EXIT.ok;
