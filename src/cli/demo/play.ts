/** Plays the demo: rows reach the program when their people ask, and the real engine does the rest on a virtual clock. */
import { createHash } from 'node:crypto';
import type { Instant } from '../../domain/time.ts';
import { book } from '../../engine/booking.ts';
import { enrollStream } from '../../engine/enroll.ts';
import { type Arrival, type Simulated, simulate } from '../../engine/simulate.ts';
import type { Workspace } from '../../engine/workspace.ts';
import type { RowProblem } from '../../intake/reading.ts';
import { loadContactState } from '../../store/enrollments.ts';
import { allContacts } from '../../store/roster.ts';
import { outbox } from '../../transport/outbox.ts';
import { BOOKING, callOf, DELIVERY, HORIZON, type LeadFile, START } from './cast.ts';

interface Refused {
  readonly file: string;
  readonly problem: RowProblem;
}

export interface Played {
  readonly simulated: Simulated;
  readonly rows: number;
  readonly enrolled: number;
  readonly refused: readonly Refused[];
}

export async function play(ws: Workspace, files: readonly LeadFile[], signal: AbortSignal): Promise<Played> {
  const refused: Refused[] = [];
  let rows = 0;
  let enrolled = 0;
  const arrivals = files.flatMap((file) =>
    rowsOf(file).map(
      (row): Arrival => ({
        at: row.at,
        happens: async (now) => {
          const report = await enrollStream(
            ws,
            bytesOf(row.text),
            { sequence: file.sequence, signal },
            () => now,
          );
          rows += 1;
          enrolled += report.counts.enrolled;
          refused.push(
            ...report.rejected.map((problem) => ({
              file: file.name,
              problem: { ...problem, line: row.line },
            })),
          );
        },
      }),
    ),
  );
  const simulated = await simulate(ws, {
    from: START,
    until: HORIZON,
    transports: { sms: outbox(ws.outbox), email: outbox(ws.outbox) },
    random: countingBytes(),
    arrivals: [...arrivals, booking(ws)],
    operator: ({ kind, name, key, dueAt }) =>
      kind !== 'call' || key === null ? null : callOf(name.split(' ')[0] ?? '', key.touch, dueAt),
    signal,
  });
  return { simulated, rows, enrolled, refused };
}

function booking(ws: Workspace): Arrival {
  return {
    at: BOOKING.enteredAt,
    happens: async (now) => {
      await ws.db.tx(async (handle) => {
        for (const id of await allContacts(handle)) {
          const contact = await loadContactState(handle, id);
          if (contact?.name.startsWith(BOOKING.firstName))
            await book(handle, ws, contact, BOOKING.startsAt, now);
        }
      });
    },
  };
}

/** Each row by itself, under its heading, at the moment it reaches the program. */
function rowsOf({
  text,
}: LeadFile): readonly { readonly text: string; readonly at: Instant; readonly line: number }[] {
  const [heading = '', ...lines] = text.trimEnd().split('\n');
  return lines.map((line, index) => ({
    text: `${heading}\n${line}\n`,
    at: (Date.parse(line.split(',')[0] ?? '') + DELIVERY) as Instant,
    line: index + 2,
  }));
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

/** Attempt tokens that are the same in every demo: hashes of a count, as good as random to whoever reads them. */
function countingBytes(): (length: number) => Uint8Array {
  let drawn = 0;
  return (length) => {
    drawn += 1;
    return createHash('shake256', { outputLength: length }).update(`demo ${drawn}`).digest();
  };
}
