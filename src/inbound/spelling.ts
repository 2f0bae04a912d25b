/** Words as they are meant: letters apart, letters too many, figures for letters, and the ways to misspell a keyword. */

/** What somebody who leaves may write one letter at a time. */
const SPELLED = [
  'unsubscribe',
  'stopall',
  'optout',
  'cancel',
  'revoke',
  'remove',
  'stop',
  'quit',
  'alto',
  'baja',
  'end',
];

const MISSPELLED: Readonly<Record<string, string>> = {
  ...{
    stopp: 'stop',
    stp: 'stop',
    sotp: 'stop',
    stpo: 'stop',
    tsop: 'stop',
    stap: 'stop',
    stahp: 'stop',
    stopo: 'stop',
  },
  ...{
    sto: 'stop',
    stoo: 'stop',
    stopd: 'stop',
    stopit: 'stop it',
    stopthis: 'stop this',
    optout: 'opt out',
  },
  ...{
    plz: 'please',
    pls: 'please',
    plse: 'please',
    pleas: 'please',
    plase: 'please',
    pleae: 'please',
    plis: 'please',
  },
  ...{ thx: 'thanks', thnx: 'thanks', tks: 'thanks', thanx: 'thanks', ty: 'thanks', thankyou: 'thank you' },
  ...{ u: 'you', ur: 'your', r: 'are', yall: 'you', yalls: 'your', donot: 'do not', dnt: 'dont' },
  ...{ tmrw: 'tomorrow', tmr: 'tomorrow', tomorow: 'tomorrow', tommorow: 'tomorrow', tommorrow: 'tomorrow' },
  ...{ lisst: 'list', lsit: 'list', lits: 'list' },
  ...{
    txt: 'text',
    txts: 'texts',
    txting: 'texting',
    texing: 'texting',
    textin: 'texting',
    txtin: 'texting',
  },
  ...{
    kiero: 'quiero',
    qiero: 'quiero',
    recivir: 'recibir',
    resibir: 'recibir',
    msj: 'mensaje',
    msjs: 'mensajes',
    grasias: 'gracias',
  },
  ...{ msg: 'message', msgs: 'messages', msging: 'messaging', messeges: 'messages' },
  ...{
    mesage: 'message',
    mesages: 'messages',
    massages: 'messages',
    messege: 'message',
    messging: 'messaging',
  },
  ...{
    remov: 'remove',
    remve: 'remove',
    removr: 'remove',
    cancle: 'cancel',
    cancell: 'cancel',
    canel: 'cancel',
  },
  ...{
    wrongnumber: 'wrong number',
    wrng: 'wrong',
    rong: 'wrong',
    nunber: 'number',
    numer: 'number',
    xq: 'porque',
  },
  ...{ w: 'with', b4: 'before', aft: 'afternoon', rn: 'right now', nt: 'not' },
  ...{ ekivocado: 'equivocado', equibocado: 'equivocado', aki: 'aqui', kien: 'quien' },
  ...{ alon: 'alone', unsuscribeme: 'unsubscribe me', unsubscribeme: 'unsubscribe me' },
  ...{ q: 'que', nomas: 'no mas', porfa: 'por favor', porfavor: 'por favor' },
  ...{ mjs: 'mensajes', mensages: 'mensajes', mensage: 'mensaje' },
};

const FIGURES: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 5: 's', $: 's', '@': 'a' };

/** Each word as it is meant; one may become several. */
export function spelledOut(words: readonly string[]): readonly string[] {
  return joined(words).flatMap((word) => (MARK.test(word) ? [word] : meant(word).split(' ')));
}

const MARK = /^[.,?]$/;

function meant(typed: string): string {
  const word = figuresRead(calmed(typed));
  const known = MISSPELLED[word];
  if (known !== undefined && Object.hasOwn(MISSPELLED, word)) return known;
  if (word.startsWith('unsu') && nearly(word, 'unsubscribe')) return 'unsubscribe';
  return apart(word);
}

/** `stooooop` is `stop`; a letter twice may be right, and thrice is not. */
function calmed(word: string): string {
  return word === 'ooo' ? word : word.replace(/(\p{L})\1{2,}/gu, '$1');
}

/** `st0p`, `$top`: figures are letters where a keyword comes of it. */
function figuresRead(word: string): string {
  if (!/[0135$@]/.test(word) || !/[a-z]/.test(word)) return word;
  const read = word.replace(/[0135$@]/g, (figure) => FIGURES[figure] ?? figure);
  return SPELLED.includes(read) ? read : word;
}

/** `stopstop` and `stoptextingme`: a keyword that other words were typed onto. */
function apart(word: string): string {
  const rest = word.startsWith('stop') ? word.slice(4) : '';
  if (/^(?:stop)+$/.test(rest)) return 'stop stop';
  return /^(?:text|messag|email|call|contact|send|spam|bother|harass|please|now|all$)/.test(rest)
    ? `stop ${rest}`
    : word;
}

/** Three letters or more that stand alone are a word when a keyword comes of them: S T O P, s.t.o.p, s-t-o-p. */
function joined(words: readonly string[]): readonly string[] {
  const out: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const run = runOfLetters(words, at);
    const keyword = SPELLED.find((candidate) => run.letters.startsWith(candidate));
    if (keyword === undefined) {
      out.push(words[at] ?? '');
      continue;
    }
    out.push(keyword, ...(run.letters === keyword ? [] : [run.letters.slice(keyword.length)]));
    at = run.end - 1;
  }
  return out;
}

/** No keyword is longer than its letters with a dot behind each, and what is typed onto one may be as long again. */
const LONGEST_RUN = 60;

function runOfLetters(
  words: readonly string[],
  from: number,
): { readonly letters: string; readonly end: number } {
  let letters = '';
  let end = from;
  for (let at = from; at < words.length && at < from + LONGEST_RUN; at++) {
    const word = words[at] ?? '';
    if (/^[\p{L}0$5]$/u.test(word)) {
      letters += FIGURES[word] ?? word;
      end = at + 1;
    } else if (!MARK.test(word) || letters === '') break;
  }
  return { letters, end };
}

/** At most two letters wrong, missing or too many: the distance of Levenshtein, of short words only. */
function nearly(word: string, right: string): boolean {
  if (Math.abs(word.length - right.length) > 2) return false;
  let row = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let i = 1; i <= word.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const swap = (row[j - 1] ?? 0) + (word[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return (row[right.length] ?? 3) <= 2;
}
