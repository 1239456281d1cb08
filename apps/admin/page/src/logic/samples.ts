/** How much was processed at a moment. */
export interface Sample {
  readonly atMs: number;
  readonly processed: number;
}

/** How long a request had to wait for its turn at a moment. */
export interface WaitSample {
  readonly atMs: number;
  readonly seconds: number;
}

/** More are thinned out: a chart has no more pixels. */
const MAX_SAMPLES = 600;
/** Two samples are at least so far apart, in milliseconds. */
const APART_MS = 500;

/** @returns the samples with one more; what is older than the last one is ignored, so the line never goes back. */
export function addSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (last !== undefined && (sample.atMs < last.atMs || sample.processed < last.processed)) return samples;
  if (last !== undefined && sample.atMs === last.atMs && sample.processed === last.processed) return samples;
  const before = samples.at(-2);
  // The newest sample is always there; the one before it makes room when it is too near.
  const kept = before !== undefined && last !== undefined && last.atMs - before.atMs < APART_MS ? samples.slice(0, -1) : samples;
  const next = [...kept, sample];
  return thinOut(next);
}

/** @returns the waits with one more; of two at one moment the first one stays. */
export function addWait(waits: readonly WaitSample[], wait: WaitSample): readonly WaitSample[] {
  const last = waits.at(-1);
  return last !== undefined && wait.atMs <= last.atMs ? waits : thinOut([...waits, wait]);
}

function thinOut<One>(samples: readonly One[]): readonly One[] {
  return samples.length > MAX_SAMPLES ? samples.filter((_, index) => index % 2 === 0 || index === samples.length - 1) : samples;
}
