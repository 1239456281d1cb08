import type { LiveView } from '../protocol/live-view.ts';

/**
 * How a client hears of changes: `idle`, it watches nothing; `paused`, its page is hidden; `connecting`; `live`, over a socket;
 * `polling`, because sockets do not get through; `waiting`, to try again after a failure; `refused`, until `reconnect`; `closed`.
 */
export type LiveStatus = 'idle' | 'paused' | 'connecting' | 'live' | 'polling' | 'waiting' | 'refused' | 'closed';

/** What a page shows. Each change makes a new one. */
export interface LiveState {
  readonly status: LiveStatus;
  /** It stays while there is no connection; `upToDate` says whether it is complete. */
  readonly view: LiveView;
  /** The channels of which everything has come since the last connection was made. */
  readonly upToDate: ReadonlySet<string>;
  /** The channels that the server refused. */
  readonly refused: ReadonlySet<string>;
  /** How far the server was behind when it said so last, in milliseconds. @defaultValue not known */
  readonly behindMs: number | undefined;
}
