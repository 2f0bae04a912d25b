/** A mail server that repeats what it was told must not carry a password into the database. */

/** A password as it may be repeated to us: as it is, and as the two ways of logging in put it (RFC 4616, AUTH LOGIN). */
export function passwordForms(account: {
  readonly user: string | null;
  readonly password: string | null;
}): readonly string[] {
  const { user, password } = account;
  if (!password) return [];
  const coded = [`\0${user}\0${password}`, password].map((text) => Buffer.from(text).toString('base64'));
  return [...coded.flatMap((text) => [text, text.replace(/=+$/, '')]), password];
}

/** The text with each of the secrets taken out. */
export const without = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((left, secret) => left.replaceAll(secret, '…'), text);
