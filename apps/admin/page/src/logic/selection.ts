/** Pages that are selected: from where it began to where it is now, in either order. */
export interface Selection {
  readonly anchor: number;
  readonly head: number;
}

/** What an operator does to a selection by keyboard or pointer. */
export type SelectionStep =
  | { readonly type: 'start'; readonly page: number }
  | { readonly type: 'extend'; readonly page: number }
  | { readonly type: 'move'; readonly by: number; readonly isExtending: boolean; readonly known: number }
  | { readonly type: 'clear' };

/** @returns the selection behind a step. */
export function reduceSelection(selection: Selection | undefined, step: SelectionStep): Selection | undefined {
  if (step.type === 'clear') return undefined;
  if (step.type === 'start') return { anchor: step.page, head: step.page };
  if (step.type === 'extend') return { anchor: selection?.anchor ?? step.page, head: step.page };
  const from = selection?.head ?? (step.by > 0 ? -1 : step.known);
  const head = Math.min(Math.max(0, from + step.by), Math.max(0, step.known - 1));
  return step.isExtending ? { anchor: selection?.anchor ?? head, head } : { anchor: head, head };
}

/** @returns the first and the last selected page. */
export function boundsOf({ anchor, head }: Selection): readonly [number, number] {
  return anchor <= head ? [anchor, head] : [head, anchor];
}
