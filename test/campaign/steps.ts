/** The named steps of a tick, and which of them lie between the commit of an attempt and the commit of its result. */

/** In the order of a tick. The last two are only come to when the database does not take a result. */
export const STEPS = [
  'before spill is read',
  'after spill is read',
  'after recovery',
  'after reconciling',
  'after poll',
  'after run is started',
  'before reserve',
  'in claim',
  'in reserve',
  'after reserve',
  'last look',
  'before request',
  'after request',
  'before settle',
  'in settle',
  'after run is ended',
  'before rescue',
  'before spill',
] as const;
export type Step = (typeof STEPS)[number];

/**
 * Who dies here, or between here and the next step, has an attempt committed and its result not: nobody knows whether
 * the message went. `in reserve` is not among them, for there the attempt itself is not committed yet.
 */
export const INSIDE = [
  'after reserve',
  'last look',
  'before request',
  'after request',
  'before settle',
  'in settle',
  'before rescue',
  'before spill',
] as const satisfies readonly Step[];

const inside: ReadonlySet<string> = new Set(INSIDE);
export const isInsideSend = (step: string): boolean => inside.has(step);

export const isStep = (step: string): step is Step => (STEPS as readonly string[]).includes(step);
