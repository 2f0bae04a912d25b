/** Whether two secrets are the same, in a time that tells nothing of where they differ. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** Hashed first, so that not even a length is told. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export const same = (given: string, expected: string): boolean =>
  timingSafeEqual(digest(given), digest(expected));
