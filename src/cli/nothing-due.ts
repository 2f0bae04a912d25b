/** What a tick says when there is nothing to do; the launcher says it too, before anything else is loaded. */

/** `next` is when the next lead is to be looked at, null when nothing will happen by itself. */
export function nothingDue(now: number, next: number | null): string {
  if (next === null) return 'Nothing is due, and nothing is planned.';
  return `Nothing is due; the next touch is looked at in ${span(next - now)}.`;
}

/** Whole units, the larger two: `3 h 20 min`. No zone is needed to say it, and so no settings are read. */
function span(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  const unit = days === 1 ? 'day' : 'days';
  return hours % 24 === 0 ? `${days} ${unit}` : `${days} ${unit} ${hours % 24} h`;
}
