import type { ReactNode } from 'react';
import { reconnect, setLivePaused, useLive, usePaused } from '../live/live.ts';
import { Button } from '../ui/ui.tsx';
import css from './shell.module.css';

const TEXTS = {
  live: 'Live',
  polling: 'Polling: WebSockets do not get through',
  connecting: 'Connecting…',
  waiting: 'Connection lost; trying again',
  paused: 'Hidden',
  idle: 'Nothing to watch here',
  refused: 'The session has ended',
  closed: 'Ended',
} as const;

const DOTS: Readonly<Record<string, string | undefined>> = {
  live: css['isLive'],
  polling: css['isPolling'],
  waiting: css['isLost'],
  refused: css['isLost'],
};

/** Less is the time between two flushes of the server, in milliseconds. */
const BEHIND_MS = 250;

/** Says how new what is shown is, and lets it stand still. */
export function LiveLine(): ReactNode {
  const { status, behindMs = 0 } = useLive();
  const isPaused = usePaused();
  const isLost = status === 'waiting' || status === 'refused';
  const behind = status === 'live' && behindMs >= BEHIND_MS ? ` · ${(behindMs / 1000).toFixed(1)} s behind` : '';
  return (
    <div className={css['live']}>
      <span className={`${css['dot']} ${isPaused ? '' : (DOTS[status] ?? '')}`} />
      <span>{isPaused ? 'Standing still' : `${TEXTS[status]}${behind}`}</span>
      <Button
        kind="quiet"
        icon={isPaused ? 'play' : 'pause'}
        aria-label={isPaused ? 'Let the page change by itself' : 'Stop the page from changing by itself'}
        onClick={() => setLivePaused(!isPaused)}
      />
      {isLost ? (
        <Button kind="quiet" onClick={reconnect}>
          Now
        </Button>
      ) : null}
    </div>
  );
}
