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

/** Null for what is no object. */
export const asObject = (value: unknown): Json | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;

/** Null for what is no list of objects. */
export function asObjects(value: unknown): readonly Json[] | null {
  if (!Array.isArray(value)) return null;
  const objects = value.map(asObject).filter((one) => one !== null);
  return objects.length === value.length ? objects : null;
}
