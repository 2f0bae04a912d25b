/** Every transcript beside this file shows what the program really says. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runTranscript } from './transcript.ts';

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.md'));

describe('a transcript shows what the program says', () => {
  it.each(files)('%s', async (name) => {
    const { expected, actual } = await runTranscript(join(import.meta.dirname, name));
    expect(actual).toBe(expected);
  });
});
