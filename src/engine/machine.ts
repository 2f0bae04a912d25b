/** Which machine this is: what a copied disk brings along by mistake, together with what it seldom does. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';

export interface Machine {
  /** A hash; null in a container, which is another one after every update and still the same installation. */
  readonly id: string | null;
  readonly host: string;
}

/**
 * On Linux the machine id and the name: snapshots of rented servers often start with the same id, but under another
 * name. Elsewhere the name follows the network, so there the id stands alone.
 */
export function thisMachine(): Machine {
  const host = hostname();
  if (isContainer()) return { id: null, host };
  const linux = readOrNull('/etc/machine-id') ?? readOrNull('/var/lib/dbus/machine-id');
  const parts = linux === null ? macOrWindowsId() : `${linux.trim()} ${host}`;
  return {
    id: parts === null ? null : createHash('sha256').update(`leadseq ${parts}`).digest('hex').slice(0, 32),
    host,
  };
}

const isContainer = (): boolean =>
  existsSync('/.dockerenv') ||
  existsSync('/run/.containerenv') ||
  process.env.KUBERNETES_SERVICE_HOST !== undefined;

function macOrWindowsId(): string | null {
  if (process.platform === 'darwin')
    return idIn(/"IOPlatformUUID" = "([^"]+)"/, 'ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice']);
  if (process.platform === 'win32')
    return idIn(/MachineGuid\s+REG_SZ\s+(\S+)/, 'reg', [
      'query',
      'HKLM\\SOFTWARE\\Microsoft\\Cryptography',
      '/v',
      'MachineGuid',
    ]);
  return null;
}

function idIn(pattern: RegExp, command: string, args: readonly string[]): string | null {
  try {
    const said = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return pattern.exec(said)?.[1] ?? null;
  } catch {
    return null;
  }
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
