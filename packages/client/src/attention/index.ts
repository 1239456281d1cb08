/** What of a system needs an operator, read off what its API shows. Imports nothing, so that a page may load it. */

export { findAttention, latestRuns, type Attention } from './find-attention.ts';
export { nextStepOf, type NextStep } from './next-step.ts';
