/** Who sits at the keyboard, as the system calls them: kept with whatever they do. */
import type { Io } from './io.ts';

export const whoTypes = ({ env }: Io): string => env.USER ?? env.LOGNAME ?? 'somebody';
