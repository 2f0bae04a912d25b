/** A proof in words: what was covered, what holds, how late each touch may be, and whoever it does not hold for. */
import { HOUR } from '../domain/time.ts';
import type { CounterExample, Proof } from '../lint/prove/prove.ts';
import type { Choices } from '../lint/prove/scenes.ts';
import { differencesOf, tell, timeline } from '../lint/prove/tell.ts';
import { dateText, momentText } from '../lint/prove/walls.ts';
import { iso, isoOrNull } from './json.ts';
import { layTable, wrap } from './table.ts';
import { showSpan } from './times.ts';

const WIDTH = 80;
const count = (n: number, noun: string): string =>
  `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;

/** What all proofs of one run share. */
export interface Coverage {
  readonly business: string;
  readonly year: number;
  readonly choices: Omit<Choices, 'calls' | 'known'>;
  readonly combined: boolean;
  readonly exhaustive: boolean;
  readonly states: boolean;
}

export function coverageLines({
  business,
  choices,
  combined,
  exhaustive,
  states,
  year,
}: Coverage): readonly string[] {
  const [ordinary, ...changing] = choices.weeks;
  const weeks = changing.map(
    ({ name, monday }) => `${name.replace('the week in which ', '')} (${dateText(monday)})`,
  );
  const premises = [
    `Every arrival minute of a week of ${year} under the rules of ${business}:`,
    `an ordinary week (${dateText(ordinary?.monday ?? 0)})${weeks.length > 0 ? ` and those in which ${weeks.join(' and ')}` : ''};`,
    `${count(choices.places.length, 'place')} whose clocks differ; calls not done, and each end that a condition asks about;`,
    'no outage, one over the night and one over the weekend.',
    combined
      ? 'Every combination of these.'
      : 'One difference from the plainest case at a time (--combined: every combination).',
    exhaustive
      ? 'Every minute by itself.'
      : 'One case for all arrivals between two marks, at both ends of them.',
    states
      ? 'With the hours of every state that has its own.'
      : 'Without the hours of single states (--states).',
    'Budgets, replies and other sequences are not part of it.',
  ];
  const classes = choices.places
    .filter(({ stands }) => stands.length > 1)
    .flatMap(({ name, stands }) =>
      wrap(`${name} also for ${stands.filter((each) => each !== name).join(', ')}`, WIDTH - 4).map(
        (line, n) => (n === 0 ? `  ${line}` : `    ${line}`),
      ),
    );
  return [
    ...wrap(premises.join(' '), WIDTH),
    ...(classes.length === 0 ? [] : ['Places whose clocks agree are proved once:', ...classes]),
  ];
}

export const totalLine = (proofs: readonly Proof[]): string => {
  // What a source has proved for its twins was run once, and stands for the arrivals of all.
  const cases = proofs.reduce((sum, each) => sum + (each.as === undefined ? each.cases : 0), 0);
  const arrivals = proofs.reduce((sum, each) => sum + each.arrivals, 0);
  const broken = proofs.filter(({ counterExamples }) => counterExamples.length > 0).length;
  const size = `${count(cases, 'case')} (standing for ${count(arrivals, 'arrival')})`;
  return broken === 0
    ? `holds, ${size}`
    : `does not hold for ${broken} of ${count(proofs.length, 'source')}, ${size}`;
};

const nameOf = ({ claim: { sequence, variant } }: Proof): string =>
  variant.source === 'any' ? sequence.id : `${sequence.id}, ${variant.source}`;

/** How late each touch may be: from its own time to when it goes, while everything runs. */
function lateLines({ worst }: Proof): readonly string[] {
  const rows = worst.map(({ touch, late, arrival, scene }) => [
    touch,
    late === null ? 'never goes' : late < 60_000 ? 'on time' : showSpan(late),
    late === null || late < 60_000 || scene === null || arrival === null
      ? ''
      : [`${momentText(arrival, scene.place.home)} ${scene.place.name}`, differencesOf(scene)]
          .filter((part) => part !== '')
          .join(', '),
  ]);
  const columns = [
    { title: 'touch' },
    { title: 'latest', align: 'right' as const },
    { title: 'for whoever comes', fit: 'wrap' as const },
  ];
  const { header, rows: laid } = layTable(columns, rows, WIDTH);
  return [...header, ...laid.flat()];
}

function counterLines(example: CounterExample): readonly string[] {
  const rows = timeline(example).map(({ when, touch, what, isBreach }) => [
    when,
    touch,
    isBreach ? `${what}  ←` : what,
  ]);
  const columns = [{ title: '' }, { title: '' }, { title: '', fit: 'wrap' as const }];
  const [first = '', ...rest] = wrap(`${example.breach.law}: ${tell(example)}`, WIDTH - 2);
  return [
    `  ${first}`,
    ...rest.map((line) => `    ${line}`),
    ...layTable(columns, rows, WIDTH)
      .rows.flat()
      .map((line) => `  ${line}`),
  ];
}

/** What is said of one source. */
export function sourceLines(proof: Proof, bold: (text: string) => string): readonly string[] {
  const { as, counterExamples } = proof;
  if (as !== undefined) {
    const verdict = counterExamples.length === 0 ? 'holds' : 'does not hold';
    return [`${bold(nameOf(proof))}: ${verdict} as for ${as}, whose touches have the same times`];
  }
  const name = `${bold(nameOf(proof))}: ${totalLine([proof])}`;
  if (counterExamples.length === 0) return [name, ...lateLines(proof)];
  return [name, ...counterExamples.flatMap((each) => ['', ...counterLines(each)])];
}

export const proofJson = (proof: Proof): object => ({
  sequence: proof.claim.sequence.id,
  source: proof.claim.variant.source,
  holds: proof.counterExamples.length === 0,
  as: proof.as ?? null,
  cases: proof.as === undefined ? proof.cases : 0,
  arrivals: proof.arrivals,
  latest: proof.worst.map(({ touch, late, arrival, scene }) => ({
    touch,
    lateMinutes: late === null ? null : (late / HOUR) * 60,
    arrival: isoOrNull(arrival),
    place: scene?.place.name ?? null,
    week: scene?.week.name ?? null,
    calls: scene?.calls.name ?? null,
  })),
  counterExamples: proof.counterExamples.map((example) => ({
    law: example.breach.law,
    says: tell(example),
    arrival: iso(example.arrival),
    place: example.scene.place.name,
    week: example.scene.week.name,
    calls: example.scene.calls.name,
    outage: example.scene.outage,
    touches: example.breach.touches,
    timeline: timeline(example).map(({ at, touch, what }) => ({ at: iso(at), touch, what })),
  })),
});
