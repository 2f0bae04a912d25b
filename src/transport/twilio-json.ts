/** JSON from somebody else: every value is unknown until it is looked at. */

export type Json = Readonly<Record<string, unknown>>;

/** The object that a text holds, or null for anything else. */
export function objectIn(text: string | null): Json | null {
  if (text === null) return null;
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Null for what is no object. */
export const asObject = (value: unknown): Json | null => (isObject(value) ? value : null);

/** Null for what is no list of objects. */
export const asObjects = (value: unknown): readonly Json[] | null =>
  Array.isArray(value) && value.every(isObject) ? value : null;
