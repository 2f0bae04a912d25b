/** What Twilio is told to do: XML with every word of ours escaped. */

const PREFACE = '<?xml version="1.0" encoding="UTF-8"?>';

/** Takes what came, and says nothing to whoever sent it. */
export const NOTHING_TO_SAY = `${PREFACE}<Response/>`;
