/** The shipped workspace as simulations read it: settings and sequences from a folder that is made once and looked at. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BusinessId } from '../../src/domain/ids.ts';
import type { Instant } from '../../src/domain/time.ts';
import { createWorkspace } from '../../src/engine/create-workspace.ts';
import { readWorkspace } from '../../src/engine/read-workspace.ts';
import { imaginedLeads, sourcesOf } from '../../src/engine/simulate-leads.ts';
import { parseScript } from '../../src/engine/simulate-parse.ts';
import { type Enroller, type Played, playRun, type RunOptions } from '../../src/engine/simulate-run.ts';
import { NO_SCRIPT, type Script } from '../../src/engine/simulate-script.ts';
import { type LeadStory, storiesOf } from '../../src/engine/simulate-story.ts';
import type { Files } from '../../src/engine/simulate-world.ts';
import { parseLocal } from '../../src/schedule/calendar.ts';
import type { Sequence } from '../../src/sequence/sequence.ts';
import { CHICAGO, scratchFolder } from '../engine/kit.ts';

const PACKAGE = join(import.meta.dirname, '../../');

const BRIGHT = {
  name: 'Bright Dental',
  zone: CHICAGO,
  bookingLink: 'https://example.com/bright',
  agent: 'Sam',
  postalAddress: '1 Main St, Chicago, IL 60601',
  sequence: 'framework-14',
} as const;

let shipped: Promise<Files> | null = null;

/** What `seq init` makes, read once. */
export function shippedFiles(): Promise<Files> {
  shipped ??= readShipped();
  return shipped;
}

async function readShipped(): Promise<Files> {
  const root = scratchFolder();
  try {
    createWorkspace(root, PACKAGE, BRIGHT);
    const { settings, sequences } = await readWorkspace(root, {});
    if (settings.config === null) throw new Error('the shipped settings have mistakes');
    return { root, config: settings.config, sequences };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

export function sequenceOf(files: Files, id: string): Sequence {
  const found = [...files.sequences.values()].find(({ revision }) => revision?.sequence.id === id);
  if (found?.revision == null) throw new Error(`there is no sequence ${id}`);
  return found.revision.sequence;
}

/** On the wall in Chicago. */
export function wall(text: string): Instant {
  const at = parseLocal(text, CHICAGO);
  if (at === null) throw new Error(`${text} is no time`);
  return at;
}

export const TUESDAY = wall('2026-03-03 10:00');

const DAYS_60 = 60 * 86_400_000;

export const optionsAt = (at: Instant, more: Partial<RunOptions> = {}): RunOptions => ({
  at,
  until: (at + DAYS_60) as Instant,
  seed: 1,
  budgets: false,
  calls: null,
  script: NO_SCRIPT,
  scriptFile: 'answers.yaml',
  signal: new AbortController().signal,
  ...more,
});

/** Of a script without mistakes. */
export function scriptOf(files: Files, text: string): Script {
  const variants = [...files.sequences.values()].flatMap(({ revision }) => revision?.sequence.variants ?? []);
  const { script, diagnostics } = parseScript(text, 'answers.yaml', {
    touches: new Set(variants.flatMap(({ touches }) => touches.map(({ id }) => String(id)))),
    sources: new Set(variants.map(({ source }) => String(source))),
  });
  if (script === null) throw new Error(JSON.stringify(diagnostics));
  return script;
}

/** One lead for each source of a shipped sequence. */
export async function playShipped(
  id: string,
  options: RunOptions,
): Promise<{ readonly played: Played; readonly stories: readonly LeadStory[] }> {
  const files = await shippedFiles();
  return playFiles(files, leadsOf(files, id), options);
}

async function playFiles(files: Files, enroll: Enroller, options: RunOptions) {
  const played = await playRun(files, enroll, options);
  return { played, stories: storiesOf(files, played) };
}

function leadsOf(files: Files, id: string): Enroller {
  const sequence = sequenceOf(files, id);
  const business = [...files.config.businesses.keys()][0] as BusinessId;
  return imaginedLeads({ sequence, sources: sourcesOf(sequence), business, zone: null });
}
