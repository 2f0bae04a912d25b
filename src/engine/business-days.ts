/** The days of a business, in its own zone. */
import type { BusinessId } from '../domain/ids.ts';
import { after, type Instant, localTime, MINUTE, type Zone } from '../domain/time.ts';
import { addDays, atLocal, localDayOf } from '../schedule/calendar.ts';
import type { Workspace } from './workspace.ts';

export function zoneOf(ws: Workspace, business: BusinessId): Zone {
  const found = ws.config.businesses.get(business);
  if (found === undefined) throw new Error(`business ${business} is not in leadseq.yaml`);
  return found.zone;
}

export function startOfNextDay(ws: Workspace, business: BusinessId, now: Instant): Instant {
  const zone = zoneOf(ws, business);
  const start = atLocal(addDays(localDayOf(now, zone), 1), localTime(0), zone);
  return start > now ? start : after(now, MINUTE);
}
