/** Laws of conditions: every listed fact must hold, any of its values will do, and what is unknown never holds. */
import { describe, expect, it } from 'vitest';
import { type Condition, type ConditionFacts, holds } from '../../src/domain/condition.ts';
import { asId, type TouchId } from '../../src/domain/ids.ts';

describe('a condition', () => {
  const none: Condition = { calls: [], source: null, stage: null, urgency: null, fields: [] };
  const facts: ConditionFacts = {
    calls: new Map([[asId<TouchId>('call-1'), 'voicemail']]),
    source: 'my_ads',
    like: 'facebook',
    stage: 'New',
    urgency: 'high',
    fields: { budget: ' High ' },
  };
  const call = (touch: string, ...outcomes: string[]): Condition => ({
    ...none,
    calls: [{ touch: asId<TouchId>(touch), outcomes }],
  });

  it.each<[string, Condition | null, boolean]>([
    ['nothing asked', null, true],
    ['an empty one', none, true],
    ['the outcome of a call', call('call-1', 'voicemail', 'busy'), true],
    ['another outcome', call('call-1', 'answered'), false],
    ['a call that has not ended', call('call-2', 'voicemail'), false],
    ['the source', { ...none, source: ['my_ads'] }, true],
    ['the base source it is like', { ...none, source: ['cold', 'facebook'] }, true],
    ['another source', { ...none, source: ['cold'] }, false],
    ['the stage, whatever its case', { ...none, stage: ['new'] }, true],
    ['another stage', { ...none, stage: ['booked'] }, false],
    ['the urgency', { ...none, urgency: ['high'] }, true],
    [
      'a field, whatever its case and blanks',
      { ...none, fields: [{ name: 'budget', values: ['low', 'high'] }] },
      true,
    ],
    ['a field that the lead lacks', { ...none, fields: [{ name: 'constructor', values: [''] }] }, false],
    ['two facts of which one is false', { ...call('call-1', 'voicemail'), stage: ['booked'] }, false],
  ])('%s', (_, condition, expected) => {
    expect(holds(condition, facts)).toBe(expected);
  });

  it('does not hold for a contact without a stage', () => {
    expect(holds({ ...none, stage: [''] }, { ...facts, stage: null })).toBe(false);
  });
});
