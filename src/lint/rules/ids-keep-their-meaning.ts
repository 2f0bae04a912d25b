/** History hangs on ids: under another one a touch that a lead already got is one that it never got. */
import { idChanges } from '../../sequence/alike.ts';
import type { Sequence } from '../../sequence/sequence.ts';
import type { Before } from '../earlier.ts';
import type { Rule, RuleFinding, RuleInput } from './rule.ts';

const TOUCHES = `touches:
  - { id: hello, day: 0, within: 5m, sms: "Hi {{ first_name }}, it's {{ business_name }}. When suits you? Reply STOP to opt out." }
  - { id: value, day: 4, at: "09:30", email: { subject: Prices, body: "{{ first_name }}, what people ask first." } }
fallbacks: { first_name: there }
`;

export const idsKeepTheirMeaning: Rule = {
  id: 'ids-keep-their-meaning',
  severity: 'error',
  title: 'No id is renamed, or reused for something else',
  why: 'What a lead got is stored under the id of the sequence and of the touch. A touch with another id is a new one: moved to this revision, leads who already got it get it again. An id that is put on another touch is one that they have had: they never get it. Compared with the last commit, or with what `--since` names, and with what leads were last enrolled in, where the workspace has a database file that can be read. Touches are told apart by their words, so a text may be rewritten little by little, and one that has nothing of the old in it, on another channel or for another purpose, needs an id of its own.',
  bad: {
    'HEAD:sequences/example.yaml': TOUCHES,
    'sequences/example.yaml': TOUCHES.replace('id: hello', 'id: first-text'),
  },
  good: {
    'HEAD:sequences/example.yaml': TOUCHES,
    'sequences/example.yaml': TOUCHES.replace('When suits you?', 'When would it suit you?'),
  },
  // One mistake is one finding, whatever it is compared with.
  check: ({ before, ...input }) => {
    const told = new Set<string>();
    return before
      .flatMap((one) => changesSince(one, input))
      .filter(({ about }) => !told.has(about) && told.add(about))
      .map(({ finding }) => finding);
  },
};

interface Change {
  /** The id that it is about: of a touch, or empty for the sequence's own. */
  readonly about: string;
  readonly finding: RuleFinding;
}

function changesSince(
  { revision, sequence: was }: Before,
  { sequence, sequences, places }: Pick<RuleInput, 'sequence' | 'sequences' | 'places'>,
): readonly Change[] {
  const found: Change[] = [];
  if (was.id !== sequence.id && !sequences.has(was.id))
    found.push({
      about: '',
      finding: {
        message: `At ${revision} this sequence was called \`${was.id}\`: leads who are in it know it by that id.`,
        hint: `Write \`id: ${was.id}\` again; what people read is its \`name\`.`,
        at: places.path('id'),
      },
    });
  for (const change of idChanges(was, sequence)) {
    const at = places.declared(sourceOf(sequence, change.id), change.id);
    const finding =
      change.kind === 'renamed'
        ? {
            message: `At ${revision} this touch was called \`${change.was}\`: who got it under that id would get it again.`,
            hint: `Write \`id: ${change.was}\` again. If it is a new touch, write it in words of its own.`,
            at,
          }
        : {
            message:
              change.takenFrom === null
                ? `At ${revision} \`${change.id}\` was another touch: who got that one would never get this.`
                : `At ${revision} \`${change.id}\` was another touch, and this one was \`${change.takenFrom}\`: who got them would get one twice and one never.`,
            hint: 'Give this touch an id that no touch has had, and let the old one keep its own.',
            at,
          };
    found.push({ about: change.id, finding });
  }
  return found;
}

/** The first source whose leads get it. */
const sourceOf = ({ variants }: Sequence, id: string): string =>
  variants.find(({ touches }) => touches.some((touch) => touch.id === id))?.source ?? '';
