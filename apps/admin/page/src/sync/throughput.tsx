import { useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { Sync } from '../api/types.ts';
import { uiCss } from '../ui/ui.tsx';
import { longestWait } from '../logic/forecast.ts';
import { addSample, addWait, type Sample, type WaitSample } from '../logic/samples.ts';
import { useBudgets } from '../overview/queries.ts';
import { preferences } from '../ui/preferences.ts';
import css from './sync.module.css';

/** Fewer make no line. */
const MIN_SAMPLES = 3;

/** How fast a sync was since the page was opened, and how long its APIs made it wait. */
export function Throughput({ sync }: { readonly sync: Sync }): ReactNode {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const { processed } = sync.counts;
  const atMs = Date.parse(sync.updatedAt);
  useEffect(() => setSamples((before) => addSample(before, { atMs, processed })), [atMs, processed]);
  const { data: budgets, dataUpdatedAt } = useBudgets(sync.integrationId);
  const [waits, setWaits] = useState<readonly WaitSample[]>([]);
  useEffect(() => {
    if (budgets !== undefined && !sync.ended)
      setWaits((before) => addWait(before, { atMs: dataUpdatedAt, seconds: longestWait(budgets.items, dataUpdatedAt) }));
  }, [budgets, dataUpdatedAt, sync.ended]);
  const hasWaited = waits.some(({ seconds }) => seconds >= 1);
  const label = `Processed since this page was opened: from ${samples[0]?.processed ?? 0} to ${processed}`;
  // Of a sync that had ended before there is nothing to be seen.
  if (sync.ended && samples.length < MIN_SAMPLES) return null;
  return (
    <section className={`${uiCss['card']} ${uiCss['stack']}`} aria-labelledby="throughput">
      <h2 id="throughput">Processed since this page was opened</h2>
      <ProgressChart samples={samples} waits={hasWaited ? waits : NO_WAITS} label={label} otherwise="Drawn as soon as it moves." />
      {hasWaited ? (
        <p className={`${uiCss['small']} ${uiCss['muted']}`}>Dashed, on the right: for how many seconds its APIs cannot be called.</p>
      ) : null}
    </section>
  );
}

const NO_WAITS: readonly WaitSample[] = [];

interface ProgressChartProps {
  readonly samples: readonly Sample[];
  /** @defaultValue nothing of it is known */
  readonly waits?: readonly WaitSample[] | undefined;
  readonly label: string;
  /** Shown while there is too little to draw. */
  readonly otherwise: string;
}

/** How much was processed, over time. The chart is loaded when there is something to draw. */
export function ProgressChart({ samples, waits = NO_WAITS, label, otherwise }: ProgressChartProps): ReactNode {
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
      if (!isOver) remove = drawChart(target, { samples, waits, zone });
      return undefined;
    });
    return () => {
      isOver = true;
      remove();
    };
  }, [samples, waits, theme, zone, isDark]);
  if (samples.length < MIN_SAMPLES) return <p className={uiCss['muted']}>{otherwise}</p>;
  return <div ref={element} className={css['chart']} role="img" aria-label={label} />;
}

const DARK = '(prefers-color-scheme: dark)';

function watchDark(listener: () => void): () => void {
  const query = matchMedia(DARK);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
