/** A name server on this machine that knows a few TXT records: RFC 1035 as far as one question needs it. */
import { createSocket } from 'node:dgram';

export type Zone = Readonly<Record<string, readonly string[]>>;

export interface Names {
  /** `127.0.0.1:port` */
  readonly address: string;
  /** From now on every question is refused, as by a server that is broken. */
  refuse(): void;
  close(): Promise<void>;
}

const ANSWER = 0x8180;
const NO_SUCH_NAME = 3;
const REFUSED = 5;
const TXT = 16;
const HEADER = 12;

export async function startNames(zone: Zone): Promise<Names> {
  const socket = createSocket('udp4');
  let refuses = false;
  socket.on('message', (question, { address, port }) => {
    socket.send(answer(question, zone, refuses), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    refuse: () => {
      refuses = true;
    },
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function answer(question: Buffer, zone: Zone, refuses: boolean): Buffer {
  const { name, end } = nameIn(question);
  const rows = zone[name];
  const records = refuses ? [] : (rows ?? []).map(record);
  const head = Buffer.from(question.subarray(0, HEADER));
  const code = refuses ? REFUSED : rows === undefined ? NO_SUCH_NAME : 0;
  head.writeUInt16BE(ANSWER | code, 2);
  head.writeUInt16BE(records.length, 6);
  // Whatever else was asked for beside the question is not answered.
  head.writeUInt16BE(0, 8);
  head.writeUInt16BE(0, 10);
  return Buffer.concat([head, question.subarray(HEADER, end), ...records]);
}

function nameIn(question: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = HEADER;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  // The empty label, the type and the class.
  return { name: labels.join('.').toLowerCase(), end: at + 5 };
}

/** A pointer to the name that was asked for, then the text in strings of at most 255 bytes. */
function record(text: string): Buffer {
  const pieces = [...text.matchAll(/.{1,255}/gs)].map(([piece]) =>
    Buffer.concat([Buffer.from([piece.length]), Buffer.from(piece, 'latin1')]),
  );
  const data = Buffer.concat(pieces);
  const fixed = Buffer.alloc(12);
  fixed.writeUInt16BE(0xc000 | HEADER, 0);
  fixed.writeUInt16BE(TXT, 2);
  fixed.writeUInt16BE(1, 4);
  fixed.writeUInt32BE(60, 6);
  fixed.writeUInt16BE(data.length, 10);
  return Buffer.concat([fixed, data]);
}
