/** Whose message a provider's callback is about, so that it can be asked for that business's signature and no other's. */
import type { AttemptToken, BusinessId } from '../domain/ids.ts';
import { findByToken } from '../store/attempts.ts';
import { loadContactState } from '../store/enrollments.ts';
import type { Workspace } from './workspace.ts';

/** Null for a token that was never given out. */
export async function businessOf({ db }: Workspace, token: AttemptToken): Promise<BusinessId | null> {
  const attempt = await findByToken(db, token);
  if (attempt === null) return null;
  return (await loadContactState(db, attempt.contact))?.business ?? null;
}
