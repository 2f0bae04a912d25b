/** What `seq serve` says of itself at `/healthz`, so that the doctor can tell whose server answers at an address. */
import { createHmac } from 'node:crypto';
import type { Workspace } from './workspace.ts';

export const WORKSPACE_HEADER = 'x-leadseq-workspace';

/** Made of the key, so that it names nobody; of the opt-out list's own, so that a restored workspace is still the same. */
export const workspaceMark = ({ pepper }: Pick<Workspace, 'pepper'>): string =>
  createHmac('sha256', pepper).update('workspace').digest('hex').slice(0, 16);
