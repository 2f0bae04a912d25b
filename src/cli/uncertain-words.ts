/** The sends that may not have arrived as a list: those of which the same is known stand together. */
import type { Instant, Zone } from '../domain/time.ts';
import type { Workspace } from '../engine/workspace.ts';
import type { UncertainSend } from '../store/uncertain.ts';
import type { Io } from './io.ts';
import { iso } from './json.ts';
import { inPlainWords } from './network-words.ts';
import { layTable, wrap } from './table.ts';
import { plain } from './terminal.ts';
import { asSentence, showInColumn, showMoment } from './times.ts';
import { CHANNEL_WORDS } from './touch-words.ts';

/** What our request came to, and what the provider's own list says of it. */
export const known = ({ detail, absentAt }: UncertainSend): string =>
  [
    inPlainWords(detail ?? 'no answer'),
    ...(absentAt === null ? [] : ['the provider’s list does not have it']),
  ].join('; ');

/** Of at least one send. */
export function uncertainLines(io: Io, ws: Workspace, sends: readonly UncertainSend[]): readonly string[] {
  const now = io.now();
  const zoneOf = (send: UncertainSend) => ws.config.businesses.get(send.business)?.zone;
  const showAt = (send: UncertainSend): string => {
    const zone = zoneOf(send);
    return zone === undefined ? iso(send.at) : showInColumn(send.at, zone, now);
  };
  const { rows } = layTable(
    [
      { title: '', align: 'right' },
      { title: '' },
      { title: '', fit: 'cut' },
      { title: '', fit: 'cut' },
      { title: '' },
    ],
    sends.map((send) => [
      String(send.id),
      CHANNEL_WORDS[send.channel],
      send.name || `lead ${send.contact}`,
      `${send.sequence ?? ''}/${send.touch ?? ''}`,
      showAt(send),
    ]),
    io.stdout.columns,
  );
  return [
    sends.length === 1
      ? 'One message may have arrived and may not. It counts as sent and is not repeated.'
      : `${sends.length.toLocaleString('en-US')} messages may have arrived and may not. Each counts as sent and is not repeated.`,
    ...[...new Set(sends.map(known))].flatMap((what) => [
      '',
      ...wrap(plain(asSentence(what)), 80),
      ...sends.flatMap((send, at) => (known(send) === what ? (rows[at] ?? []) : [])),
    ]),
    '',
    ...asking(io, sends, zoneOf, now),
    'Whoever looks one up at the provider says what was found:',
    `  ${io.name} uncertain resolve ${sends[0]?.id} --sent | --unsent | --skip`,
  ];
}

/** Who is asked about them by itself, and when next. */
function asking(
  io: Io,
  sends: readonly UncertainSend[],
  zoneOf: (send: UncertainSend) => Zone | undefined,
  now: Instant,
): readonly string[] {
  const check = `${io.name} uncertain --check`;
  const [next] = sends
    .filter(({ askAt }) => askAt !== null)
    .sort((a, b) => Number(a.askAt) - Number(b.askAt));
  if (next?.askAt !== null && next?.askAt !== undefined) {
    const zone = zoneOf(next);
    const at = zone === undefined ? iso(next.askAt) : showMoment(next.askAt, zone, now);
    const when = next.askAt <= now ? 'by the next tick' : at;
    return [`The provider is asked again ${when}. To ask it now: ${check}`];
  }
  return sends.some(({ channel }) => channel === 'sms')
    ? [`Nobody asks the provider any more by itself. To ask it all the same: ${check}`]
    : [];
}
