/** `seq prove`: that no lead whatever is texted, emailed or called against the rules, or the plainest one who is. */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { isZone, type Zone } from '../../domain/time.ts';
import { type Heat, heatMap, heatOf } from '../../lint/prove/heat-map.ts';
import { placesOf } from '../../lint/prove/places.ts';
import type { Proof } from '../../lint/prove/prove.ts';
import type { Claim } from '../../lint/prove/scene.ts';
import { scenesFor, weeksOf } from '../../lint/prove/scenes.ts';
import { dateText, wallOf, yearOf } from '../../lint/prove/walls.ts';
import { oneBusiness } from '../businesses.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { writeJson } from '../json.ts';
import { complain, usage } from '../problems.ts';
import { readSequences } from '../prove-sequences.ts';
import { type Coverage, coverageLines, proofJson, sourceLines, totalLine } from '../prove-words.ts';
import { MOST_SCENES, proveAll, scenesToJudge } from '../prove-work.ts';
import { colorsFor } from '../terminal.ts';
import { readZone } from '../times.ts';

interface Options {
  readonly source?: string;
  readonly business?: string;
  readonly year?: number;
  readonly zones?: readonly string[];
  readonly allZones?: boolean;
  readonly states?: boolean;
  readonly combined?: boolean;
  readonly exhaustive?: boolean;
  readonly jobs?: number;
  readonly heatMap?: string;
}

type Asked = Options & GlobalOptions;

export const run: Command<Options> = async (io, typed, options) => {
  const found = await readSequences(io, options, typed);
  if (typeof found === 'number') return found;
  const business = oneBusiness(io, options, found, options.business);
  const policy = business === null ? undefined : found.config.policies.get(business.id);
  if (business === null || policy === undefined) return EXIT.usage;
  const zones = zonesOf(io, options);
  if (typeof zones === 'number') return zones;
  const claims = found.sequences.flatMap((sequence) =>
    sequence.variants
      .filter(({ source }) => options.source === undefined || source === options.source)
      .map((variant): Claim => ({ business, policy, sequence, variant })),
  );
  if (claims.length === 0) {
    const sources = new Set(found.sequences.flatMap(({ variants }) => variants.map(({ source }) => source)));
    return usage(
      io,
      options,
      `no sequence has a source "${options.source}"`,
      `The sources are ${[...sources].join(', ')}.`,
    );
  }
  const year = options.year ?? yearOf(wallOf(io.now(), business.zone).day);
  const combined = options.combined === true;
  const wanted = { zones, shared: combined, states: options.states === true };
  const weeks = weeksOf(year, [business.zone, ...(zones ?? [])]);
  // Places are only seen in other weeks when everything is combined.
  const places = placesOf(business, combined ? weeks : weeks.slice(0, 1), wanted);
  const coverage: Coverage = {
    business: business.name,
    year,
    combined,
    exhaustive: options.exhaustive === true,
    states: wanted.states,
    choices: { weeks, places, outages: ['none', 'night', 'weekend'] },
  };
  const scenes = scenesToJudge({ claims, choices: coverage.choices, combined });
  if (scenes > MOST_SCENES) return tooMany(io, options, scenes);
  const proofs = await proveAll(io, { ...coverage, claims }, options.jobs ?? availableParallelism());
  if (proofs === null) {
    complain(io, options, 'stopped before the end: nothing is proved');
    return EXIT.problems;
  }
  report(io, options, coverage, proofs);
  // Last: a folder that is not there costs nobody the proof.
  if (options.heatMap !== undefined) await drawHeat(io, options, options.heatMap, claims, coverage);
  return proofs.some(({ counterExamples }) => counterExamples.length > 0) ? EXIT.problems : EXIT.ok;
};

/** Before anything is judged: a proof that was cut would have to say what it left out, and nobody would read it. */
function tooMany(io: Io, options: Asked, scenes: number): ExitCode {
  const shown = (n: number): string => n.toLocaleString('en-US');
  return usage(
    io,
    options,
    `this proof would have ${shown(scenes)} scenes, and ${shown(MOST_SCENES)} are the most: nothing is proved`,
    options.combined === true
      ? 'Ask for less at a time: one sequence, --source SOURCE, --zones ZONE, or without --combined.'
      : 'Ask for less at a time: one sequence or --source SOURCE; conditions that name fewer calls make fewer scenes.',
  );
}

/** Null for those of North American phone numbers. */
function zonesOf(io: Io, options: Asked): readonly Zone[] | null | ExitCode {
  if (options.allZones === true)
    // What the runtime lists, and three that it knows without listing them.
    return [...Intl.supportedValuesOf('timeZone'), 'Asia/Kolkata', 'UTC', 'Europe/Kyiv'].filter(isZone);
  if (options.zones === undefined) return null;
  const read = options.zones.map(readZone);
  for (const each of read) if (!each.ok) return usage(io, options, each.error);
  return read.flatMap((each) => (each.ok ? [each.value] : []));
}

async function drawHeat(
  io: Io,
  options: Asked,
  name: string,
  claims: readonly Claim[],
  { business, choices, combined }: Coverage,
): Promise<void> {
  const heats: Heat[] = claims.flatMap((claim) => {
    const [plain] = scenesFor(claim, choices, combined);
    return plain === undefined || claim.sequence.anchor === 'appointment' ? [] : [heatOf(claim, plain)];
  });
  const about = `For leads of ${business} in ${choices.places[0]?.name}, in an ordinary week in which everything runs.`;
  await writeFile(resolve(io.cwd, options.workspace ?? '.', name), heatMap(heats, about));
}

function report(io: Io, options: Asked, coverage: Coverage, proofs: readonly Proof[]): void {
  const holds = proofs.every(({ counterExamples }) => counterExamples.length === 0);
  if (options.json) {
    const { choices, ...rest } = coverage;
    writeJson(io, 'prove', {
      holds,
      ...rest,
      weeks: choices.weeks.map(({ name, monday }) => ({ name, monday: dateText(monday) })),
      places: choices.places.map(({ name, zones, stands }) => ({ name, zones, stands })),
      proofs: proofs.map(proofJson),
    });
    return;
  }
  const color = colorsFor(io, io.stdout, options);
  const lines = [
    ...coverageLines(coverage),
    ...proofs.flatMap((proof) => ['', ...sourceLines(proof, color.bold)]),
    '',
    (holds ? color.green : color.red)(totalLine(proofs)),
  ];
  io.stdout.write(`${lines.join('\n')}\n`);
}
