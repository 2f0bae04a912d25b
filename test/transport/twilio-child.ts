/** Sends one text, or asks for what leads answered, in a process of its own, whose trusted certificates and loaded libraries are its own too; prints what came of it. */
import { createRequire } from 'node:module';
import { BRIGHT, keyAt, never, senderAt, TEXT, transportTo } from './twilio-kit.ts';

/** The SDK is CommonJS: what of it is loaded stands in the cache of every `require`. */
const loaded = (): number =>
  Object.keys(createRequire(import.meta.url).cache).filter((path) => /[\\/]twilio[\\/]lib[\\/]/.test(path))
    .length;

const [url = '', what = 'send'] = process.argv.slice(2);
const transport = transportTo(senderAt(url));
const before = loaded();
const outcome =
  what === 'send'
    ? await transport.send(TEXT, keyAt(), never())
    : await transport.inbound(BRIGHT, keyAt().at, never());
await transport.close?.();
process.stdout.write(JSON.stringify({ outcome, before, after: loaded() }));
