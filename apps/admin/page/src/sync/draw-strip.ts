import type { SyncPages } from '../api/types.ts';
import { stripRuns } from '../logic/strip.ts';

const HATCH_PX = 6;

/** Draws the pages of a sync over the whole of a canvas. What is outstanding is hatched: colour alone would not say it to every eye. */
export function drawStrip(canvas: HTMLCanvasElement, pages: SyncPages): void {
  const scale = window.devicePixelRatio;
  const [width, height] = [Math.round(canvas.clientWidth * scale), Math.round(canvas.clientHeight * scale)];
  const context = canvas.getContext('2d');
  if (context === null || width === 0) return;
  canvas.width = width;
  canvas.height = height;
  const style = getComputedStyle(canvas);
  for (const { state, from, to } of stripRuns(pages, { width: canvas.clientWidth })) {
    const [left, span] = [from * width, (to - from) * width];
    context.fillStyle = colourOf(style, state);
    if (state === 'outstanding') {
      context.globalAlpha = 0.35;
      context.fillRect(left, 0, span, height);
      context.globalAlpha = 1;
      hatch(context, { left, span, height });
    } else context.fillRect(left, 0, span, height);
  }
}

/** A custom property is not computed to a colour; one that uses it is. */
function colourOf(style: CSSStyleDeclaration, state: string): string {
  const [, light = '', dark = light] = /light-dark\((.+?),\s*(.+?)\)/.exec(style.getPropertyValue(`--strip-${state}`)) ?? [];
  const isDark = style.colorScheme === 'dark' || (style.colorScheme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  return isDark ? dark : light;
}

function hatch(
  context: CanvasRenderingContext2D,
  { left, span, height }: { readonly left: number; readonly span: number; readonly height: number },
): void {
  const width = HATCH_PX / 3;
  for (let x = Math.ceil(left / HATCH_PX) * HATCH_PX; x < left + span; x += HATCH_PX) context.fillRect(x, 0, width, height);
}
