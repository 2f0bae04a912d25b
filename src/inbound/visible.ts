/** What a person typed into a mail: without what is quoted, without signature, and without what a phone adds. */

/** Lines with which programs introduce what they quote, in the languages of our leads and their neighbors'. */
const INTRODUCES = [
  /^[>\s]{0,9}(?:on|el|le|am|il|em|op|den|w dniu|dnia)\s.{4,250}(?:wrote|escribi[oó]|a [ée]crit|schrieb|ha scritto|escreveu|schreef|skrev|pisze|napisa[łl])[^\n]{0,120}:?\s*$/i,
  /^.{0,120}<[^<>\s]{1,120}@[^<>\s]{1,120}>\)?\s*(?:wrote|escribi[oó]|a [ée]crit|schrieb)\s*:?\s*$/i,
  /^\s{0,9}-{2,20}\s?(?:original message|mensaje original|forwarded message|mensaje reenviado|reenviado|message d'origine|urspr[üu]ngliche nachricht)\b.{0,20}$/i,
  /^\s{0,9}begin forwarded message\s*:?\s*$/i,
  /^\s{0,9}(?:inicio del mensaje reenviado)\s*:?\s*$/i,
  /^\s{0,9}_{10,200}\s*$/,
];

/** The first of the lines that Outlook puts over a letter it quotes; the next must be another of them. */
const LETTER_HEAD = /^\s{0,9}\*?(?:from|de|von)\s?:\*?\s.{1,300}$/i;
const LETTER_HEADS =
  /^\s{0,9}\*?(?:sent|date|to|cc|subject|enviado(?: el)?|fecha|para|asunto|gesendet|an|betreff)\s?:\*?/i;

/** What ends a letter: the delimiter of RFC 3676, rules of dashes, and what phones and programs add by themselves. */
const ENDS = [
  /^--\s?$/,
  /^[-_=*]{3,60}\s*$/,
  /^\s{0,9}(?:sent|enviado|mandado|get|obt[eé]n|obtener|descarga) (?:from|via|desde|mediante|outlook|con)\b.{0,80}$/i,
  /^\s{0,9}(?:confidential(?:ity)?(?: notice)?|disclaimer|aviso (?:legal|de (?:privacidad|confidencialidad))|this (?:e-?mail|message)(?: and any (?:attachments|files))?(?:,[^,]{0,60},)? (?:is|are|may|contains?)\b.{0,60}(?:confidential|privileged|intended|contain)|este (?:correo|mensaje)\b.{0,60}confidencial)/i,
];

/** How each of those begins: asked first, as hardly any line does. */
const MAY_END = /^\s{0,9}(?:[-_=*]|sent|enviado|mandado|get|obt|descarga|conf|discl|aviso|this|este)/i;

/** A line with which a letter is closed; what stands below is a name, when it is short. */
const CLOSES =
  /^\s{0,9}(?:(?:many |kind |best |warm |with )*(?:thanks|thank you|thx|regards|best|cheers|sincerely|respectfully|yours(?: truly)?|take care|gratefully|cordially|warmly|wishes)(?: so much| again| in advance| for your help)?|saludos?(?: cordiales| a todos)?|(?:un )?(?:cordial )?saludo|atentamente|atte|gracias(?: de antemano)?|muchas gracias|un abrazo|abrazos|cordialmente|quedo atent[oa])\s*[,.!-]?\s*$/i;

/** Lines of a signature below a closing: a name, a firm, a number; never a sentence. */
const SHORT = 60;
const MOST_LINES = 6;

export function visibleText(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = (lines[at] ?? '').slice(0, LONGEST_LINE);
    if (/^\s{0,9}>/.test(line)) continue;
    const next = (lines[at + 1] ?? '').slice(0, LONGEST_LINE);
    if (introduces(line, next)) {
      // Below it everything is quoted, unless the quote is marked line by line and an answer stands underneath.
      const quoted = lines.slice(at + 1, at + 5).findIndex((other) => /^\s{0,9}>/.test(other));
      if (quoted < 0) break;
      at += quoted;
      continue;
    }
    if (
      MAY_END.test(line) &&
      ENDS.some((end) => end.test(line)) &&
      kept.some((other) => other.trim() !== '')
    ) {
      // A rule may also part two halves of an answer; what quotes begin with it is found by its next line.
      if (!/^[-_=*]{3,}/.test(line) || lines.length - at <= MOST_LINES + 1) break;
      continue;
    }
    kept.push(lines[at] ?? '');
  }
  return withoutSignature(kept).join('\n').trim();
}

/** A longer line is no line that a program wrote over a quote. */
const LONGEST_LINE = 500;

function introduces(line: string, next: string): boolean {
  if (line.length < 8) return false;
  if (INTRODUCES.some((pattern) => pattern.test(line))) return true;
  if (LETTER_HEAD.test(line) && LETTER_HEADS.test(next)) return true;
  // Programs fold what they write over a quote at 78 characters.
  return (
    /^\s{0,9}(?:on|el|le|am)\s.{4,250}$/i.test(line) &&
    /(?:wrote|escribi[oó]|a [ée]crit|schrieb)\s*:\s*$/i.test(next) &&
    next.length < 150
  );
}

function withoutSignature(lines: readonly string[]): readonly string[] {
  for (let at = Math.max(1, lines.length - 4 * MOST_LINES); at < lines.length; at++) {
    if (!CLOSES.test((lines[at] ?? '').slice(0, LONGEST_LINE))) continue;
    const below = lines.slice(at + 1).filter((line) => line.trim() !== '');
    if (below.length <= MOST_LINES && below.every(isOfSignature)) return lines.slice(0, at);
  }
  return lines;
}

/** Nobody ends a name with a mark; "Please stop writing." below "Cheers" is what a person says. */
function isOfSignature(line: string): boolean {
  return (
    line.length <= SHORT &&
    !/[!?]\s*$/.test(line) &&
    !/\b(?:stop|unsubscribe|remove|please|don.?t|no|me|baja|quite|dejen)\b/i.test(line)
  );
}
