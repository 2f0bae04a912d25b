/** Reads what is posted, and not a byte more than a webhook has ever needed. */
import type { Call } from './site.ts';

/** Twilio's longest callback is 4 KB; a button posts nothing at all. */
const LARGEST_BODY = 64 * 1024;

/** Null when it is longer. */
export async function readBody({ req }: Call): Promise<string | null> {
  if (Number(req.header('content-length') ?? 0) > LARGEST_BODY) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of req.raw.body ?? []) {
    size += chunk.length;
    if (size > LARGEST_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
