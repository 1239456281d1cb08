import type { JsonObject } from '@frigg-crm/core';

/** What came of an update; `config` is what is in force now. */
export type UpdateResult =
  | { readonly success: true; readonly config: JsonObject }
  /** Nothing was changed, and what was there before still works. */
  | { readonly success: false; readonly error: { readonly code: string; readonly message: string }; readonly config: JsonObject };
