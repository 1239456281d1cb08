import type { CallOptions } from '@frigg-crm/core';
import { readPages, type ListPage } from '@frigg-crm/http';
import { namesOtherLink, toComparableText } from './written-activity.ts';

/** What was sent, and where it would be. */
export interface FindWrittenOptions<Item> extends CallOptions {
  /** The API's name in errors. */
  readonly api: string;
  /** Fetches a page of what may be it. */
  readonly fetchPage: (cursor: string | undefined) => Promise<ListPage<Item>>;
  /** Whether an item is as it was sent, but for its text. */
  readonly isCandidate: (item: Item) => boolean;
  /** @returns the text of a candidate, fetched anew where lists cut it; `undefined`: it is gone. */
  readonly textOf: (item: Item) => Promise<string | null | undefined> | string | null | undefined;
  /** The text that was sent. */
  readonly text: string;
  /** Whether the text must be the same, markup aside. @defaultValue false: it only must not link to another call or message */
  readonly isSameText?: boolean | undefined;
  /** Whether this item and all behind it are too old. @defaultValue none is */
  readonly isTooOld?: ((item: Item) => boolean) | undefined;
}

/**
 * Looks whether an activity whose outcome is unknown was written after all, for `findLoggedActivity`.
 * @returns its id.
 */
export async function findWritten<Item extends { readonly id: string }>(options: FindWrittenOptions<Item>): Promise<string | undefined> {
  const { api, fetchPage, isCandidate, textOf, text, isSameText = false, isTooOld = () => false, signal } = options;
  const isWritten = (theirs: string | null | undefined): boolean =>
    theirs !== undefined &&
    (!isSameText || toComparableText(theirs ?? '') === toComparableText(text)) &&
    !namesOtherLink(text, theirs ?? '');
  for await (const { data } of readPages(fetchPage, { api, operation: 'find what was written', signal })) {
    for (const item of data) {
      if (isTooOld(item)) return undefined;
      if (isCandidate(item) && isWritten(await textOf(item))) return item.id;
    }
  }
  return undefined;
}
