/** What a test came to, written as what it expects: for tests that expect nothing yet. */
import { writeTestTime } from './test-times.ts';
import type { Came } from './what-came.ts';

/** Lines from the column of `expect:` on. */
export function expectLines({
  zone,
  sequence,
  own,
  touches,
  tasks,
  standings,
  stage,
}: Came): readonly string[] {
  const time = (at: Parameters<typeof writeTestTime>[0]): string => `"${writeTestTime(at, zone)}"`;
  const reason = (detail: string | null): string =>
    detail === null ? '' : `, because: ${JSON.stringify(detail)}`;
  const ends = standings.map((one) => `${one.sequence}: ${one.state}`);
  const [only] = standings;
  return [
    'expect:',
    ...(touches.length === 0 ? ['  touches: []'] : ['  touches:']),
    ...touches.map(
      ({ kind, touch, sequence: of, at, detail }) =>
        `    - { ${kind}: ${touch}${own.has(touch) && of !== sequence ? `, of: ${of}` : ''}, at: ${time(at)}${kind === 'skipped' || kind === 'refused' ? reason(detail) : ''} }`,
    ),
    ...(tasks.length === 0 ? ['  tasks: []'] : ['  tasks:']),
    ...tasks.map(({ title, note, at, due }) => {
      const [words = ''] = note.split('\n');
      const when = `at: ${time(at)}${due === at ? '' : `, due: ${time(due)}`}`;
      return `    - { title: ${JSON.stringify(title)}, ${when}${words === '' ? '' : `, contains: ${JSON.stringify(words)}`} }`;
    }),
    standings.length === 1 && only?.sequence === sequence
      ? `  end: ${only.state}`
      : `  end: { ${ends.join(', ')} }`,
    ...(stage === null ? [] : [`  stage: ${JSON.stringify(stage)}`]),
  ];
}
