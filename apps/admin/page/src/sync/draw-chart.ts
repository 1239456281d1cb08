import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatMoment, type Zone } from '../logic/format.ts';
import type { Sample } from '../logic/samples.ts';

/** Draws how much was processed over time, by the clock of a zone. @returns what removes it. */
export function drawChart(target: HTMLElement, samples: readonly Sample[], zone: Zone): () => void {
  const { color } = getComputedStyle(target);
  const axis = { stroke: color, grid: { stroke: `color-mix(in srgb, ${color} 14%, transparent)`, width: 1 }, ticks: { show: false } };
  const chart = new UPlot(
    {
      width: target.clientWidth,
      height: 180,
      legend: { show: false },
      cursor: { y: false },
      scales: { x: { time: true } },
      axes: [
        { ...axis, space: 90, values: (_, seconds) => seconds.map((at) => timeOf(at * 1000, zone)) },
        { ...axis, size: 60 },
      ],
      series: [{}, { stroke: color, width: 2, fill: `color-mix(in srgb, ${color} 8%, transparent)`, points: { fill: color } }],
    },
    [samples.map(({ atMs }) => atMs / 1000), samples.map(({ processed }) => processed)],
    target,
  );
  return () => chart.destroy();
}

function timeOf(atMs: number, zone: Zone): string {
  return formatMoment(new Date(atMs).toISOString(), { zone, nowMs: atMs });
}
