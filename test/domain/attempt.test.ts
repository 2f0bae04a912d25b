/** The states of an attempt, and what each outcome settles it in. */
import { expect, test } from 'vitest';
import {
  ATTEMPT_STATES,
  LIVE_STATES,
  mayMove,
  type Outcome,
  settledState,
} from '../../src/domain/attempt.ts';

test('an attempt leaves the wire once, an uncertain one is resolved once, and everything else is final', () => {
  const moves = ATTEMPT_STATES.flatMap((from) =>
    ATTEMPT_STATES.filter((to) => mayMove(from, to)).map((to) => `${from} → ${to}`),
  );
  expect(moves).toEqual([
    'wire → uncertain',
    'wire → sent',
    'wire → refused',
    'wire → unsent',
    'wire → cancelled',
    'uncertain → sent',
    'uncertain → refused',
    'uncertain → unsent',
  ]);
});

test('what may have reached somebody is live, and only that', () => {
  expect(ATTEMPT_STATES).toEqual(['wire', 'uncertain', 'sent', 'refused', 'unsent', 'cancelled']);
  expect([...LIVE_STATES].sort()).toEqual(['sent', 'uncertain', 'wire']);
});

test('each outcome settles in a state that the wire may move to, and bad credentials prove a non-send', () => {
  const words = { code: 'c', detail: 'd' };
  const outcomes: Outcome[] = [
    { kind: 'sent', providerId: 'm1' },
    { kind: 'refused', ...words, suppress: true },
    { kind: 'unsent', ...words, retryAfter: 1 },
    { kind: 'misconfigured', ...words },
    { kind: 'uncertain', ...words },
  ];
  const states = outcomes.map(settledState);
  expect(states).toEqual(['sent', 'refused', 'unsent', 'unsent', 'uncertain']);
  expect(states.every((state) => mayMove('wire', state))).toBe(true);
});
