/** Takes a word from outside once and for ever: stored and acted on in one transaction, and left alone when it comes again. */
import type { BusinessId, ContactId } from '../domain/ids.ts';
import { ensureBusiness } from '../store/businesses.ts';
import type { Handle } from '../store/driver.ts';
import { transactAgain } from '../store/transact.ts';
import { type NewWebhook, settleWebhook, storeWebhook, webhookNamed } from '../store/webhooks.ts';
import type { Workspace } from './workspace.ts';

export interface Word extends Omit<NewWebhook, 'businessRow'> {
  readonly business: BusinessId;
}

/** `known`: taken before, and what came of it then. `done`: now, by `act`. */
export type Once<T> =
  | { readonly kind: 'known'; readonly result: string }
  | { readonly kind: 'done'; readonly value: T };

/** What `act` says came of it; null takes everything back, so that the word may come again once it is mended. */
export interface Act<T> {
  readonly end: { readonly contact: ContactId | null; readonly result: string } | null;
  readonly value: T;
}

export async function takeOnce<T>(
  ws: Workspace,
  word: Word,
  act: (handle: Handle) => Promise<Act<T>>,
): Promise<Once<T>> {
  interface Answer {
    readonly keep: boolean;
    readonly once: Once<T>;
  }
  const take = async (handle: Handle): Promise<Answer> => {
    const { business, ...rest } = word;
    const row = { ...rest, businessRow: await ensureBusiness(handle, business) };
    const id = await storeWebhook(handle, row);
    if (id === null) {
      const result = (await webhookNamed(handle, row))?.result ?? '';
      return { keep: false, once: { kind: 'known', result } };
    }
    const { end, value } = await act(handle);
    if (end !== null) await settleWebhook(handle, id, end.result, end.contact);
    return { keep: end !== null, once: { kind: 'done', value } };
  };
  return (await transactAgain<Answer>(ws.db, ({ keep }) => keep, take)).once;
}
