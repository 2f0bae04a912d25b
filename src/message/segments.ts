/** How many parts a text is sent in, and which characters make it dearer. */
import { SegmentedMessage } from 'sms-segments-calculator';

export interface SmsMeasure {
  readonly segments: number;
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** Characters outside GSM-7: a single one switches the whole text to parts of 70 instead of 160. */
  readonly odd: readonly string[];
}

/** The GSM-7 characters of one unit; brackets, braces, the euro and a few more take two and are left to the library. */
const SINGLE_UNIT = /^[\n\r !"#$%&'()*+,\-./0-9:;<=>?@A-Z_a-z¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ]*$/;

/** Twilio's count. Plain texts, nearly all, take the short way, which is the same arithmetic. */
export function measureSms(text: string): SmsMeasure {
  if (SINGLE_UNIT.test(text) && !text.includes('\r'))
    return { segments: text.length <= 160 ? 1 : Math.ceil(text.length / 153), encoding: 'GSM-7', odd: [] };
  const counted = new SegmentedMessage(text, 'auto');
  return {
    segments: counted.segmentsCount,
    encoding: counted.encodingName,
    odd: counted.encodingName === 'GSM-7' ? [] : [...new Set(counted.getNonGsmCharacters())],
  };
}

const GSM_PUNCTUATION: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '‛': "'",
  '′': "'",
  '´': "'",
  '`': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '‟': '"',
  '″': '"',
  '«': '"',
  '»': '"',
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '–': '-',
  '—': '-',
  '−': '-',
  '…': '...',
};

/**
 * Typographic marks to plain ones, for values written into a text: phones turn O'Brien into O’Brien, and that one mark
 * would make the text cost three parts. Letters such as the í of María are somebody's name and stay.
 */
export function toGsmPunctuation(text: string): string {
  return text.replace(/[‘’‚‛′´`“”„‟″«»‐‑‒–—−…]/g, (mark) => GSM_PUNCTUATION[mark] ?? mark);
}
