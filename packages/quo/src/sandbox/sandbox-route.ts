import type { QuoArea } from './quo-failure.ts';

/** A request that has passed the checks of access. */
export interface SandboxCall {
  /** The id in the path; empty where there is none. */
  readonly id: string;
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** The JSON of the body; `undefined` for what is not JSON. */
  readonly body: unknown;
}

/** One operation of the API. */
export interface SandboxRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Such as `/v1/contacts/:id`. */
  readonly path: string;
  readonly area: QuoArea;
  /** Whether the partner key is needed; elsewhere it must not be sent. */
  readonly isPartner?: boolean;
  readonly handle: (call: SandboxCall) => Response;
}

/** Sorts the values of a query by key: Quo understands repeated keys only, no comma lists, no brackets. */
export function readQuery(url: string): Readonly<Record<string, readonly string[]>> {
  const { searchParams } = new URL(url);
  return Object.fromEntries([...new Set(searchParams.keys())].map((key) => [key, searchParams.getAll(key)]));
}
