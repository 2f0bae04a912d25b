/** What a simulation is made of, as it was asked for: the workspace's files, the script, the leads and the start. */
import { createReadStream, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Instant, Zone } from '../../domain/time.ts';
import { enrollStream } from '../../engine/enroll.ts';
import type { EnrollReport } from '../../engine/enroll-report.ts';
import { readWorkspace } from '../../engine/read-workspace.ts';
import { imaginedLeads, sourcesOf } from '../../engine/simulate-leads.ts';
import { readMoment } from '../../engine/simulate-moment.ts';
import { parseScript } from '../../engine/simulate-parse.ts';
import type { Enroller } from '../../engine/simulate-run.ts';
import { type Known, NO_SCRIPT, type Script } from '../../engine/simulate-script.ts';
import type { Files } from '../../engine/simulate-world.ts';
import { variantFor } from '../../sequence/variant.ts';
import { oneBusiness } from '../businesses.ts';
import { showDiagnostics } from '../diagnostics.ts';
import { problemLine } from '../enrolled.ts';
import { EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { readSequence } from '../plan-sequence.ts';
import { complain, usage } from '../problems.ts';
import { readTime, readZone } from '../times.ts';
import { rootFor } from '../with-workspace.ts';

export interface Asked extends GlobalOptions {
  readonly roster?: string;
  readonly script?: string;
  readonly source?: string;
  readonly at?: string;
  readonly business?: string;
  readonly zone?: string;
}

export interface Inputs {
  readonly files: Files;
  readonly script: Script;
  readonly at: Instant;
  /** Of the business. */
  readonly zone: Zone;
  readonly enroll: Enroller;
  /** Of the roster; null while it has not been read, and for imagined leads. */
  readonly report: () => EnrollReport | null;
}

/** A Tuesday morning, always the same one: whoever gives no time gets the same output today and next year. */
const START = '2026-03-03 10:00';

/** The exit code after saying what is wrong, when something is. */
export async function readInputs(
  io: Io,
  options: Asked,
  typed: string | undefined,
): Promise<Inputs | ExitCode> {
  return options.roster === undefined
    ? forSources(io, options, typed)
    : forRoster(io, options, typed, options.roster);
}

async function forSources(io: Io, options: Asked, typed: string | undefined): Promise<Inputs | ExitCode> {
  const found = await readSequence(io, options, typed);
  if (typeof found === 'number') return found;
  const { sequence, config } = found;
  const business = oneBusiness(io, options, { config }, options.business);
  if (business === null) return EXIT.usage;
  if (sequence.anchor === 'appointment')
    return usage(
      io,
      options,
      `${sequence.id} counts back from an appointment, so nobody can be enrolled in it; it starts when one is booked`,
      'Simulate the sequence that starts it, with a script in which a lead books.',
    );
  const zone = options.zone === undefined ? null : readZone(options.zone);
  if (zone !== null && !zone.ok) return usage(io, options, zone.error);
  const one =
    options.source === undefined ? null : variantFor(sequence, options.source, config.sourceAliases);
  const sources = sourcesOf(sequence);
  if (options.source !== undefined && one === null)
    return usage(
      io,
      options,
      `${sequence.id} has no source that "${options.source}" matches`,
      `It has ${sources.join(', ')}.`,
    );
  const leads = {
    sequence,
    sources: one === null ? sources : [one.source],
    business: business.id,
    zone: zone?.value ?? null,
  };
  return started(io, options, found, business.zone, imaginedLeads(leads), () => null);
}

async function forRoster(
  io: Io,
  options: Asked,
  sequence: string | undefined,
  roster: string,
): Promise<Inputs | ExitCode> {
  const root = rootFor(io, options);
  if (root === null) return EXIT.configuration;
  const path = resolve(io.cwd, roster);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || stat.isDirectory())
    return usage(
      io,
      options,
      stat === undefined ? `there is no file ${roster}` : `${roster} is a folder; give one CSV file`,
    );
  const { settings, sequences } = await readWorkspace(root, io.env);
  if (settings.config === null) {
    complain(io, options, 'leadseq.yaml has mistakes:');
    await showDiagnostics(io, options, io.stderr, root, settings.diagnostics);
    return EXIT.configuration;
  }
  const { config } = settings;
  const business = config.businesses.values().next().value;
  const named = [...config.businesses.values()].find(({ id }) => id === options.business);
  const zone = (named ?? business)?.zone ?? ('UTC' as Zone);
  let report: EnrollReport | null = null;
  let rejected = 0;
  const enroll: Enroller = async (ws, at) => {
    report = await enrollStream(
      ws,
      createReadStream(path, { highWaterMark: 256 * 1024 }),
      {
        business: options.business,
        sequence,
        source: options.source,
        signal: io.signal,
        onRejected: (problem) => {
          rejected += 1;
          if (rejected <= SHOWN) io.stderr.write(`${problemLine(basename(path), '', problem)}\n`);
        },
      },
      () => at,
    );
    if (rejected > SHOWN) io.stderr.write(`… and ${rejected - SHOWN} more rows were rejected\n`);
  };
  return started(io, options, { root, config, sequences }, zone, enroll, () => report);
}

/** A file in which every row is wrong must not fill the screen. */
const SHOWN = 20;

async function started(
  io: Io,
  options: Asked,
  files: Files,
  zone: Zone,
  enroll: Enroller,
  report: Inputs['report'],
): Promise<Inputs | ExitCode> {
  const script = await readScript(io, options, files);
  if (typeof script === 'number') return script;
  const typed = options.at === undefined ? null : readTime(options.at, zone);
  if (typed !== null && !typed.ok) return usage(io, options, typed.error);
  const at = typed?.value ?? (script.at?.at ?? readMoment(START))?.(zone);
  if (at === undefined) throw new Error('the default start is no time');
  return { files, script, at, zone, enroll, report };
}

async function readScript(io: Io, options: Asked, files: Files): Promise<Script | ExitCode> {
  if (options.script === undefined) return NO_SCRIPT;
  const path = resolve(io.cwd, options.script);
  let text: string;
  try {
    const { readFile } = await import('node:fs/promises');
    text = await readFile(path, 'utf8');
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return usage(
      io,
      options,
      gone ? `there is no file ${options.script}` : `${options.script} cannot be read`,
    );
  }
  const { script, diagnostics } = parseScript(text, path, knownIn(files));
  if (script === null) {
    complain(io, options, `${options.script} has mistakes:`);
    await showDiagnostics(io, options, io.stderr, files.root, diagnostics);
    return EXIT.usage;
  }
  return script;
}

function knownIn({ sequences }: Files): Known {
  const variants = [...sequences.values()].flatMap(({ revision }) => revision?.sequence.variants ?? []);
  return {
    touches: new Set(variants.flatMap(({ touches }) => touches.map(({ id }) => String(id)))),
    sources: new Set(variants.map(({ source }) => String(source))),
  };
}
