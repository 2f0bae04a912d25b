/** A lead whom nothing disturbs gets in a simulation what `seq plan` has shown. */
import { describe, expect, it } from 'vitest';
import type { Instant } from '../../src/domain/time.ts';
import { foreseeAll, imagine } from '../../src/engine/plan.ts';
import type { LeadStory } from '../../src/engine/simulate-story.ts';
import { CHICAGO } from '../engine/kit.ts';
import { optionsAt, playShipped, sequenceOf, shippedFiles, wall } from './stage.ts';

type Row = readonly [touch: string, at: string];

const shown = (at: Instant): string => new Date(at).toISOString();

/** What goes out by the sequence that the lead was enrolled in; what it hands over to is not part of its plan. */
const played = ({ happenings, standings }: LeadStory): readonly Row[] =>
  happenings
    .filter(({ sequence }) => sequence === standings[0]?.sequence)
    .filter(({ kind }) => kind === 'sent' || kind === 'task' || kind === 'moved')
    .map(({ touch, at }): Row => [String(touch), shown(at)]);

async function planned(id: string, source: string, at: Instant): Promise<readonly Row[]> {
  const files = await shippedFiles();
  const [business] = files.config.businesses.values();
  const policy = business && files.config.policies.get(business.id);
  const sequence = sequenceOf(files, id);
  const variant = sequence.variants.find((one) => one.source === source);
  if (business === undefined || policy === undefined || variant === undefined) throw new Error('not there');
  const about = { zone: CHICAGO, state: null, firstName: 'Maria', appointment: null };
  const situation = imagine({ business, sequence, variant, at, ...about });
  return foreseeAll(situation, policy, at, 'no_answer').flatMap(({ at: goes, forecast }): readonly Row[] =>
    goes === null ? [] : [[String(forecast.touch.id), shown(goes)]],
  );
}

const inOrder = (rows: readonly Row[]): readonly Row[] =>
  [...rows].sort((a, b) => (a[1] === b[1] ? (a[0] < b[0] ? -1 : 1) : a[1] < b[1] ? -1 : 1));

const ARRIVALS = ['2026-03-03 10:00', '2026-03-06 22:41', '2026-03-08 03:30', '2026-03-10 13:17'];

describe('an undisturbed lead gets what the plan shows', () => {
  it.each(['framework-14', 'follow-up-7'].flatMap((id) => ARRIVALS.map((at) => [id, at] as const)))(
    '%s, enrolled %s, of every source',
    async (id, text) => {
      const at = wall(text);
      const { stories } = await playShipped(id, optionsAt(at, { calls: 'no_answer' }));
      expect(stories.length).toBe(sequenceOf(await shippedFiles(), id).variants.length);
      for (const story of stories) {
        const plan = await planned(id, story.source, at);
        expect(inOrder(played(story)), story.source).toEqual(inOrder(plan));
        expect(plan.length).toBeGreaterThan(2);
      }
    },
  );

  it('control: a lead enrolled a minute later gets something else', async () => {
    const { stories } = await playShipped('framework-14', optionsAt(wall('2026-03-03 10:01')));
    const plan = await planned('framework-14', 'facebook', wall('2026-03-03 10:00'));
    const story = stories.find(({ source }) => source === 'facebook');
    expect(story && inOrder(played(story))).not.toEqual(inOrder(plan));
  });
});
