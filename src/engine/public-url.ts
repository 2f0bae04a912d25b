/** Whether `seq serve` can be reached from outside: a link that leads nowhere is not put into an email. */

/** Milliseconds: a tick waits no longer for it. */
const LIMIT = 3_000;

/** Asks `/healthz` once. A redirect is no answer: a form posted to it would arrive empty. */
export async function publicUrlAnswers(
  url: string,
  signal: AbortSignal,
  ask: typeof fetch = fetch,
): Promise<boolean> {
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(LIMIT)]);
    const answer = await ask(`${url}/healthz`, { redirect: 'manual', signal: limited });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
