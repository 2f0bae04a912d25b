/** JSON from outside: one object, in strict UTF-8, without the names by which JavaScript reaches behind an object. */
import { fail, ok, type Result } from '../domain/result.ts';

export type Json = Readonly<Record<string, unknown>>;

const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** The error is a sentence for whoever posted it. */
export function readObject(bytes: Uint8Array): Result<Json, string> {
  let forbidden: string | null = null;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text, (key, each: unknown) => {
      if (FORBIDDEN.has(key)) forbidden = key;
      return each;
    });
    if (forbidden !== null) return fail(`the name "${forbidden}" is reserved`);
    return asObject(value) === null ? fail('the body must be one JSON object') : ok(value as Json);
  } catch {
    return fail('the body is no JSON in UTF-8');
  }
}

export const asObject = (value: unknown): Json | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
