import { useNavigate } from '@tanstack/react-router';
import { useEffect, useSyncExternalStore } from 'react';
import { preferences } from '../ui/preferences.ts';
import { SECTIONS } from './sections.ts';

/** Behind `g` the next key may take so long, in milliseconds. */
const SEQUENCE_MS = 1500;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName));
}

function focusFilter(): boolean {
  const field = document.querySelector<HTMLElement>('[data-filter]');
  field?.focus();
  return field !== null;
}

/** Moves from row to row of the list that is shown. */
function focusRow(by: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row-link]')];
  const at = rows.findIndex((row) => row === document.activeElement);
  const row = rows[at === -1 ? (by === 1 ? 0 : rows.length - 1) : at + by];
  row?.focus();
  return row !== undefined;
}

/** Keys that work everywhere, unless they were switched off or text is being typed. */
export function useShortcuts({ onHelp }: { readonly onHelp: () => void }): void {
  const navigate = useNavigate();
  const { hasShortcuts } = useSyncExternalStore(preferences.subscribe, preferences.get);
  useEffect(() => {
    if (!hasShortcuts) return undefined;
    let startedMs = Number.NEGATIVE_INFINITY;
    const keys: Readonly<Record<string, () => boolean>> = {
      '/': focusFilter,
      '?': () => {
        onHelp();
        return true;
      },
      j: () => focusRow(1),
      k: () => focusRow(-1),
      g: () => {
        startedMs = performance.now();
        return true;
      },
    };
    const onKey = (event: KeyboardEvent): void => {
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        isTyping(event.target) ||
        document.querySelector('[role=dialog],[role=alertdialog]') !== null
      )
        return;
      const section = performance.now() - startedMs < SEQUENCE_MS ? SECTIONS.find(({ key }) => key === event.key) : undefined;
      startedMs = Number.NEGATIVE_INFINITY;
      if (section !== undefined) void navigate({ to: section.to });
      else if (keys[event.key]?.() !== true) return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [hasShortcuts, navigate, onHelp]);
}
