import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Sync } from '../api/types.ts';
import { uiCss } from '../ui/ui.tsx';
import { addSample, type Sample } from '../logic/samples.ts';
import css from './sync.module.css';

/** How fast a sync was since the page was opened. */
export function Throughput({ sync }: { readonly sync: Sync }): ReactNode {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const { processed } = sync.counts;
  const atMs = Date.parse(sync.updatedAt);
  useEffect(() => setSamples((before) => addSample(before, { atMs, processed })), [atMs, processed]);
  const label = `Processed since this page was opened: from ${samples[0]?.processed ?? 0} to ${processed}`;
  return <ProgressChart samples={samples} label={label} otherwise={sync.ended ? 'It has ended.' : 'Drawn as soon as it moves.'} />;
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
  useEffect(() => {
    if (element.current === null || samples.length < 3) return undefined;
    const target = element.current;
    let remove = (): void => undefined;
    let isOver = false;
    void import('./draw-chart.ts').then(({ drawChart }) => {
      if (!isOver) remove = drawChart(target, samples);
      return undefined;
    });
    return () => {
      isOver = true;
      remove();
    };
  }, [samples]);
  if (samples.length < 3) return <p className={uiCss['muted']}>{otherwise}</p>;
  return <div ref={element} className={css['chart']} role="img" aria-label={label} />;
}
