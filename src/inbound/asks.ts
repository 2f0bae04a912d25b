/** Whether somebody asks what a person must answer. */
import { QUESTIONS } from './rules/questions.ts';
import { firstOf } from './rules/ruling.ts';
import { WANTS } from './rules/wants.ts';

/** Where one question is joined to another. */
const JOINED =
  /(?<= [.?])(?= )|(?: ,)?(?= (?:and|also|y) (?:do|does|did|is|are|can|could|will|would|what|whats|how|where|who|which|if|tienen|hacen|aceptan|incluye|que|como|donde|cual)(?= ))/;

/** Each sentence that asks: one that asks for more than a price or a time makes it a question. */
export function asks(text: string): { readonly meaning: 'question'; readonly rule: string } | null {
  for (const sentence of text.split(JOINED)) {
    const marked = sentence.endsWith(' ?');
    if (!marked && firstOf(QUESTIONS, sentence) === null) continue;
    if (firstOf(WANTS, sentence) === null)
      return { meaning: 'question', rule: marked ? 'question/mark' : 'question/words' };
  }
  return null;
}
