import { isSameSearch, PRESETS, readSyncsSearch, type SyncsSearch } from './syncs-search.ts';

/** A filter that an operator has given a name. */
export interface SavedView {
  readonly name: string;
  readonly search: SyncsSearch;
}

/** So many are kept: more would be a second list to search in. */
export const MAX_VIEWS = 12;
const MAX_NAME = 40;

/** @returns the views with one more; one of the same name is replaced. */
export function saveView(views: readonly SavedView[], { name, search }: SavedView): readonly SavedView[] {
  return [...forgetView(views, name), { name, search }].slice(-MAX_VIEWS);
}

/** @returns the views without one. */
export function forgetView(views: readonly SavedView[], name: string): readonly SavedView[] {
  return views.filter((view) => view.name !== name);
}

/** @returns whether a filter has no name yet. */
export function isNewView(views: readonly SavedView[], search: SyncsSearch): boolean {
  return [...PRESETS, ...views].every((view) => !isSameSearch(view.search, search));
}

/** @returns why a view cannot be called so; `undefined`: it can. */
export function findNameProblem(name: string): string | undefined {
  if (name.trim() === '') return 'Give it a name';
  if (name.trim().length > MAX_NAME) return `At most ${MAX_NAME} characters`;
  return PRESETS.some((preset) => preset.name === name.trim()) ? 'There is a view of this name' : undefined;
}

/** @returns the views of what a browser has kept, whatever that is. */
export function readViews(kept: unknown): readonly SavedView[] {
  if (!Array.isArray(kept)) return [];
  const views = kept.flatMap((view: unknown) => {
    const { name, search } = (view ?? {}) as { readonly name?: unknown; readonly search?: unknown };
    const isUsable = typeof name === 'string' && typeof search === 'object' && search !== null;
    return isUsable ? [{ name, search: readSyncsSearch(search as Readonly<Record<string, unknown>>) }] : [];
  });
  return views.slice(-MAX_VIEWS);
}
