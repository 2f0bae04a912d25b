/** What Twilio is told to do: XML with every word of ours escaped. */

const PREFACE = '<?xml version="1.0" encoding="UTF-8"?>';

/** Takes what came, and says nothing to whoever sent it. */
export const NOTHING_TO_SAY = `${PREFACE}<Response/>`;

/** Rings a phone for so many seconds; how it ended is posted to `action`. */
export const dial = (number: string, seconds: number, action: string): string =>
  `${PREFACE}<Response><Dial timeout="${Math.round(seconds)}" action="${escaped(action)}" method="POST">` +
  `<Number>${escaped(number)}</Number></Dial></Response>`;

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
