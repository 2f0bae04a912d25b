/** Whether a text is exactly one mailbox: the last look before a name reaches an envelope or a header. */

// Nothing that separates, quotes or comments in a header: `b@y.test, evil@z.test` would go to z.test.
const ONE_ADDRESS =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}$/;

/** RFC 5321, 4.5.3.1: 254 octets in all, 64 of them before the @. */
export const isOneAddress = (text: string): boolean =>
  text.length <= 254 && text.indexOf('@') <= 64 && ONE_ADDRESS.test(text);

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/** Names of this very machine: what is said to them crosses no network. */
export const isLoopback = (host: string): boolean =>
  /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
