/** What is asked of one text again and again: each source of a sequence has it, and so may a hundred sequences. */

/** Emptied when a long-lived process has seen this many. */
const LIMIT = 5_000;

/** The same answers, each computed once. */
export function byText<Answer>(compute: (text: string) => Answer): (text: string) => Answer {
  const known = new Map<string, { readonly answer: Answer }>();
  return (text) => {
    const found = known.get(text) ?? { answer: compute(text) };
    if (known.size >= LIMIT) known.clear();
    known.set(text, found);
    return found.answer;
  };
}
