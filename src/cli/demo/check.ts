/** Asks the finished demo's database whether any rule was broken: the laws as SQL, and the hours by plain wall clocks. */
import type { Zone } from '../../domain/time.ts';
import { int, text as textOf } from '../../store/decode.ts';
import type { Driver } from '../../store/driver.ts';
import { allInvariants, brokenInvariants } from '../../store/invariants.ts';

export interface Checked {
  /** How many rules were asked about. */
  readonly rules: number;
  /** Those that do not hold, in words. */
  readonly broken: readonly string[];
}

const TEXTS = `
SELECT attempt.wire_at, attempt.zone FROM attempt
WHERE channel = 'sms' AND basis = 'window' AND state IN ('wire', 'sent', 'uncertain')`;

export async function check(db: Driver): Promise<Checked> {
  const broken = (await brokenInvariants(db)).map(({ invariant }) => invariant.law);
  const night = (await db.all(TEXTS)).filter(
    (row) => !isDaytime(int(row, 'wire_at'), textOf(row, 'zone') as Zone),
  );
  return {
    rules: allInvariants(db.engine).length + 1,
    broken: [...broken, ...(night.length > 0 ? ['no text at night'] : [])],
  };
}

/** 09:00–20:00, Sundays from noon: told by the runtime's own calendar, not by the code that planned the text. */
function isDaytime(at: number, zone: Zone): boolean {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  const hour = Number(part('hour'));
  return hour >= (part('weekday') === 'Sun' ? 12 : 9) && hour < 20;
}
