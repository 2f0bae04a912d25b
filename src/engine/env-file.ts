/** A workspace's `.env`: secrets and settings for when the environment has none, readable by its owner alone. */
import { readFileSync, type Stats, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { fail, ok, type Result } from '../domain/result.ts';
import { explainFile } from './file-errors.ts';
import type { Environment } from './read-workspace.ts';

export interface EnvFileProblem {
  readonly message: string;
  readonly hint: string;
}

export const envFilePath = (root: string): string => join(root, '.env');

/** The environment with the workspace's `.env` under it: what is set for one run wins over what is written down. */
export function withEnvFile(root: string, env: Environment): Result<Environment, EnvFileProblem> {
  const path = envFilePath(root);
  const facts = statOrNull(path);
  if (facts === null) return ok(env);
  const unsafe = unsafeFile(path, facts);
  if (unsafe !== null) return fail(unsafe);
  try {
    return ok({ ...parseEnv(readFileSync(path, 'utf8')), ...set(env) });
  } catch (error) {
    const reason = explainFile(error);
    if (reason === null) throw error;
    return fail({
      message: `the secrets cannot be read: ${reason}`,
      hint: `See whose they are: ls -l ${path}. Run this as their owner.`,
    });
  }
}

/** Null when only its owner, who runs this, can read it. */
export function unsafeFile(
  path: string,
  { mode, uid: owner }: Pick<Stats, 'mode' | 'uid'>,
): EnvFileProblem | null {
  if ((mode & 0o077) !== 0)
    return {
      message: `others can read the secrets: ${path} has mode ${(mode & 0o777).toString(8)}`,
      hint: `Only its owner may. To mend it: chmod 600 ${path}`,
    };
  const { uid, username } = userInfo();
  // Windows has no owners to compare.
  if (uid !== -1 && owner !== uid)
    return {
      message: `the secrets belong to another user: ${path}`,
      hint: `Run this as its owner, or give it away: sudo chown ${username} ${path}`,
    };
  return null;
}

/** A variable that is set to nothing says nothing. */
const set = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));

function statOrNull(path: string): Stats | null {
  return statSync(path, { throwIfNoEntry: false }) ?? null;
}
