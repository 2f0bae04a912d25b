/** Who may ask: the accounts with their secrets, numbers and Messaging Services, and HTTP basic authentication. */
import { timingSafeEqual } from 'node:crypto';

export interface FakeAccount {
  readonly sid: string;
  readonly token: string;
  readonly name: string;
  /** API key → its secret. */
  readonly keys: ReadonlyMap<string, string>;
  /** Null: every well-formed number is one of this account's. */
  readonly numbers: readonly string[] | null;
  /** Messaging Service → the numbers in it; null: every well-formed service exists, with the number below in it. */
  readonly services: ReadonlyMap<string, readonly string[]> | null;
  /** Where inbound messages are posted to. */
  readonly inboundUrl: string | null;
}

/** Twilio's own number for tests: it may send, and no message ever leaves. */
export const TEST_SENDER = '+15005550006';

/** What a fake has when nothing else is asked for. */
export const TEST_ACCOUNT: FakeAccount = {
  sid: 'ACfa4e0000000000000000000000000001',
  token: 'fake-auth-token',
  name: 'Fake account',
  keys: new Map(),
  numbers: null,
  services: null,
  inboundUrl: null,
};

/** The account that the credentials open; null when they open none. */
export function signedIn(accounts: readonly FakeAccount[], header: string | undefined): FakeAccount | null {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? '') ?? [];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const [user, password] = [text.slice(0, colon), text.slice(colon + 1)];
  const secretOf = (account: FakeAccount): string | undefined =>
    account.sid === user ? account.token : account.keys.get(user);
  return accounts.find((account) => same(secretOf(account), password)) ?? null;
}

function same(expected: string | undefined, given: string): boolean {
  const [a, b] = [Buffer.from(expected ?? ''), Buffer.from(given)];
  return expected !== undefined && a.length === b.length && timingSafeEqual(a, b);
}

/** The numbers that a service sends from. */
export const poolOf = (account: FakeAccount, service: string): readonly string[] =>
  account.services === null ? (account.numbers ?? [TEST_SENDER]) : (account.services.get(service) ?? []);

export const ownsNumber = (account: FakeAccount, number: string): boolean =>
  account.numbers === null || account.numbers.includes(number) || number === TEST_SENDER;

/** Numbers that the account is known to have, `asked` among them when it takes any. */
export const numbersOf = (account: FakeAccount, asked: string | null): readonly string[] =>
  (account.numbers ?? [TEST_SENDER, ...(asked === null || asked === TEST_SENDER ? [] : [asked])]).filter(
    (number) => asked === null || number === asked,
  );
