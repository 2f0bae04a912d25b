/** The line between a mail client and the server behind: it passes everything on, until it is to go wrong. */
import { connect, type Socket } from 'node:net';
import { type Draw, replyOf, type SmtpFault, type SmtpPhase } from './dev-smtp-faults.ts';

export interface Line {
  /** Where the server behind listens. */
  readonly port: number;
  readonly draw: Draw;
  /** Encrypted from the first byte: nothing can be read, so nothing goes wrong but the connection itself. */
  readonly opaque: boolean;
  /** Asks the server behind to give this reply to the message that now ends on the connection from `port`. */
  readonly refuse: (port: number, reply: string) => void;
  readonly onCommand?: (command: string) => void;
  readonly onFault?: (fault: SmtpFault) => void;
}

const NONSENSE = '\0\x01\x02 this is no answer\r\n';
const DOT = Buffer.from('\r\n.\r\n');
/** Its last line has a blank behind the number. One command at a time is asked, so there is never more than one. */
const WHOLE_REPLY = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/;
const COMMANDS: Readonly<Record<string, SmtpPhase>> = {
  EHLO: 'ehlo',
  HELO: 'ehlo',
  STARTTLS: 'starttls',
  AUTH: 'auth',
  MAIL: 'mail',
  RCPT: 'rcpt',
  DATA: 'data',
};

/**
 * One command at a time goes to the server behind, and the next one only after its answer: a client that sends several
 * at once (RFC 2920) still gets its answers in order, those that are made here among them.
 */
export function joinLine(client: Socket, line: Line): void {
  let fault = line.draw('session');
  if (fault?.at === 'connect' && fault.act === 'drop') {
    line.onFault?.(fault);
    client.resetAndDestroy();
    return;
  }
  const server = connect(line.port, '127.0.0.1');
  // `reply`: an answer is awaited. `open`: bytes that cannot be read. `babble`: what comes next is answered with nonsense.
  // `dead`: whatever comes is swallowed.
  let state: 'reply' | 'commands' | 'body' | 'open' | 'babble' | 'dead' = line.opaque ? 'open' : 'reply';
  let awaited: SmtpPhase | 'other' = 'greeting';
  let inAuth = false;
  let sent: Buffer = Buffer.alloc(0);
  // A message that is empty ends without a line before its dot: it is read as if there were one.
  let imagined = 0;
  let replies = '';

  const goWrong = (wrong: SmtpFault): void => {
    line.onFault?.(wrong);
    const { act, at } = wrong;
    if (act === 'drop') {
      client.destroy();
      server.destroy();
    } else if (act === 'hang') {
      state = 'dead';
    } else if (act === 'garbage') {
      // What a client hears before its own first encrypted byte it throws away (RFC 3207, 6).
      client.write(at === 'starttls' ? '220 2.0.0 go ahead\r\n' : NONSENSE);
      state = at === 'starttls' ? 'babble' : 'dead';
    } else {
      client.write(`${replyOf(wrong)}\r\n`);
      if (act === 421 || at === 'greeting') hangUp();
    }
  };

  const hangUp = (): void => {
    state = 'dead';
    client.end();
    server.destroy();
  };

  const command = (text: string): void => {
    const verb = /^[A-Za-z]+/.exec(text)?.[0].toUpperCase() ?? '';
    const phase = inAuth ? undefined : COMMANDS[verb];
    if (!inAuth) line.onCommand?.(text.trimEnd());
    if (phase === 'mail') fault = line.draw('message');
    if (fault !== null && phase === fault.at) {
      goWrong(fault);
      return;
    }
    awaited = phase ?? 'other';
    state = 'reply';
    server.write(text, 'latin1');
  };

  const pass = (bytes: number): void => {
    server.write(sent.subarray(Math.min(imagined, bytes), bytes));
    imagined = Math.max(0, imagined - bytes);
    sent = sent.subarray(bytes);
  };

  const body = (): void => {
    if (fault?.at === 'body' && sent.length > imagined) {
      goWrong(fault);
      return;
    }
    const at = sent.indexOf(DOT);
    if (at === -1) {
      // What may be the beginning of the end is held back.
      pass(Math.max(0, sent.length - DOT.length + 1));
      return;
    }
    pass(at + 2);
    if (fault?.at === 'dot' && typeof fault.act !== 'number') {
      goWrong(fault);
      return;
    }
    if (fault?.at === 'dot') {
      line.onFault?.(fault);
      line.refuse(server.localPort ?? 0, replyOf(fault));
    }
    state = 'reply';
    awaited = 'dot';
    pass(3);
  };

  const advance = (): void => {
    while (state === 'commands') {
      const at = sent.indexOf('\n');
      if (at === -1) return;
      const text = sent.toString('latin1', 0, at + 1);
      sent = sent.subarray(at + 1);
      command(text);
    }
    if (state === 'body') body();
  };

  const answered = (reply: string): void => {
    const unheard =
      (awaited === 'greeting' && (fault?.at === 'greeting' || fault?.at === 'connect')) ||
      (awaited === 'dot' && fault?.at === 'accepted' && reply.startsWith('2'));
    if (unheard && fault !== null) {
      goWrong(fault);
      return;
    }
    client.write(reply, 'latin1');
    inAuth = reply.startsWith('334');
    if (awaited === 'dot' && reply.startsWith('421')) hangUp();
    else if (awaited === 'starttls' && reply.startsWith('220')) state = 'open';
    else if (awaited === 'data' && reply.startsWith('354')) {
      state = 'body';
      sent = Buffer.concat([Buffer.from('\r\n'), sent]);
      imagined = 2;
    } else state = 'commands';
  };

  client.on('data', (chunk) => {
    if (state === 'dead') return;
    if (state === 'open') {
      server.write(chunk);
      return;
    }
    if (state === 'babble') {
      client.write(NONSENSE);
      state = 'dead';
      return;
    }
    sent = sent.length === 0 ? chunk : Buffer.concat([sent, chunk]);
    advance();
  });
  server.on('data', (chunk) => {
    if (state === 'dead') return;
    if (state === 'open') {
      client.write(chunk);
      return;
    }
    replies += chunk.toString('latin1');
    const whole = WHOLE_REPLY.exec(replies);
    if (whole === null) return;
    replies = replies.slice(whole[0].length);
    answered(whole[0]);
    advance();
  });
  client.on('close', () => server.destroy());
  client.on('error', () => server.destroy());
  server.on('error', () => client.destroy());
  server.on('close', () => {
    if (state !== 'dead') client.end();
  });
}
