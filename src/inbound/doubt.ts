/** What is taken for leaving in doubt: no rule says so, and nothing harmless explains it; all texts here are without what is harmless. */
import { wordCount } from './fold.ts';

/** In so few words, stop says stop. */
const FEW = 4;

/** Whatever stands between the two: “do not under any circumstances ever call me again”. */
const FORBIDS =
  / (?:dont|do not|never|quit|cease|must not|may not|not to) (?!(?:mind|care|forget|hesitate|have|need|know|think|remember) )(?:[^ .,?]+ ){0,6}(?:text|call|contact|message|email|write|bother|ring)(?: to)?(?: me| us| here| this (?:number|phone|address))? (?:again|anymore|any more|ever)(?= |$)/;

export function endsInDoubt(text: string): boolean {
  return (
    FORBIDS.test(text) ||
    (wordCount(text) <= FEW && / (?:stop|stopsign|stopping|unsubscribe|remove|basta|alto)(?= |$)/.test(text))
  );
}

/** Words that refuse, and words for what we do to somebody: both in one sentence, and nothing harmless in them. */
const REFUSES = new Set(
  'no not dont never quit enough without none nothing cease nobody nor neither refuse decline halt erase zero opt rid tired sick nadie nunca jamas basta deje dejen deja quite quiten fuera harto harta cansado cansada ni'.split(
    ' ',
  ),
);
const REFUSES_SO = /^(?:discontinu|remov|delet|block|report|borr|elimin)/;
const WRITING = new Set(
  'texts texting messages messaging emails emailing mailings inbox list lists database contacting contacted writing notifications reminders newsletters? correspondence communications? outreach promotions? marketing blasts? mensajes correos llamadas lista publicidad'.split(
    ' ',
  ),
);
const WRITING_SO = /^(?:spam|solicit|subscri|advertis|molest)/;

export function refusesInSomeSentence(text: string): boolean {
  let refuses = false;
  let writing = false;
  let before = '';
  for (const word of text.split(' ')) {
    if (word === '.' || word === '?') refuses = writing = false;
    refuses ||= REFUSES.has(word) || REFUSES_SO.test(word);
    writing ||= WRITING.has(word) || WRITING_SO.test(word) || (before === 'hear' && word === 'from');
    if (refuses && writing) return true;
    before = word;
  }
  return false;
}
