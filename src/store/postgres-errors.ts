/** What went wrong with a database server, in words that name it without its password, and the remedy. */
import { StoreError } from './driver.ts';

type Kind = StoreError['kind'];

/** The address as a person may see it: the password is nobody's business, in a log least of all. */
export function shown(url: string): string {
  try {
    const { protocol, username, host, pathname, searchParams } = new URL(url);
    const user = username === '' ? '' : `${username}@`;
    const socket = host === '' ? (searchParams.get('host') ?? '') : host;
    return `${protocol}//${user}${socket}${pathname}`;
  } catch {
    return 'postgres://… (not readable as a URL)';
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Node's words for a server that cannot be reached, or that went away. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);

/** PostgreSQL's own: it shuts down, starts up, or has ended this connection. */
const GONE = new Set(['57P01', '57P02', '57P03', '57P05', '25P03']);

/** What pg says of a connection that broke; it has no codes for it. */
const BROKEN =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout expired|Query read timeout|The server does not support SSL|Client network socket disconnected|Connection ended)/;

/** Whether the connection is of no use any more. */
export const isCut = (error: unknown): boolean =>
  UNREACHABLE.has(codeOf(error)) || GONE.has(codeOf(error)) || BROKEN.test(messageOf(error));

/** By the server's code: the kind of trouble, and the sentence after the address. */
const KNOWN: Readonly<Record<string, readonly [Kind, string]>> = {
  '28P01': ['configuration', 'refused the user or the password. Put the right ones into LEADSEQ_DATABASE.'],
  '28000': ['configuration', 'does not let this user in from here. Ask whoever runs it (pg_hba.conf).'],
  '3D000': [
    'missing',
    'has no database of that name. It knew everybody who opted out: restore it from a backup, or make an empty one with `createdb`.',
  ],
  '3F000': ['missing', 'has no schema that this user may use. Ask whoever runs it for one (CREATE SCHEMA).'],
  '42501': [
    'read_only',
    'does not allow this user to do that. Ask whoever runs it for a database, or a schema, of its own.',
  ],
  '25006': [
    'read_only',
    'takes no writes: it is a standby, or set to read only. Use the address of the primary.',
  ],
  '53100': [
    'full',
    'has no disk space left. What was committed is safe: free some space there, then run the command again.',
  ],
  '53300': ['busy', 'has no connection left to give. Run fewer workers, or raise max_connections.'],
  '55P03': ['busy', 'kept a row that another worker holds for too long. Nothing was changed: try again.'],
  '57014': ['busy', 'took too long over a statement. Nothing was changed: try again.'],
  '40001': ['busy', 'met two workers at the same rows. Nothing was changed: try again.'],
  '40P01': ['busy', 'met two workers at the same rows. Nothing was changed: try again.'],
  XX001: [
    'corrupt',
    'says that its data is damaged. Nothing more is sent from it: restore it from a backup.',
  ],
  XX002: ['corrupt', 'says that an index is damaged. Nothing more is sent from it: rebuild it with REINDEX.'],
};

/** Turns the server's errors into a StoreError; any other error is a fault of the program and comes back as it is. */
export function explainPostgres(error: unknown, url: string): unknown {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  const known = KNOWN[code];
  const server = `The database ${shown(url)}`;
  if (known !== undefined) return new StoreError(known[0], `${server} ${known[1]}`, error);
  if (isCut(error))
    return new StoreError(
      'unreachable',
      `${server} does not answer (${code || messageOf(error)}). Nothing more is sent until it does: look whether the server runs, and whether this machine may reach it.`,
      error,
    );
  if (/^[\dA-Z]{5}$/.test(code))
    return new StoreError('other', `${server} refused a statement: ${messageOf(error)}.`, error);
  return error;
}

/** Whatever keeps the first connection from being made is a matter of the address: never a fault of the program, never a stack. */
export function explainOpening(error: unknown, url: string): unknown {
  const explained = explainPostgres(error, url);
  if (explained instanceof StoreError) return explained;
  return new StoreError(
    'configuration',
    `The database ${shown(url)} cannot be opened: ${messageOf(error).split('\n', 1)[0]}.`,
    error,
  );
}

/** The commit was asked for and no answer came: it may have happened. */
export const unanswered = (url: string, cause: unknown): StoreError =>
  new StoreError(
    'unknown',
    `The database ${shown(url)} was lost while it committed: nobody knows yet whether it did. Nothing is sent on the strength of it; the next tick looks at what is there.`,
    cause,
  );
