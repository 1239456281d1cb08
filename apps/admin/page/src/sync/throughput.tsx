import { useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { Sync } from '../api/types.ts';
import { uiCss } from '../ui/ui.tsx';
import { addSample, type Sample } from '../logic/samples.ts';
import { preferences } from '../ui/preferences.ts';
import css from './sync.module.css';

/** Fewer make no line. */
const MIN_SAMPLES = 3;

/** How fast a sync was since the page was opened. */
export function Throughput({ sync }: { readonly sync: Sync }): ReactNode {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const { processed } = sync.counts;
  const atMs = Date.parse(sync.updatedAt);
  useEffect(() => setSamples((before) => addSample(before, { atMs, processed })), [atMs, processed]);
  const label = `Processed since this page was opened: from ${samples[0]?.processed ?? 0} to ${processed}`;
  // Of a sync that had ended before there is nothing to be seen.
  if (sync.ended && samples.length < MIN_SAMPLES) return null;
  return (
    <section className={`${uiCss['card']} ${uiCss['stack']}`} aria-labelledby="throughput">
      <h2 id="throughput">Processed since this page was opened</h2>
      <ProgressChart samples={samples} label={label} otherwise="Drawn as soon as it moves." />
    </section>
  );
}

interface ProgressChartProps {
  readonly samples: readonly Sample[];
  readonly label: string;
  /** Shown while there is too little to draw. */
  readonly otherwise: string;
}

/** How much was processed, over time. The chart is loaded when there is something to draw. */
export function ProgressChart({ samples, label, otherwise }: ProgressChartProps): ReactNode {
  const element = useRef<HTMLDivElement>(null);
  // It is drawn in the colours of the theme: in another one it is drawn again.
  const { theme, zone } = useSyncExternalStore(preferences.subscribe, preferences.get);
  const isDark = useSyncExternalStore(watchDark, () => matchMedia(DARK).matches);
  useEffect(() => {
    if (element.current === null || samples.length < MIN_SAMPLES) return undefined;
    const target = element.current;
    let remove = (): void => undefined;
    let isOver = false;
    void import('./draw-chart.ts').then(({ drawChart }) => {
      if (!isOver) remove = drawChart(target, samples, zone);
      return undefined;
    });
    return () => {
      isOver = true;
      remove();
    };
  }, [samples, theme, zone, isDark]);
  if (samples.length < MIN_SAMPLES) return <p className={uiCss['muted']}>{otherwise}</p>;
  return <div ref={element} className={css['chart']} role="img" aria-label={label} />;
}

const DARK = '(prefers-color-scheme: dark)';

function watchDark(listener: () => void): () => void {
  const query = matchMedia(DARK);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
