/** The default transport: each message becomes a readable file in `.leadseq/outbox/`, and nothing leaves this machine. */
import { constants } from 'node:fs';
import { access, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '../domain/attempt.ts';
import type { Message } from '../message/message.ts';
import type { SendKey, Transport } from './transport.ts';

/** Owner only: a message names a person and what they asked for. */
const MODE = 0o600;

/**
 * The provider id is the file's name, made of the attempt's own token, so a repeat would be seen. A message is `sent`
 * when its whole text is on the disk under its final name; the name itself is written with the directory, which the
 * file system does within seconds: after a power cut a rehearsal may miss a file that the database calls sent.
 */
export function outbox(folder: string): Transport {
  return {
    name: 'outbox',
    live: false,
    async send(message, key): Promise<Outcome> {
      const name = fileName(message.kind, key);
      const path = join(folder, name);
      if (await exists(path))
        return { kind: 'uncertain', code: 'repeated', detail: `${name} is in the outbox already` };
      const partial = `${path}.part`;
      try {
        await writeDurably(folder, partial, fileText(message, key));
      } catch (error) {
        await rm(partial, { force: true }).catch(() => undefined);
        return { kind: 'unsent', code: codeOf(error), detail: unwritable(folder, error), retryAfter: 60_000 };
      }
      await rename(partial, path);
      return { kind: 'sent', providerId: name };
    },
    /** Under its final name it is whole; any other trace is of a message that nobody will finish. */
    async find(sought): Promise<Outcome> {
      const name = fileName(sought.channel, sought);
      const path = join(folder, name);
      if (await exists(path)) return { kind: 'sent', providerId: name };
      await rm(`${path}.part`, { force: true });
      return { kind: 'unsent', code: 'not_in_outbox', detail: 'it never reached the outbox', retryAfter: 0 };
    },
  };
}

/** Sorts by time, and says what it is: `20260310T150405123Z-sms-bright-dental-<token>.txt`. */
function fileName(channel: Message['kind'], key: Pick<SendKey, 'at' | 'business' | 'token'>): string {
  const time = new Date(key.at).toISOString().replace(/[-:.]/g, '');
  return `${time}-${channel}-${key.business}-${key.token}.txt`;
}

function fileText(message: Message, key: SendKey): string {
  const headers: readonly (readonly [string, string])[] = [
    ['Channel', message.kind],
    ['Business', key.business],
    ['From', message.from ?? '(no sender set)'],
    ['To', message.to],
    ['Date', new Date(key.at).toISOString()],
    ['Valid-Until', new Date(key.validUntil).toISOString()],
    message.kind === 'sms'
      ? ['Segments', `${message.segments} (${message.encoding})`]
      : ['Subject', message.subject],
    ['Attempt', key.token],
  ];
  const lines = headers.map(([name, value]) => `${name}: ${oneLine(value)}`);
  return `${lines.join('\n')}\n\n${message.kind === 'sms' ? message.body : message.text}\n`;
}

/** A header is one line, whatever a lead typed. */
const oneLine = (value: string): string => value.replace(/\p{Cc}+/gu, ' ');

async function writeDurably(folder: string, path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', MODE).catch(async (error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return open(path, 'wx', MODE);
  });
  try {
    await file.writeFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';

function unwritable(folder: string, error: unknown): string {
  return `the outbox ${folder} could not be written (${codeOf(error)})`;
}
