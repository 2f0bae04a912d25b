/** Reads what is posted, and not a byte more than a webhook has ever needed. */
import type { Call } from './site.ts';

/** Twilio's longest callback is 4 KB, a lead is a few hundred bytes; a button posts nothing at all. */
const LARGEST_BODY = 64 * 1024;

/** The very bytes, which a signature is about; null when they are more than `largest`. */
export async function readBytes({ req }: Call, largest = LARGEST_BODY): Promise<Buffer | null> {
  if (Number(req.header('content-length') ?? 0) > largest) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of req.raw.body ?? []) {
    size += chunk.length;
    if (size > largest) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Null when it is longer. */
export async function readBody(call: Call): Promise<string | null> {
  return (await readBytes(call))?.toString('utf8') ?? null;
}

export const TOO_LARGE = 'Too large: at most 64 KB are taken\n';
