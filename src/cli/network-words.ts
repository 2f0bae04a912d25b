/** What the network says of itself, such as `connect ECONNREFUSED 127.0.0.1:4010`, in words for whoever has to mend it. */

const SAYINGS: readonly (readonly [RegExp, string])[] = [
  [/\bconnect (?:ECONNREFUSED|ETIMEDOUT) ([\w.:-]*\w)/g, 'nobody answers at $1'],
  [/\bconnect (?:EHOSTUNREACH|ENETUNREACH) ([\w.:-]*\w)/g, 'this machine finds no way to $1'],
  [/\b(?:getaddrinfo|query\w*) ENOTFOUND ([\w.-]*\w)/g, 'there is no machine called $1'],
  [/\b(?:getaddrinfo|query\w*) E\w+ ([\w.-]*\w)/g, 'the name $1 could not be looked up'],
  [
    /\bsocket hang up\b|\b(?:read|write) (?:ECONNRESET|EPIPE)\b/g,
    'the connection broke before the answer came',
  ],
];

/** The same text for everything else. */
export const inPlainWords = (text: string): string =>
  SAYINGS.reduce((said, [saying, words]) => said.replace(saying, words), text);
