/** How long words take to speak. */
import { byText } from './by-text.ts';

const NUMBER = /\+?\d[\d\s().-]{5,}\d/g;
const PHONE_SECONDS = 4;
const LIQUID_TAG = /\{%[\s\S]*?%\}/g;
const VALUE = /\{\{[\s\S]*?\}\}/g;

/** Whole seconds, rounded up; a value to be filled in counts as two words. */
export function spokenSeconds(template: string, wordsPerMinute: number): number {
  const { words, phones } = spokenIn(template);
  return Math.ceil((words / wordsPerMinute) * 60 + phones * PHONE_SECONDS);
}

const spokenIn = byText((template) => {
  const phones = template.match(NUMBER)?.length ?? 0;
  const phoneValues = template.match(/\{\{[^}]*phone[^}]*\}\}/g)?.length ?? 0;
  const text = template
    .replace(NUMBER, ' ')
    .replace(LIQUID_TAG, ' ')
    .replace(/\{\{[^}]*phone[^}]*\}\}/g, ' ')
    .replace(VALUE, 'two words');
  const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  return { words, phones: phones + phoneValues };
});
