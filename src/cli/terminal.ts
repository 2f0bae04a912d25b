/** What may reach a terminal: colors when they are wanted, and never a control character that came from a lead. */
import { Chalk, type ChalkInstance } from 'chalk';
import type { GlobalOptions, Io, OutStream } from './io.ts';

/** Colors for what is written to one stream: flag, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal. */
export function colorsFor(io: Io, stream: OutStream, options: GlobalOptions): ChalkInstance {
  return new Chalk({ level: wantsColor(io.env, stream, options) ? 1 : 0 });
}

function wantsColor(env: Io['env'], stream: OutStream, options: GlobalOptions): boolean {
  if (options.color !== undefined) return options.color;
  // https://no-color.org: present and not empty means no.
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream.isTTY && env.TERM !== 'dumb';
}

/**
 * Text from outside, made harmless to show on one line: C0 and C1 controls, DEL, line separators and the characters
 * that turn the direction of writing become visible escapes. A name cannot clear the screen, forge a line or hide an address.
 */
export function plain(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === '\n' || character === '\r' || character === '\t') return ' ';
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** The same for text of several lines, such as a message body or a call script: its line breaks stay. */
export function plainLines(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/).map(plain);
}

// U+061C, 200E, 200F, 202A–202E, 2066–2069 set direction; U+2028 and 2029 break lines in some terminals and all logs.
export const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is its purpose
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** As a shell reads it back: quoted when it has anything a shell would act on. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
