/** Tells a database that another process holds for a moment from one that cannot be used: the first is worth asking again. */
import { StoreError } from '../store/driver.ts';

export const isDatabaseBusy = (error: unknown): boolean =>
  error instanceof StoreError && error.kind === 'busy';
