import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatMoment, type Zone } from '../logic/format.ts';
import type { Sample, WaitSample } from '../logic/samples.ts';

/** What a chart shows. */
export interface Drawn {
  readonly samples: readonly Sample[];
  /** Empty: it did not wait, or nothing of it is known. */
  readonly waits: readonly WaitSample[];
  /** Whose clock the moments are shown by. */
  readonly zone: Zone;
}

/** Draws how much was processed over time, and how long its APIs made it wait. @returns what removes it. */
export function drawChart(target: HTMLElement, { samples, waits, zone }: Drawn): () => void {
  const { color } = getComputedStyle(target);
  const axis = { stroke: color, grid: { stroke: `color-mix(in srgb, ${color} 14%, transparent)`, width: 1 }, ticks: { show: false } };
  const time: UPlot.Axis = { ...axis, space: 90, values: (_, seconds) => seconds.map((at) => timeOf(at * 1000, zone)) };
  const processed: UPlot.Series = {
    stroke: color,
    width: 2,
    fill: `color-mix(in srgb, ${color} 8%, transparent)`,
    points: { fill: color },
  };
  const wait = waits.length === 0 ? undefined : seriesOf(waits, { target, axis });
  const chart = new UPlot(
    {
      width: target.clientWidth,
      height: 180,
      legend: { show: false },
      cursor: { y: false },
      scales: { x: { time: true } },
      axes: [time, { ...axis, size: 60 }, ...(wait === undefined ? [] : [wait.axis])],
      series: [{}, { ...processed, spanGaps: true }, ...(wait === undefined ? [] : [wait.series])],
    },
    UPlot.join([
      [samples.map(({ atMs }) => atMs / 1000), samples.map((sample) => sample.processed)],
      ...(wait === undefined ? [] : [wait.data]),
    ]),
    target,
  );
  return () => chart.destroy();
}

function seriesOf(
  waits: readonly WaitSample[],
  { target, axis }: { readonly target: HTMLElement; readonly axis: UPlot.Axis },
): { readonly axis: UPlot.Axis; readonly series: UPlot.Series; readonly data: UPlot.AlignedData } {
  return {
    axis: { ...axis, scale: 'wait', side: 1, size: 50, grid: { show: false } },
    series: { scale: 'wait', stroke: readColor(target, '--wait'), width: 1, dash: [4, 3], spanGaps: true },
    data: [waits.map(({ atMs }) => atMs / 1000), waits.map(({ seconds }) => seconds)],
  };
}

/** A canvas draws no `light-dark()`: an element resolves it for the theme of the moment. */
function readColor(target: HTMLElement, token: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  target.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function timeOf(atMs: number, zone: Zone): string {
  return formatMoment(new Date(atMs).toISOString(), { zone, nowMs: atMs });
}
