import { createLiveClient, type LiveClient, type LiveState, type LiveView } from '@frigg-crm/live';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { API_PATH } from '../api/api.ts';

/** What the feed says of one process. */
export type Progress = LiveView['processes'] extends ReadonlyMap<string, infer Value> ? Value : never;

let client: LiveClient | undefined;
let isPaused = false;
/** While it is paused the page shows what was true then. */
let frozen: LiveState | undefined;
const pauseListeners = new Set<() => void>();

function liveClient(): LiveClient {
  client ??= createLiveClient({ url: new URL(`${API_PATH}/live`, location.origin).href });
  return client;
}

function subscribe(listener: () => void): () => void {
  const stop = liveClient().onChange(() => {
    if (!isPaused) listener();
  });
  pauseListeners.add(listener);
  return () => {
    stop();
    pauseListeners.delete(listener);
  };
}

/** @returns whether an operator has stopped the page from changing by itself. */
export function livePaused(): boolean {
  return isPaused;
}

/** Stops the page from changing by itself, or lets it go on. */
export function setLivePaused(to: boolean): void {
  isPaused = to;
  frozen = to ? liveClient().state : undefined;
  for (const listener of pauseListeners) listener();
}

/** Ends the feed of a session that is over; the next one begins a new one. */
export function endLive(): void {
  client?.close();
  client = undefined;
  frozen = undefined;
  isPaused = false;
}

/** @returns what is known of the feed now. */
export function useLive(): LiveState {
  return useSyncExternalStore(subscribe, () => frozen ?? liveClient().state);
}

/** @returns whether the page stands still by an operator's will. */
export function usePaused(): boolean {
  return useSyncExternalStore(subscribe, livePaused);
}

/** Watches all syncs, or those of one integration. @returns the newest that is known of each. */
export function useProcesses(integrationId?: string): ReadonlyMap<string, Progress> {
  useEffect(() => liveClient().watchProcesses({ integrationId }), [integrationId]);
  return useLive().view.processes;
}

/** Keeps the feed open while a page is shown that watches nothing by itself: its line says how new things are. */
export function useFeed(): void {
  useEffect(() => liveClient().watchProcesses(), []);
}

/** Watches one sync. @returns the newest that is known of it. */
export function useProcess(id: string): Progress | undefined {
  useEffect(() => liveClient().watchProcess(id), [id]);
  const read = useCallback(() => (frozen ?? liveClient().state).view.processes.get(id), [id]);
  return useSyncExternalStore(subscribe, read);
}

/** Tries to connect at once. */
export function reconnect(): void {
  liveClient().reconnect();
}
