/** What Twilio is told to do: XML with every word of ours escaped. */

const PREFACE = '<?xml version="1.0" encoding="UTF-8"?>';

/** Takes what came, and says nothing to whoever sent it. */
export const NOTHING_TO_SAY = `${PREFACE}<Response/>`;

/** Rings a phone for so many seconds; how it ended is posted to `action`. */
export const dial = (number: string, seconds: number, action: string): string =>
  `${PREFACE}<Response><Dial timeout="${Math.round(seconds)}" action="${escaped(action)}" method="POST">` +
  `<Number>${escaped(number)}</Number></Dial></Response>`;

/** Says who is called, twice, and waits for one key, which is posted to `action`; a mailbox presses none. */
export const askForKey = (words: string, seconds: number, action: string): string => {
  const say = `<Say>${spoken(words)}. Press 1 to be put through.</Say>`;
  return (
    `${PREFACE}<Response><Gather numDigits="1" timeout="${seconds}" action="${escaped(action)}" method="POST">` +
    `${say}<Pause length="1"/>${say}</Gather><Say>No key was pressed, and nobody was called. Good bye.</Say></Response>`
  );
};

export const sayAndHangUp = (words: string): string =>
  `${PREFACE}<Response><Say>${spoken(words)}</Say><Hangup/></Response>`;

export interface PutThrough {
  readonly number: string;
  /** What that phone shows. */
  readonly callerId: string;
  /** How long it rings, and how long the talk may last. */
  readonly seconds: number;
  readonly longest: number;
  readonly action: string;
}

export const putThrough = ({ number, callerId, seconds, longest, action }: PutThrough): string =>
  `${PREFACE}<Response><Dial callerId="${escaped(callerId)}" timeout="${seconds}" timeLimit="${longest}" ` +
  `action="${escaped(action)}" method="POST"><Number>${escaped(number)}</Number></Dial></Response>`;

/** A name that somebody typed into a form may hold anything, and is read aloud: no control characters, and not for long. */
const spoken = (words: string): string =>
  escaped(
    words
      .replace(/[\p{C}\s]+/gu, ' ')
      .trim()
      .slice(0, 300),
  );

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
