import type { CallOptions } from '@frigg-crm/core';
import type { LiveEvent } from '../protocol/messages.ts';

/** A part of a log. */
export interface LiveEventPage {
  /** Those behind `after`, in order; none when `after` is not given. */
  readonly events: readonly LiveEvent[];
  /** The lowest `seq` that is still kept; `last + 1` when none is. */
  readonly first: number;
  /** The highest `seq` given out so far; 0: none. */
  readonly last: number;
}

/** Reads the log of an integration, whose events are counted from 1 without a gap. */
export interface LiveEventLog {
  /** @param request.after - Where to begin; when it is not given only `first` and `last` are wanted. */
  read(
    request: { readonly integrationId: string; readonly after?: number | undefined; readonly limit: number } & CallOptions,
  ): Promise<LiveEventPage>;
}
