/** `seq plan`: the timetable of a sequence for each source, or of one real lead from here on. */
import type { Business } from '../../domain/business.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Instant, Zone } from '../../domain/time.ts';
import type { CallOutcome } from '../../domain/touch.ts';
import { heldFor } from '../../engine/holding.ts';
import { foreseeAll, imagine, type PlannedRow } from '../../engine/plan.ts';
import { loadSituations } from '../../engine/situation.ts';
import type { Workspace } from '../../engine/workspace.ts';
import type { Situation } from '../../schedule/situation.ts';
import { calendarZone, zoneOfState } from '../../schedule/zones.ts';
import type { Sequence, Variant } from '../../sequence/sequence.ts';
import { variantFor } from '../../sequence/variant.ts';
import { leadOrComplain } from '../acted.ts';
import { oneBusiness } from '../businesses.ts';
import { type Command, EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { iso, writeJson } from '../json.ts';
import { onlyToLine } from '../only-to-words.ts';
import { readSequence } from '../plan-sequence.ts';
import { planJson, planLines } from '../plan-words.ts';
import { complain, usage } from '../problems.ts';
import { wrap } from '../table.ts';
import { colorsFor, plain } from '../terminal.ts';
import { readTime, readZone, showMoment } from '../times.ts';
import { withWorkspace } from '../with-workspace.ts';

interface Options {
  readonly source?: string;
  readonly at?: string;
  readonly zone?: string;
  readonly lead?: string;
  readonly business?: string;
  readonly firstName?: string;
  readonly state?: string;
  readonly calls?: CallOutcome;
  readonly appointment?: string;
  readonly messages?: boolean;
}

type Asked = Options & GlobalOptions;

export const run: Command<Options> = (io, [typed], options) =>
  options.lead === undefined ? planSequence(io, typed, options) : planLead(io, options.lead, options);

async function planSequence(io: Io, typed: string | undefined, options: Asked): Promise<ExitCode> {
  const found = await readSequence(io, options, typed);
  if (typeof found === 'number') return found;
  const { sequence, config } = found;
  const business = oneBusiness(io, options, { config }, options.business);
  if (business === null) return EXIT.usage;
  const policy = config.policies.get(business.id);
  const asked = askedFor(io, options, business);
  if (typeof asked === 'number' || policy === undefined)
    return typeof asked === 'number' ? asked : EXIT.problems;
  const variants =
    options.source === undefined
      ? sequence.variants
      : [variantFor(sequence, options.source, config.sourceAliases)];
  const chosen = variants.filter((variant) => variant !== null);
  if (chosen.length === 0) return noSuchSource(io, options, sequence);
  const plans = chosen.map((variant) => ({
    variant,
    rows: planOf(sequence, variant, business, policy, asked, options),
  }));
  if (options.json) {
    writeJson(io, 'plan', {
      sequence: sequence.id,
      business: business.id,
      enrolledAt: iso(asked.at),
      zone: asked.zone,
      sources: plans.map(({ variant, rows }) => ({
        source: variant.source,
        urgency: variant.urgency,
        touches: rows.map(planJson),
      })),
    });
    return EXIT.ok;
  }
  const color = colorsFor(io, io.stdout, options);
  const lines = [
    color.bold(plain(`${sequence.id}: ${sequence.name}`)),
    ...wrap(plain([premises(options, sequence, business, asked), ...onlyToLine({ config })].join(' ')), 80),
    ...plans.flatMap(({ variant, rows }) => [
      '',
      ...(variant.source === 'any' ? [] : [`${color.bold(variant.source)}, ${variant.urgency} urgency`]),
      ...planLines(rows, asked.zone, asked.at, options.messages === true, color),
    ]),
  ];
  io.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.ok;
}

interface Moment {
  readonly at: Instant;
  readonly zone: Zone;
  readonly state: string | null;
  readonly appointment: Instant | null;
}

/** The options that place the imagined lead, or the exit code after saying what is wrong with one. */
function askedFor(io: Io, options: Asked, business: Business): Moment | ExitCode {
  const zone = options.zone === undefined ? null : readZone(options.zone);
  if (zone !== null && !zone.ok) return usage(io, options, zone.error);
  const state = options.state?.toUpperCase() ?? null;
  const ofState = state === null ? [] : zoneOfState(state);
  if (state !== null && ofState.length === 0) {
    return usage(
      io,
      options,
      `"${options.state}" is not a state or province; it takes two letters such as IL`,
    );
  }
  const at = options.at === undefined ? null : readTime(options.at, business.zone);
  if (at !== null && !at.ok) return usage(io, options, at.error);
  const appointment = options.appointment === undefined ? null : readTime(options.appointment, business.zone);
  if (appointment !== null && !appointment.ok) return usage(io, options, appointment.error);
  const home = ofState.includes(business.zone) ? business.zone : ofState[0];
  return {
    at: at?.value ?? io.now(),
    zone: zone?.value ?? home ?? business.zone,
    state,
    appointment: appointment?.value ?? null,
  };
}

function planOf(
  sequence: Sequence,
  variant: Variant,
  business: Business,
  policy: Policy,
  { at, zone, state, appointment }: Moment,
  options: Options,
): readonly PlannedRow[] {
  const firstName = options.firstName ?? '';
  const situation = imagine({ business, sequence, variant, at, zone, state, firstName, appointment });
  return foreseeAll(situation, policy, at, options.calls ?? 'no_answer');
}

/** What the timetable takes for granted, said before it. */
function premises(options: Options, sequence: Sequence, business: Business, { at, zone }: Moment): string {
  const calls = sequence.variants.some(({ touches }) => touches.some(({ channel }) => channel === 'call'));
  const outcome = (options.calls ?? 'no_answer').replaceAll('_', ' ');
  return [
    `For a lead of ${business.name} enrolled ${showMoment(at, zone, at)}; times are in ${zone}.`,
    ...(calls ? [`Calls are taken to be made when due and to end "${outcome}" (--calls).`] : []),
    'Budgets are not part of it.',
  ].join(' ');
}

function noSuchSource(io: Io, options: Asked, sequence: Sequence): ExitCode {
  const sources = sequence.variants.map(({ source }) => source).join(', ');
  return usage(
    io,
    options,
    `${sequence.id} has no source that "${options.source}" matches`,
    `It has ${sources}.`,
  );
}

/** What waits for a person's word, or is off the list of a try-out: no rule of the sequence knows of either. */
async function heldRows(
  ws: Workspace,
  { contact, enrollments }: Situation,
  rows: readonly PlannedRow[],
): Promise<ReadonlyMap<PlannedRow, string>> {
  const held = new Map<PlannedRow, string>();
  for (const row of rows) {
    const { enrollment, touch } = row.forecast;
    const sequence = enrollments.find(({ id }) => id === enrollment)?.sequence.id;
    const reason = sequence === undefined ? null : await heldFor(ws, sequence, touch.channel, contact);
    if (reason !== null && row.at !== null) held.set(row, reason);
  }
  return held;
}

/** From here on, with everything that has happened to the lead. */
function planLead(io: Io, typed: string, options: Asked): Promise<ExitCode> {
  return withWorkspace(io, options, async (ws) => {
    const lead = await leadOrComplain(io, options, ws, typed, options.business);
    if (lead === null) return EXIT.usage;
    const situation = (await loadSituations(ws, [lead], ws.db)).get(lead);
    const policy = situation && ws.config.policies.get(situation.business.id);
    if (situation === undefined || policy === undefined) {
      complain(io, options, `the business of ${typed} is no longer in leadseq.yaml`);
      return EXIT.configuration;
    }
    const now = io.now();
    const rows = foreseeAll(situation, policy, now, options.calls ?? null);
    const zone = calendarZone(situation.contact.zone, situation.business.zone);
    const held = await heldRows(ws, situation, rows);
    if (options.json) {
      writeJson(io, 'plan', {
        lead: lead,
        zone,
        touches: rows.map((row) => ({ ...planJson(row), held: held.get(row) ?? null })),
      });
      return EXIT.ok;
    }
    const name = `${situation.contact.firstName} ${situation.contact.lastName}`.trim() || '(no name)';
    const color = colorsFor(io, io.stdout, options);
    const lines = [
      `${color.bold(plain(name))}, from here on. Times are in ${zone}. Budgets are not part of it.`,
      '',
      ...(rows.length === 0
        ? [`  Nothing more is planned. To see why: ${io.name} why ${lead}`]
        : planLines(rows, zone, now, options.messages === true, color, held)),
    ];
    io.stdout.write(`${lines.join('\n')}\n`);
    return EXIT.ok;
  });
}
