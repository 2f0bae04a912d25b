/** How long a lead waits for its first touch, by the hour of the week in which it comes: one page that needs nothing from anywhere. */
import { HOUR, instant, MINUTE } from '../../domain/time.ts';
import { traveler } from './course.ts';
import { spanText } from './laws-of-hours.ts';
import { weekOf } from './marks.ts';
import { type Claim, PROGRAM, type Scene } from './scene.ts';
import { wallOf } from './walls.ts';

/** Of one source: the longest wait in each hour of the week, from Monday 00:00; null where nothing goes. */
export interface Heat {
  readonly title: string;
  readonly waits: readonly (number | null)[];
}

/** Asks every fifth minute of each hour and its last one. */
export function heatOf(claim: Claim, scene: Scene): Heat {
  const travel = traveler(claim, scene, PROGRAM);
  const [from, to] = weekOf(scene);
  const waits: (number | null)[] = Array.from({ length: 168 }, () => null);
  for (let at = from as number; at < to; at += HOUR)
    for (let minute = 0; minute <= 60; minute += 5) {
      const arrival = instant(at + Math.min(minute, 59) * MINUTE);
      const first = travel(arrival).witness?.contacts[0];
      const { weekday, minute: shown } = wallOf(arrival, scene.place.home);
      const hour = weekday * 24 + Math.floor(shown / 60);
      // A lead who did not ask is not waiting before the sequence begins.
      if (first !== undefined)
        waits[hour] = Math.max(waits[hour] ?? 0, first.at - arrival - claim.variant.startAfter);
    }
  return { title: `${claim.sequence.id}, ${claim.variant.source}`, waits };
}

/** From here on a cell has its darkest color: nobody waits longer than over a weekend. */
const STEPS = [5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 72 * HOUR] as const;
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

const safe = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export function heatMap(heats: readonly Heat[], about: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>How long a lead waits</title>
<style>
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #ffffff; --rgb: 190, 60, 20; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececec; --paper: #161616; --rgb: 255, 140, 90; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem; }
table { border-collapse: collapse; margin-bottom: 2rem; }
caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th { font-weight: 400; font-size: .75rem; padding: 0 .3rem; }
td { min-width: 2.6rem; height: 1.8rem; font-size: .7rem; text-align: center; border: 1px solid rgba(var(--rgb), .25); }
.scroll { overflow-x: auto; }
${STEPS.map((_, n) => `.s${n + 1} { background: rgba(var(--rgb), ${((n + 1) * 0.08).toFixed(2)}); }`).join('\n')}
</style>
</head>
<body>
<h1>How long a lead waits for the first touch</h1>
<p>${safe(about)} Each cell is the longest wait of a lead who comes in that hour; the darker, the longer.</p>
${heats.map(tableOf).join('\n')}
</body>
</html>
`;
}

function tableOf({ title, waits }: Heat): string {
  const hours = Array.from(
    { length: 24 },
    (_, hour) => `<th scope="col">${String(hour).padStart(2, '0')}</th>`,
  );
  const rows = DAYS.map((day, weekday) => {
    const cells = waits.slice(weekday * 24, weekday * 24 + 24).map(cellOf);
    return `<tr><th scope="row">${day}</th>${cells.join('')}</tr>`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="${safe(title)}"><table>
<caption>${safe(title)}</caption>
<thead><tr><td></td>${hours.join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>`;
}

function cellOf(wait: number | null): string {
  if (wait === null) return '<td>never</td>';
  const step = STEPS.filter((least) => wait >= least).length;
  const text = wait < MINUTE ? 'now' : spanText(wait).replace(' min', 'm').replace(' h', 'h');
  return `<td class="s${step}">${text}</td>`;
}
