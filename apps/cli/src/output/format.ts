const NUMBERS = new Intl.NumberFormat('en-US');

/** @returns `12,345`. */
export function formatNumber(value: number): string {
  return NUMBERS.format(value);
}

/** @returns `1 sync` or `12,345 syncs`. */
export function formatCount(count: number, noun: string): string {
  return `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** @returns `950 ms`, `12.3 s`, `2 min 5 s` or `1 h 2 min`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
