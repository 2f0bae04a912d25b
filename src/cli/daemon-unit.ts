/** A unit for systemd that starts the daemon with the machine, and again when it dies. */
import type { Io } from './io.ts';

export interface UnitOptions {
  readonly every?: number;
  readonly ping?: string;
  readonly workers?: number;
}

export function systemdUnit(io: Io, root: string, { every, ping, workers }: UnitOptions): readonly string[] {
  const words = [
    ...io.program,
    '-C',
    root,
    'daemon',
    ...(every === undefined ? [] : ['--every', String(every)]),
    ...(ping === undefined ? [] : ['--ping', ping]),
    ...(workers === undefined ? [] : ['--workers', String(workers)]),
  ];
  return [
    '[Unit]',
    `Description=leadseq in ${escaped(root)}`,
    'After=network-online.target',
    'Wants=network-online.target',
    '',
    '[Service]',
    `ExecStart=${words.map(forSystemd).join(' ')}`,
    'Restart=on-failure',
    'RestartSec=10',
    // A message on its way is given the time that its provider may take.
    'TimeoutStopSec=90',
    'UMask=0077',
    'NoNewPrivileges=true',
    '',
    '[Install]',
    'WantedBy=default.target',
  ];
}

/** `%` and `$` mean something to systemd. */
const escaped = (text: string): string => text.replaceAll('%', '%%');

function forSystemd(word: string): string {
  const safe = escaped(word).replaceAll('$', '$$$$');
  return /^[\w@%+=:,./$-]+$/.test(safe) ? safe : `"${safe.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
