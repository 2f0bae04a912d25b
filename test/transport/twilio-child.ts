/** Sends one text in a process of its own, whose trusted certificates and loaded libraries are its own too; prints what came of it. */
import { createRequire } from 'node:module';
import { keyAt, never, senderAt, TEXT, transportTo } from './twilio-kit.ts';

/** The SDK is CommonJS: what of it is loaded stands in the cache of every `require`. */
const loaded = (): number =>
  Object.keys(createRequire(import.meta.url).cache).filter((path) => /[\\/]twilio[\\/]lib[\\/]/.test(path))
    .length;

const [url = ''] = process.argv.slice(2);
const transport = transportTo(senderAt(url));
const before = loaded();
const outcome = await transport.send(TEXT, keyAt(), never());
await transport.close?.();
process.stdout.write(JSON.stringify({ outcome, before, after: loaded() }));
