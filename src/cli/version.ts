/** The version of this program, from the package file beside `src` and `dist`. */
import { readFileSync } from 'node:fs';

export function readVersion(): string {
  const file = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  return file.version;
}
