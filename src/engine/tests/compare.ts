/** Holds what was expected against what came: each difference at its place in the test. */
import type { Range } from '../../domain/diagnostic.ts';
import type { Instant } from '../../domain/time.ts';
import type { Expected, ExpectedTask, ExpectedTouch, ListOf, Said, TestTime } from './test-file.ts';
import { sameMinute, writeTestTime } from './test-times.ts';
import { type Came, type CameTask, type CameTouch, cameLine, lineOf } from './what-came.ts';

export interface Failure {
  readonly range: Range;
  readonly message: string;
  /** What was expected (`-`) and what came (`+`), where that needs lines. */
  readonly lines: readonly DiffLine[];
}

export interface DiffLine {
  readonly mark: '-' | '+' | ' ';
  readonly text: string;
}

export function compare(expected: Expected, came: Came): readonly Failure[] {
  const { touches, some, never, tasks, ends, ended, stage } = expected;
  return [
    ...(touches === null ? [] : allTouches(touches, came)),
    ...someTouches(some, came),
    ...never.flatMap((one) => neverGone(one, came)),
    ...(tasks === null ? [] : allTasks(tasks, came)),
    ...[...ends].flatMap(([sequence, said]) => endOf(sequence, said, came)),
    ...(ended === null ? [] : endedAt(ended, came)),
    ...(stage === null || stage.text === (came.stage ?? 'none')
      ? []
      : [failure(stage.range, `The stage is ${came.stage ?? 'none'} in the end, not ${stage.text}.`)]),
  ];
}

const failure = (range: Range, message: string, lines: readonly DiffLine[] = []): Failure => ({
  range,
  message,
  lines,
});

function allTouches({ range, items }: ListOf<ExpectedTouch>, came: Came): readonly Failure[] {
  const fits = (want: ExpectedTouch, one: CameTouch): boolean =>
    want.becomes === one.kind && isOf(want, one, came) && isAt(want.at, one.at, came);
  const steps = align(items, came.touches, fits);
  const off = steps.find(({ want, got }) => want === null || got === null);
  if (off === undefined) return steps.flatMap(({ want, got }) => (want && got ? wordsOf(want, got) : []));
  const next = off.want ?? steps.slice(steps.indexOf(off)).find(({ want }) => want !== null)?.want;
  return [
    failure(
      next?.range ?? range,
      'What becomes of the touches is not what is expected.',
      steps.map(({ want, got }) =>
        got === null
          ? { mark: '-', text: lineOf(want, want.at === null ? null : shown(want.at, came)) }
          : { mark: want === null ? '+' : ' ', text: cameLine(came, got) },
      ),
    ),
  ];
}

type Step<A, B> =
  | { readonly want: A; readonly got: B }
  | { readonly want: A; readonly got: null }
  | { readonly want: null; readonly got: B };

