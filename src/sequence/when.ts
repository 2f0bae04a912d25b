/** The rules of `when:`: what the lead does, what the sequence does then, and which answers are refused. */
import { asId, type SequenceId } from '../domain/ids.ts';
import { type Millis, millis } from '../domain/time.ts';
import { type Source, templateOf } from './actions.ts';
import { type ConditionDraft, conditionOf } from './conditions.ts';
import { orList, type Report } from './finding.ts';
import { parseDuration } from './literals.ts';
import { LEAD_ACTS, type LeadAct, type Sequence, type When, type WhenRule } from './sequence.ts';
import { type Piece, pieceOf } from './template-files.ts';
import { asMap, asNumber, asText, type Entry, itemsOf, type Mapping, textAt, valueAt } from './tree.ts';

export interface WhenDraft {
  readonly when: When;
  readonly pieces: readonly Piece[];
  readonly conditions: readonly ConditionDraft[];
}

interface Allowed {
  readonly do: readonly WhenRule['do'][];
  readonly why: string;
}

const STOPS: readonly LeadAct[] = ['booked', 'not_interested', 'finished'];
const ANSWERS: readonly LeadAct[] = ['reply', 'question', 'asked_for_time', 'strong_intent'];

function allowed(act: LeadAct, kind: Sequence['kind']): Allowed {
  if (act === 'finished') return { do: ['stop'], why: 'Nothing is left to do.' };
  if (act === 'bounced')
    return { do: ['drop_channel', 'pause', 'stop'], why: 'A dead number or address is never tried again.' };
  // Reminders of an appointment go on when the lead writes.
  if (kind === 'reminder') return { do: ['continue', 'pause', 'stop'], why: '' };
  if (STOPS.includes(act)) return { do: ['stop'], why: 'The chase is over: nothing automatic may follow.' };
  if (ANSWERS.includes(act))
    return {
      do: ['pause', 'stop'],
      why: 'A person who wrote back is answered by a person, not by the next step.',
    };
  return { do: ['continue', 'pause', 'stop'], why: '' };
}

export function whenOf(map: Mapping | null, kind: Sequence['kind'], source: Source): WhenDraft {
  const pieces: Piece[] = [];
  const conditions: ConditionDraft[] = [];
  const when: Partial<Record<LeadAct, WhenRule>> = {};
  for (const act of LEAD_ACTS) {
    const entry = map?.entries.get(act);
    if (!entry) continue;
    const rule = asMap(entry.value);
    check(act, entry, rule, kind, source.report);
    const [condition, start, call] = [valueAt(rule, 'if'), textAt(rule, 'start'), valueAt(rule, 'call')];
    const draft = condition && conditionOf(condition);
    if (draft) conditions.push(draft);
    const words = (where: Mapping, key: string): Piece | null => {
      const value = valueAt(where, key);
      const piece = value && pieceOf(value, source.file, source.text);
      if (piece) pieces.push(piece);
      return piece;
    };
    const task = words(rule, 'task');
    const note = call && words(asMap(call), 'note');
    const after = valueAt(rule, 'after_touches');
    const notify = valueAt(rule, 'notify');
    when[act] = {
      do: textAt(rule, 'do') as WhenRule['do'],
      moveTo: textAt(rule, 'move_to'),
      start: start === null ? null : asId<SequenceId>(start),
      wait: spanAt(rule, 'wait'),
      afterTouches: after && asNumber(after),
      if: draft?.condition ?? null,
      reviewAfter: spanAt(rule, 'review_after'),
      task: task && templateOf(task),
      call: call && { dueIn: spanAt(asMap(call), 'due_in') ?? millis(0), note: note && templateOf(note) },
      // Left out where nobody is named, so that a file which names nobody keeps its revision.
      ...(notify && { notify: itemsOf(notify).map(asText) }),
    };
  }
  return { when, pieces, conditions };
}

function spanAt(map: Mapping, key: string): Millis | null {
  const text = textAt(map, key);
  return text === null ? null : parseDuration(text);
}

function check(act: LeadAct, entry: Entry, rule: Mapping, kind: Sequence['kind'], report: Report): void {
  const rangeOf = (key: string) => rule.entries.get(key)?.keyRange ?? entry.keyRange;
  const does = valueAt(rule, 'do');
  const { do: verbs, why } = allowed(act, kind);
  if (does && !verbs.includes(asText(does) as WhenRule['do']))
    report({
      code: 'rule',
      message: `\`${act}\` cannot \`${asText(does)}\`; it must be ${orList(verbs)}.`,
      hint: why || undefined,
      range: does.range,
    });
  if (act === 'no_reply' && !valueAt(rule, 'after_touches'))
    report({
      code: 'rule',
      message: '`no_reply` needs `after_touches`: after how many texts and emails without an answer.',
      range: entry.keyRange,
    });
  if (act !== 'no_reply' && valueAt(rule, 'after_touches'))
    report({
      code: 'rule',
      message: '`after_touches` goes with `no_reply` only.',
      range: rangeOf('after_touches'),
    });
  if (valueAt(rule, 'review_after') && does && asText(does) !== 'pause')
    report({
      code: 'rule',
      message: '`review_after` goes with `do: pause` only: nobody waits for a review otherwise.',
      range: rangeOf('review_after'),
    });
  if (valueAt(rule, 'start') && does && asText(does) !== 'stop')
    report({
      code: 'rule',
      message: '`start` goes with `do: stop` only: a lead is handed over, not chased by two sequences.',
      range: rangeOf('start'),
    });
}
