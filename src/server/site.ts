/** What every page and webhook is given, and the form in which each is declared. */
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Instant } from '../domain/time.ts';
import type { LogLine } from '../engine/daemon.ts';
import type { Environment } from '../engine/read-workspace.ts';
import type { Workspace } from '../engine/workspace.ts';

export interface Site {
  readonly ws: Workspace;
  /** With the workspace's `.env` under it: the secrets that webhooks are signed with. */
  readonly env: Environment;
  /** Why the settings as their files are now are not in force; null or left out when they are. */
  readonly broken?: string | null;
  readonly now: () => Instant;
  readonly random: (bytes: number) => Uint8Array;
  readonly log: (level: LogLine['level'], event: string, facts: Readonly<Record<string, string>>) => void;
}

export type Call = Context<{ Bindings: HttpBindings }>;
type Answer = (call: Call, site: Site) => Response | Promise<Response>;

/** One address: the methods that it has, and none besides; `GET` answers `HEAD` too. */
export interface Route {
  readonly path: string;
  readonly GET?: Answer;
  readonly POST?: Answer;
}
