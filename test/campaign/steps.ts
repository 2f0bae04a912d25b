/** Which of a tick's named steps lie between the commit of an attempt and the commit of its result. */

/** What a process does after this step, and before the next one, may leave a message whose fate nobody knows. */
const INSIDE: ReadonlySet<string> = new Set([
  'in reserve',
  'after reserve',
  'last look',
  'before request',
  'after request',
  'before settle',
  'in settle',
]);

export const isInsideSend = (step: string): boolean => INSIDE.has(step);
