/** What a webhook's JSON says, read one field at a time: whatever is not there, or is something else, is nothing. */

/** One level of it; names such as `__proto__` are names like any other and reach nothing. */
export interface Fields {
  text(name: string): string | null;
  /** Text, or a number as it is written. */
  word(name: string): string | null;
  inside(name: string): Fields;
  list(name: string): readonly Fields[];
  /** Of a list, what is text. */
  texts(name: string): readonly string[];
  isTrue(name: string): boolean;
  names(): readonly string[];
}

/** Null for what is no JSON object. */
export function readFields(body: Uint8Array): Fields | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return isObject(value) ? fieldsOf(value) : null;
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fieldsOf(value: unknown): Fields {
  const at = (name: string): unknown =>
    isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return {
    text(name) {
      const found = at(name);
      return typeof found === 'string' && found.trim() !== '' ? found.trim() : null;
    },
    word(name) {
      const found = at(name);
      return typeof found === 'number' ? String(found) : fieldsOf(value).text(name);
    },
    inside: (name) => fieldsOf(at(name)),
    list(name) {
      const found = at(name);
      return Array.isArray(found) ? found.map(fieldsOf) : [];
    },
    texts(name) {
      const found = at(name);
      return Array.isArray(found) ? found.filter((one) => typeof one === 'string') : [];
    },
    isTrue: (name) => at(name) === true,
    names: () => (isObject(value) ? Object.keys(value) : []),
  };
}
