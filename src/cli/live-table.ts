/** Which sequences reach people over which channel, and who waits for a person's word. */
import type { WireChannel } from '../domain/channel.ts';
import type { SequenceId } from '../domain/ids.ts';
import { forecastLive } from '../engine/live-forecast.ts';
import { isLive, openRehearsals, WIRE_CHANNELS } from '../engine/rehearsals.ts';
import type { Workspace } from '../engine/workspace.ts';
import { type GoneLive, goneLive, runningSequences } from '../store/going-live.ts';
import { EXIT, type ExitCode, type GlobalOptions, type Io } from './io.ts';
import { isoOrNull, writeJson } from './json.ts';
import { rehearsalLine } from './rehearsal.ts';
import { table } from './table.ts';
import { showMoment } from './times.ts';

interface Row {
  readonly sequence: SequenceId;
  readonly channel: WireChannel;
  readonly provider: string;
  readonly leads: number;
  readonly rehearsed: number;
  /** Messages that go within a day once it is live. */
  readonly waiting: number;
  readonly live: GoneLive | null;
  readonly state: 'outbox' | 'live' | 'rehearsed' | 'waits';
}

export async function showLiveTable(io: Io, options: GlobalOptions, ws: Workspace): Promise<ExitCode> {
  const rows = await rowsOf(io, ws);
  if (options.json)
    writeJson(io, 'live', {
      sequences: rows.map(({ live, ...row }) => ({ ...row, since: isoOrNull(live?.at ?? null) })),
    });
  else for (const line of textOf(io, ws, rows)) io.stdout.write(`${line}\n`);
  return EXIT.ok;
}

async function rowsOf(io: Io, ws: Workspace): Promise<readonly Row[]> {
  const running = await runningSequences(ws.db);
  const open = await openRehearsals(ws);
  const rows: Row[] = [];
  for (const [sequence, { revision }] of ws.sequences) {
    const touches = revision?.sequence.variants.flatMap((variant) => variant.touches) ?? [];
    for (const channel of WIRE_CHANNELS.filter((one) => touches.some((touch) => touch.channel === one))) {
      const leads = running.get(sequence) ?? 0;
      const rehearsed =
        open.find((one) => one.sequence === sequence && one.channel === channel)?.enrollments ?? 0;
      const live = await goneLive(ws.db, sequence, channel);
      const { day } = leads === 0 ? { day: 0 } : await forecastLive(ws.db, ws, sequence, [channel], io.now());
      const state = !isLive(ws, channel)
        ? 'outbox'
        : rehearsed > 0
          ? 'rehearsed'
          : live === null
            ? 'waits'
            : 'live';
      const provider = ws.config.transports[channel];
      rows.push({ sequence, channel, provider, leads, rehearsed, waiting: day, live, state });
    }
  }
  return rows;
}

function textOf(io: Io, ws: Workspace, rows: readonly Row[]): readonly string[] {
  const zone = [...ws.config.businesses.values()][0]?.zone;
  const number = { align: 'right' } as const;
  const stateOf = ({ state, live }: Row): string => {
    if (state === 'live' && live !== null && zone !== undefined)
      return `live since ${showMoment(live.at, zone, io.now())}`;
    return {
      outbox: 'rehearses',
      rehearsed: 'undecided',
      waits: 'not live',
      live: 'live',
    }[state];
  };
  const undecided = rows.find(
    ({ state, leads }) => state === 'rehearsed' || (state === 'waits' && leads > 0),
  );
  const line = rehearsalLine(ws);
  return [
    ...(line === null ? [] : [line, '']),
    ...table(
      [
        { title: 'sequence', fit: 'cut' },
        { title: 'by' },
        { title: 'provider' },
        { title: 'leads', ...number },
        { title: 'rehearsed', ...number },
        { title: 'in a day', ...number },
        { title: 'state', fit: 'wrap' },
      ],
      rows.map((row) => [
        row.sequence,
        row.channel === 'sms' ? 'text' : 'email',
        row.provider,
        row.leads.toLocaleString('en-US'),
        row.rehearsed.toLocaleString('en-US'),
        row.waiting.toLocaleString('en-US'),
        stateOf(row),
      ]),
      80,
    ),
    ...(undecided === undefined ? [] : ['', `Next: ${io.name} live ${undecided.sequence} --dry-run`]),
  ];
}
