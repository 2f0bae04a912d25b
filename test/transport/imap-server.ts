/** A small IMAP server on this machine: what RFC 3501 says of the few commands that a reader needs, over real sockets. */
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, createServer as createTlsServer, TLSSocket } from 'node:tls';

interface Kept {
  readonly uid: number;
  readonly raw: Buffer;
  readonly at: Date;
  readonly flags: Set<string>;
}

export interface ImapServerOptions {
  readonly user?: string;
  readonly password?: string;
  /** Encrypts from the first byte, or on STARTTLS. */
  readonly tls?: { readonly mode: 'tls' | 'starttls'; readonly key: string; readonly cert: string };
}

export interface ImapServer {
  readonly port: number;
  /** Everything that was asked, without tags. */
  readonly asked: string[];
  readonly mails: readonly Kept[];
  /** A mail arrives. Its number. */
  deliver(raw: string | Uint8Array, at: Date): number;
  /** The mailbox is made anew, as a restored one is: other numbers for the same mails. */
  remake(): void;
  /** What goes wrong next; `cut`: the connection breaks in the middle of this many-th FETCH from now. */
  trouble: {
    silentAt?: string;
    cutAtFetch?: number;
    refuse?: { command: string; answer: string };
    onFetch?: (uid: number) => void;
  };
  /** How many connections are open. */
  connections(): number;
  close(): Promise<void>;
}

