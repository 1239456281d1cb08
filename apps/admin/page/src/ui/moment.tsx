import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { serverNow } from '../api/server-clock.ts';
import { formatMoment, formatRelative } from '../logic/format.ts';
import { preferences } from './preferences.ts';

/** @returns the time of the server, each second anew while the page is seen. */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setNow(serverNow());
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** A moment: how far away it is, and exactly when. */
export function Moment({ at, isExact = false }: { readonly at: string; readonly isExact?: boolean }): ReactNode {
  const nowMs = useNow();
  const { zone } = useSyncExternalStore(preferences.subscribe, preferences.get);
  const exact = formatMoment(at, { zone, nowMs });
  const relative = formatRelative(at, nowMs);
  const suffix = zone === 'utc' ? ' UTC' : '';
  return (
    <time dateTime={at} title={isExact ? relative : `${exact}${suffix}`}>
      {isExact ? exact : relative}
    </time>
  );
}