/** The longest run of pairs that fit, in order, with what is left over on both sides between them. */
function align<A, B>(
  wants: readonly A[],
  gots: readonly B[],
  fits: (want: A, got: B) => boolean,
): readonly Step<A, B>[] {
  const [rows, columns] = [wants.length, gots.length];
  const best = Array.from({ length: rows + 1 }, () => new Array<number>(columns + 1).fill(0));
  const at = (i: number, j: number): number => best[i]?.[j] ?? 0;
  const pair = (i: number, j: number): boolean => {
    const [want, got] = [wants[i], gots[j]];
    return want !== undefined && got !== undefined && fits(want, got);
  };
  for (let i = rows - 1; i >= 0; i--)
    for (let j = columns - 1; j >= 0; j--) {
      const row = best[i];
      if (row) row[j] = pair(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  const steps: Step<A, B>[] = [];
  let [i, j] = [0, 0];
  while (i < rows || j < columns) {
    const [want, got] = [wants[i], gots[j]];
    if (want !== undefined && got !== undefined && pair(i, j)) {
      steps.push({ want, got });
      i++;
      j++;
    } else if (want !== undefined && (got === undefined || at(i + 1, j) >= at(i, j + 1))) {
      steps.push({ want, got: null });
      i++;
    } else if (got !== undefined) {
      steps.push({ want: null, got });
      j++;
    }
  }
  return steps;
}

/** Of the tested sequence where that has such a touch: another that it starts may have one of the same name. */
const isOf = (
  want: Pick<ExpectedTouch, 'touch' | 'of'>,
  one: CameTouch,
  { own, sequence }: Came,
): boolean => {
  const of = want.of ?? (own.has(want.touch) ? sequence : null);
  return want.touch === one.touch && (of === null || of === one.sequence);
};

const isAt = (want: TestTime | null, at: Instant, { enrolled, zone }: Came): boolean =>
  want === null || sameMinute(want.at(enrolled, zone), at);

const shown = (want: TestTime, { enrolled, zone }: Came): string =>
  writeTestTime(want.at(enrolled, zone), zone);

const flat = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Everything but what became of it and when. */
function wordsOf(want: ExpectedTouch, got: CameTouch): readonly Failure[] {
  const text = flat(got.text ?? '');
  const said = (what: string, range: Range, wanted: string, is: string): Failure =>
    failure(range, `${want.touch}: ${what}.`, [
      { mark: '-', text: wanted },
      { mark: '+', text: is },
    ]);
  const found: Failure[] = [];
  if (want.by !== null && want.by.text !== got.channel)
    found.push(failure(want.by.range, `${want.touch} goes by ${got.channel}, not by ${want.by.text}.`));
  if (want.subject !== null && flat(want.subject.text) !== flat(got.subject ?? ''))
    found.push(
      said('the subject is another', want.subject.range, flat(want.subject.text), flat(got.subject ?? '')),
    );
  if (want.text !== null && flat(want.text.text) !== text)
    found.push(said('the words are others', want.text.range, flat(want.text.text), text));
  for (const part of want.contains)
    if (!text.includes(flat(part.text)))
      found.push(said('these words are not in it', part.range, flat(part.text), text));
  for (const part of want.lacks)
    if (text.includes(flat(part.text)))
      found.push(failure(part.range, `${want.touch}: "${flat(part.text)}" is in it.`, [{ mark: '+', text }]));
  if (want.segments !== null && want.segments.value !== got.segments)
    found.push(
      failure(
        want.segments.range,
        `${want.touch} has ${got.segments ?? 'no'} segments, not ${want.segments.value}.`,
      ),
    );
  if (want.because !== null && !flat(got.detail ?? '').includes(flat(want.because.text)))
    found.push(
      said('the reason is another', want.because.range, flat(want.because.text), flat(got.detail ?? '')),
    );
  if (want.late !== null && want.late.value !== got.late)
    found.push(failure(want.late.range, `${want.touch} is ${got.late ? '' : 'not '}late.`));
  return found;
}

/** Each is another one of what came: two that ask for the same need two. */
function someTouches(wants: readonly ExpectedTouch[], came: Came): readonly Failure[] {
  const taken = new Set<CameTouch>();
  return wants.flatMap((want) => {
    const alike = came.touches.filter(
      (one) =>
        !taken.has(one) && one.kind === want.becomes && isOf(want, one, came) && isAt(want.at, one.at, came),
    );
    const found = alike.find((one) => wordsOf(want, one).length === 0) ?? alike[0];
    if (found === undefined) return notAmong(want, came);
    taken.add(found);
    return wordsOf(want, found);
  });
}

function notAmong(want: ExpectedTouch, came: Came): readonly Failure[] {
  const same = came.touches.filter((one) => isOf(want, one, came));
  return [
    failure(
      want.range,
      same.length === 0
        ? `Nothing becomes of ${want.touch}: the lead is not that far in the end.`
        : `What becomes of ${want.touch} is something else.`,
      same.length === 0
        ? []
        : [
            { mark: '-', text: lineOf(want, want.at === null ? null : shown(want.at, came)) },
            ...same.map((one): DiffLine => ({ mark: '+', text: cameLine(came, one) })),
          ],
    ),
  ];
}

const GOES: ReadonlySet<string> = new Set(['sent', 'task', 'moved', 'uncertain']);

function neverGone({ text, range }: Said, came: Came): readonly Failure[] {
  const all = came.touches.filter((one) => isOf({ touch: text, of: null }, one, came));
  const gone = all.filter(({ kind }) => GOES.has(kind));
  const mayGo = all.every(({ kind }) => kind === 'unsent') && came.open.has(text);
  if (gone.length === 0 && mayGo)
    return [
      failure(
        range,
        `${text} has not gone when the test ends, and still may: give it more \`days\`, or expect the touches before it.`,
      ),
    ];
  return gone.length === 0
    ? []
    : [
        failure(
          range,
          `${text} goes, and never should.`,
          gone.map((one) => ({ mark: '+', text: cameLine(came, one) })),
        ),
      ];
}

function allTasks({ range, items }: ListOf<ExpectedTask>, came: Came): readonly Failure[] {
  const fits = (want: ExpectedTask, one: CameTask): boolean =>
    flat(want.title) === flat(one.title) && isAt(want.at, one.at, came) && isAt(want.due, one.due, came);
  const steps = align(items, came.tasks, fits);
  const off = steps.find(({ want, got }) => want === null || got === null);
  if (off === undefined)
    return steps.flatMap(({ want, got }) =>
      (want?.contains ?? []).flatMap((part) =>
        got === null || flat(got.note).includes(flat(part.text))
          ? []
          : [
              failure(part.range, 'These words are not in the note of the task.', [
                { mark: '-', text: flat(part.text) },
                { mark: '+', text: flat(got.note) },
              ]),
            ],
      ),
    );
  return [
    failure(
      off.want?.range ?? range,
      'People are asked to do something else.',
      steps.map(({ want, got }) =>
        got === null
          ? {
              mark: '-',
              text: taskLine(want.title, want.at && shown(want.at, came), want.due && shown(want.due, came)),
            }
          : {
              mark: want === null ? '+' : ' ',
              text: taskLine(got.title, writeTestTime(got.at, came.zone), writeTestTime(got.due, came.zone)),
            },
      ),
    ),
  ];
}

const taskLine = (title: string, at: string | null, due: string | null): string =>
  [flat(title), at, due === null || due === at ? null : `due ${due}`]
    .filter((part) => part !== null)
    .join('  ');

function endOf(sequence: string, { text, range }: Said, { standings }: Came): readonly Failure[] {
  const last = standings.findLast((one) => one.sequence === sequence);
  if (last === undefined) return [failure(range, `The lead never comes into ${sequence}.`)];
  const why = last.endDetail === null ? '' : `: ${last.endDetail}`;
  return last.state === text
    ? []
    : [failure(range, `${sequence} is ${last.state} in the end${why}; ${text} is expected.`)];
}

function endedAt(want: TestTime, came: Came): readonly Failure[] {
  const last = came.standings.findLast((one) => one.sequence === came.sequence);
  const at = last?.endedAt ?? last?.pausedAt ?? null;
  if (at !== null && isAt(want, at, came)) return [];
  return [
    failure(
      want.range,
      at === null ? `${came.sequence} has not ended.` : `${came.sequence} ends at another time.`,
      [
        { mark: '-', text: shown(want, came) },
        ...(at === null ? [] : [{ mark: '+', text: writeTestTime(at, came.zone) } as const]),
      ],
    ),
  ];
}
