/** Whose account a request of Twilio's names. */
import type { BusinessId } from '../domain/ids.ts';
import type { Workspace } from '../engine/workspace.ts';

export const accountUsers = (
  { config }: Pick<Workspace, 'config'>,
  account: string | undefined,
): readonly BusinessId[] =>
  [...config.accounts].filter(([, { twilio }]) => account && twilio.accountSid === account).map(([id]) => id);
