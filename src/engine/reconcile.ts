/** Turns what is uncertain into what is known, by the provider's own list. */
import type { TickOptions } from './tick-options.ts';
import type { Workspace } from './workspace.ts';

/** How many uncertain attempts were found to have gone, or not to. */
export interface Reconciled {
  readonly sent: number;
  readonly unsent: number;
}

export const resolvedBy = ({ sent, unsent }: Reconciled): number => sent + unsent;

export async function reconcile(_ws: Workspace, _options: TickOptions): Promise<Reconciled> {
  return { sent: 0, unsent: 0 };
}