export async function startImapServer(options: ImapServerOptions = {}): Promise<ImapServer> {
  const { user = 'hello@example.com', password = 'correct horse', tls } = options;
  let validity = 1_000;
  let next = 1;
  let mails: Kept[] = [];
  const sockets = new Set<Socket>();
  const asked: string[] = [];
  const trouble: ImapServer['trouble'] = {};
  const connection = (first: Socket): void => {
    let socket = first;
    let opened: 'no' | 'read-only' | 'read-write' = 'no';
    let waiting = Buffer.alloc(0);
    sockets.add(first);
    // Several writes make one answer, and the reader's system waits 40 ms with its word on each.
    first.setNoDelay(true);
    first.on('close', () => sockets.delete(first)).on('error', () => undefined);
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    const isPlain = (): boolean => tls?.mode === 'starttls' && !(socket instanceof TLSSocket);
    const capabilities = (): string => `CAPABILITY IMAP4rev1${isPlain() ? ' STARTTLS LOGINDISABLED' : ''}`;
    const fetch = (tag: string, set: string, items: string): void => {
      for (const [index, mail] of mails.entries()) {
        if (!inSet(mail.uid, set, mails.at(-1)?.uid ?? 0)) continue;
        trouble.onFetch?.(mail.uid);
        const [, peek, start = '0', length = `${mail.raw.length}`] =
          /BODY(\.PEEK)?\[\](?:<(\d+)\.(\d+)>)?/i.exec(items) ?? [];
        if (peek === undefined && opened === 'read-write') mail.flags.add('\\Seen');
        const part = mail.raw.subarray(Number(start), Number(start) + Number(length));
        const head = `* ${index + 1} FETCH (UID ${mail.uid} BODY[]<${start}> {${part.length}}\r\n`;
        if (trouble.cutAtFetch !== undefined && --trouble.cutAtFetch <= 0) {
          socket.write(head);
          socket.write(part.subarray(0, part.length / 2));
          delete trouble.cutAtFetch;
          socket.destroySoon();
          return;
        }
        socket.write(head);
        socket.write(part);
        say(')');
      }
      say(`${tag} OK FETCH completed`);
    };
    const answer = (line: string): unknown => {
      const [, tag = '*', command = '', rest = ''] = /^(\S+) ((?:UID )?\S+) ?(.*)$/is.exec(line) ?? [];
      const name = command.toUpperCase();
      asked.push(name === 'LOGIN' ? 'LOGIN' : `${name} ${rest}`.trim());
      if (trouble.silentAt === name) return;
      if (trouble.refuse?.command === name) return say(`${tag} ${trouble.refuse.answer}`);
      switch (name) {
        case 'CAPABILITY':
          say(`* ${capabilities()}`);
          return say(`${tag} OK`);
        case 'NOOP':
          return say(`${tag} OK`);
        case 'STARTTLS': {
          say(`${tag} OK begin`);
          first.removeListener('data', onData);
          const secureContext = createSecureContext({ key: tls?.key, cert: tls?.cert });
          socket = new TLSSocket(first, { isServer: true, secureContext });
          socket.on('data', onData).on('error', () => undefined);
          return;
        }
        case 'LOGIN':
          return say(
            isPlain() || words(rest).join('\n') !== `${user}\n${password}`
              ? `${tag} NO [AUTHENTICATIONFAILED] Invalid credentials`
              : `${tag} OK [${capabilities()}] welcome`,
          );
        case 'LIST':
        case 'LSUB':
          // Of no name at all: only by which sign names are parted.
          if (rest.endsWith('""')) say('* LIST (\\Noselect) "/" ""');
          else if (/inbox"?$/i.test(rest)) say('* LIST (\\HasNoChildren) "/" INBOX');
          return say(`${tag} OK`);
        case 'SELECT':
        case 'EXAMINE': {
          if (words(rest)[0]?.toUpperCase() !== 'INBOX')
            return say(`${tag} NO [NONEXISTENT] There is no such mailbox`);
          opened = name === 'SELECT' ? 'read-write' : 'read-only';
          say('* FLAGS (\\Seen \\Deleted)');
          say(`* ${mails.length} EXISTS`);
          say('* 0 RECENT');
          say(`* OK [UIDVALIDITY ${validity}] UIDs valid`);
          say(`* OK [UIDNEXT ${next}] Predicted next UID`);
          return say(`${tag} OK [${opened === 'read-only' ? 'READ-ONLY' : 'READ-WRITE'}] done`);
        }
        case 'UID SEARCH': {
          const found = mails.filter((mail) => matches(mail, rest, mails.at(-1)?.uid ?? 0));
          say(`* SEARCH ${found.map(({ uid }) => uid).join(' ')}`.trim());
          return say(`${tag} OK`);
        }
        case 'UID FETCH': {
          const [, set = '', items = ''] = /^(\S+) (.*)$/.exec(rest) ?? [];
          return fetch(tag, set, items);
        }
        case 'LOGOUT':
          say('* BYE see you');
          say(`${tag} OK`);
          return void socket.end();
        default:
          return say(`${tag} BAD what is ${name}`);
      }
    };
    const onData = (data: Buffer): void => {
      waiting = Buffer.concat([waiting, data]);
      for (let end = waiting.indexOf('\r\n'); end >= 0; end = waiting.indexOf('\r\n')) {
        const line = waiting.subarray(0, end).toString('utf8');
        waiting = waiting.subarray(end + 2);
        answer(line);
      }
    };
    first.on('data', onData);
    say(`* OK [${capabilities()}] ready`);
  };
  const server: Server =
    tls?.mode === 'tls'
      ? createTlsServer({ key: tls.key, cert: tls.cert }, connection).on('tlsClientError', () => undefined)
      : createServer(connection);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    asked,
    get mails() {
      return mails;
    },
    trouble,
    deliver(raw, at) {
      const uid = next;
      next += 1;
      mails.push({ uid, raw: Buffer.from(raw as string), at, flags: new Set() });
      return uid;
    },
    remake() {
      validity += 1;
      next = 1;
      mails = mails.map((mail) => ({ ...mail, uid: next++ }));
    },
    connections: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Words with or without quotes. */
const words = (text: string): readonly string[] =>
  [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, quoted, bare]) => quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '',
  );

/** `5`, `1:3`, `7:*`; where nothing is above the number, `7:*` is the last mail (RFC 3501, 6.4.8). */
function inSet(uid: number, set: string, last: number): boolean {
  return set.split(',').some((range) => {
    const [from = 0, to = from] = range.split(':').map((end) => (end === '*' ? last : Number(end)));
    return uid >= Math.min(from, to) && uid <= Math.max(from, to);
  });
}

/** SINCE looks at the day on which a mail came in, and at nothing else of its time. */
function matches({ uid, at }: Kept, criteria: string, last: number): boolean {
  const [, since] = /\bSINCE (\S+)/i.exec(criteria) ?? [];
  const [, set] = /\bUID (\S+)/i.exec(criteria) ?? [];
  if (since !== undefined && Date.parse(at.toISOString().slice(0, 10)) < Date.parse(`${since} UTC`))
    return false;
  return set === undefined || inSet(uid, set, last);
}
