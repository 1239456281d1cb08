import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Sample, WaitSample } from '../logic/samples.ts';

/** Draws how much was processed over time, and how long its APIs made it wait. @returns what removes it. */
export function drawChart(target: HTMLElement, samples: readonly Sample[], waits: readonly WaitSample[]): () => void {
  const { color } = getComputedStyle(target);
  const axis = { stroke: color, grid: { stroke: `color-mix(in srgb, ${color} 14%, transparent)`, width: 1 }, ticks: { show: false } };
  const waiting = readColor(target, '--wait');
  const chart = new UPlot(
    {
      width: target.clientWidth,
      height: 180,
      legend: { show: false },
      cursor: { y: false },
      scales: { x: { time: true } },
      axes: [
        axis,
        { ...axis, size: 60 },
        ...(waits.length === 0 ? [] : [{ ...axis, scale: 'wait', side: 1, size: 50, grid: { show: false } }]),
      ],
      series: [
        {},
        { stroke: color, width: 2, fill: `color-mix(in srgb, ${color} 8%, transparent)`, points: { fill: color }, spanGaps: true },
        ...(waits.length === 0 ? [] : [{ scale: 'wait', stroke: waiting, width: 1, dash: [4, 3], spanGaps: true }]),
      ],
    },
    UPlot.join([
      [samples.map(({ atMs }) => atMs / 1000), samples.map(({ processed }) => processed)],
      ...(waits.length === 0
        ? []
        : [[waits.map(({ atMs }) => atMs / 1000), waits.map(({ seconds }) => seconds)] satisfies UPlot.AlignedData]),
    ]),
    target,
  );
  return () => chart.destroy();
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
