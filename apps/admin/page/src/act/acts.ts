import type { Right, SyncAction } from '../api/types.ts';
import type { IconName } from '../ui/icon.tsx';

/** How an action is named before, at and behind a press. */
export const ACTS: Readonly<
  Record<
    SyncAction,
    { readonly label: string; readonly title: string; readonly done: string; readonly icon: IconName; readonly right: Right }
  >
> = {
  pause: {
    label: 'Pause',
    title: 'Pause this sync?',
    done: 'Paused. Pages in hand are finished and counted.',
    icon: 'pause',
    right: 'pause',
  },
  resume: { label: 'Resume', title: 'Resume this sync?', done: 'Resumed. What it lacks is queued.', icon: 'play', right: 'pause' },
  cancel: { label: 'Cancel sync', title: 'Cancel this sync for good?', done: 'Cancelled.', icon: 'stop', right: 'cancel' },
  redrive: {
    label: 'Redrive',
    title: 'Do again what failed?',
    done: 'Accepted: what failed is done again.',
    icon: 'again',
    right: 'redrive',
  },
};
