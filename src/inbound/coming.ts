/** Of a text that names a time, the clauses that may name one to come at. */
import { plain } from './named-time.ts';

/** What is called off, over or past is no time for a call, though its clause names one; what another clause names may be. */
const NOT_FOR_A_CALL =
  /(?<![a-z])(?:cancel[a-z]*|call(?:ing)? off|end(?:s|ed)?(?! of)|expires?|expired|started|happened|yesterday|ago|quit (?:my|our|the|on)|sold|bought|not (?:this|next|today|tomorrow)|can'?t (?:today|this)|no puedo|termina|dura|vence|acaba|ayer|anoche|pull out|back out|will read|set my|manejando)(?![a-z])/;

/** “Cancel Monday and make it Tuesday” names another in the same clause. */
const ANOTHER_INSTEAD = /(?<![a-z])(?:and|make it|instead|mejor|y)(?![a-z])/;

/** A text that names a time says so in its first lines. */
const ABOUT_A_TIME = 1_000;

export function clausesOfComing(typed: string): string {
  return typed
    .slice(0, ABOUT_A_TIME)
    .split(/(?<=[,;!?\n]|\.(?!\d))/)
    .map((clause) => [clause, plain(clause)] as const)
    .filter(
      ([, words]) => !NOT_FOR_A_CALL.test(words) || (/cancel/.test(words) && ANOTHER_INSTEAD.test(words)),
    )
    .map(([clause]) => clause)
    .join('');
}
