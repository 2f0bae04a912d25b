/** Runs the program out of the chunks that a build makes of it: a few dozen files instead of three hundred, with what V8 made of them kept beside. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Script } from 'node:vm';

/** A chunk's code asks for others, for Node's own modules and for packages by `require`, and for its place among the files. */
type Chunk = (
  require: (name: string) => unknown,
  module: { exports: unknown },
  placeOf: (file: string) => string,
  chunk: (name: string) => Promise<unknown>,
) => void;

export interface Chunks {
  /** What a chunk such as `./main.js` exports. */
  readonly load: (name: string) => unknown;
  /** What V8 has made of each chunk that was loaded, by name: its functions as far as they have run. */
  readonly compiled: () => ReadonlyMap<string, Uint8Array>;
  /** What chunks have come to export since they were loaded, as `./main.js name`: nothing, or other chunks go on with the old. */
  readonly changed: () => readonly string[];
}

/** Of the folder of chunks at `place`, a file URL that ends in a slash; the files they were made of are beside that folder. */
export function chunksAt(place: URL, importOutside: (name: string) => Promise<unknown>): Chunks {
  const scripts = new Map<string, Script>();
  const loaded = new Map<string, { exports: unknown }>();
  const exported = new Map<string, object>();
  const outside = createRequire(place);
  const placeOf = (file: string): string => new URL(`../${file}`, place).href;
  const load = (name: string): unknown => {
    if (!name.startsWith('./')) return outside(name);
    const known = loaded.get(name);
    if (known) return known.exports;
    const script = scriptAt(new URL(name, place));
    const module = { exports: {} };
    scripts.set(name, script);
    // Known before it has run: two chunks may ask for each other.
    loaded.set(name, module);
    (script.runInThisContext() as Chunk)(load, module, placeOf, async (later) =>
      later.startsWith('./') ? load(later) : importOutside(later),
    );
    if (!name.startsWith('./later-')) {
      exported.set(name, module.exports);
      module.exports = settled(module.exports);
    }
    return module.exports;
  };
  return {
    load,
    compiled: () => new Map([...scripts].map(([name, script]) => [name, script.createCachedData()])),
    changed: () =>
      [...exported].flatMap(([name, exports]) => {
        const then = Object.entries(loaded.get(name)?.exports ?? {});
        const now = new Map(Object.entries(exports));
        return then.filter(([key, value]) => now.get(key) !== value).map(([key]) => `${name} ${key}`);
      }),
  };
}

/** Values in place of getters, by way of which every call into another chunk went: a proof took 40 % longer. What has no value yet keeps its getter. */
function settled(exports: object): object {
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(exports))
    if (value !== undefined) values[key] = value;
    else Object.defineProperty(values, key, Object.getOwnPropertyDescriptor(exports, key) ?? {});
  return '__esModule' in exports ? Object.defineProperty(values, '__esModule', { value: true }) : values;
}

/** Chunks are ASCII, which is read without being decoded. V8 refuses what another version or other switches have made, and compiles anew. */
function scriptAt(file: URL): Script {
  const source = readFileSync(file, 'latin1');
  let cachedData: Buffer | undefined;
  try {
    cachedData = readFileSync(new URL(`${file.href}.v8`));
  } catch {
    cachedData = undefined;
  }
  return new Script(source, {
    filename: file.pathname,
    ...(cachedData && { cachedData }),
  });
}
