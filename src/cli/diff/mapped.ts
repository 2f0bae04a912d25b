/** What `--map old=new` says: a touch that goes on under another id. */
import { asId, type TouchId } from '../../domain/ids.ts';
import { fail, ok, type Result } from '../../domain/result.ts';
import type { TouchMap } from '../../schedule/migrate.ts';

/** Each as `old=new`; no id twice on either side. */
export function mappedTouches(typed: readonly string[]): Result<TouchMap, string> {
  const map = new Map<TouchId, TouchId>();
  for (const one of typed) {
    const [from = '', to = '', ...more] = one.split('=').map((part) => part.trim());
    if (from === '' || to === '' || more.length > 0)
      return fail(`--map is "${one}"; it takes the old id and the new one, such as hello=welcome`);
    if (map.has(asId<TouchId>(from)) || [...map.values()].some((id) => id === to))
      return fail(`--map names ${map.has(asId<TouchId>(from)) ? from : to} twice`);
    map.set(asId<TouchId>(from), asId<TouchId>(to));
  }
  return ok(map);
}
