import type { SandboxAnswer } from './sandbox-answers.ts';

/** A request that has passed the checks of access: its token and its scope are good. */
export interface SandboxRequest {
  readonly query: URLSearchParams;
  /** The `:id` of the path. */
  readonly id: string;
  /** The parsed JSON of a write; `undefined` for what is none. */
  readonly body: unknown;
}

/** One operation of the API. */
export interface SandboxRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly version: 'v1' | 'v2';
  readonly path: string;
  /** What it takes from the daily budget (`x-token-cost` of the specification). */
  readonly cost: number;
  /** One of these is needed. */
  readonly scopes: readonly string[];
  readonly answer: (request: SandboxRequest) => SandboxAnswer;
}
