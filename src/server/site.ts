/** What every page and webhook is given, and the form in which each is declared. */
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Instant } from '../domain/time.ts';
import type { LogLine } from '../engine/daemon.ts';
import type { Environment } from '../engine/read-workspace.ts';
import type { Workspace } from '../engine/workspace.ts';
import type { Counts } from './counts.ts';

export interface Site {
  readonly ws: Workspace;
  /** With the workspace's `.env` under it: the secrets that webhooks are signed with. */
  readonly env: Environment;
  /** Why the settings as their files are now are not in force; null or left out when they are. */
  readonly broken?: string | null;
  readonly now: () => Instant;
  readonly random: (bytes: number) => Uint8Array;
  readonly log: (level: LogLine['level'], event: string, facts: Readonly<Record<string, string>>) => void;
  /** What came in, counted for whoever watches. */
  readonly counts?: Counts;
  /** Somebody may be due because of what has just been answered; left out where nothing is sent from here. */
  readonly wake?: () => void;
}

export type Call = Context<{ Bindings: HttpBindings }>;
export type Answer = (call: Call, site: Site) => Response | Promise<Response>;

/** One address: the methods that it has, and none besides; `GET` answers `HEAD` too. The manual is made of these. */
export interface Route {
  readonly path: string;
  /** What it is for: a sentence. */
  readonly about: string;
  /** How it is known who asks: a sentence; null when anybody may. */
  readonly proof: string | null;
  /** What it answers, and when; what every address may answer is not said again. */
  readonly answers: readonly (readonly [status: number, when: string])[];
  /** What it takes may make somebody due: a tick follows the answer. */
  readonly wakes?: true;
  readonly GET?: Answer;
  readonly POST?: Answer;
}
