/**
 * Where a worker can be stopped. Each is passed many times in a run, so a stop names the point and how often it is
 * passed before.
 */
export const STOP_POINTS = [
  'before-create',
  'after-create',
  'before-fetch',
  'after-fetch',
  'before-enqueue',
  /** Several messages of one call are sent, the others are not. */
  'mid-enqueue',
  'after-enqueue',
  /** The store is about to get the claims of this worker. */
  'before-claim',
  'after-claim',
  'before-upsert',
  /** The lookups are done; a request that writes is about to leave. */
  'before-write',
  /** Quo has responded to a request that writes; others of the same page are open. */
  'after-write',
  'after-upsert',
  /** Quo holds the people; the store does not know. */
  'before-confirm',
  'after-confirm',
  'before-save',
  'after-save',
  /** The work is done and stored, but the queue does not know. */
  'before-acknowledge',
  'after-acknowledge',
] as const;

export type StopPoint = (typeof STOP_POINTS)[number];

/** What happens at a point. */
export interface Stop {
  readonly point: StopPoint;
  /** At which passing, from 1. */
  readonly passing: number;
  /** `freeze`: never goes on, and waits to be killed. `suspend`: stops as by SIGSTOP, and goes on at SIGCONT. */
  readonly how: 'freeze' | 'suspend';
}
