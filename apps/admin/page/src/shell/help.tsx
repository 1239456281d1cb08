import { useSyncExternalStore, type ReactNode } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { preferences } from '../ui/preferences.ts';
import { Button, uiCss } from '../ui/ui.tsx';
import { SECTIONS } from './sections.ts';

const KEYS = [
  ['/', 'to the filter'],
  ['j, k', 'to the next row, to the one before'],
  ['Enter', 'opens the row'],
  ['← →', 'on the strip of pages: from page to page, with Shift selects'],
  ['n, p', 'on the strip: to the next page that failed, to the one before'],
  ['?', 'this list'],
] as const;

/** The keys that do something, and a switch for single keys. */
export function Help({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { hasShortcuts } = useSyncExternalStore(preferences.subscribe, preferences.get);
  const sections = SECTIONS.map(({ key, label }): readonly [string, string] => [`g ${key}`, label]);
  return (
    <Dialog title="Keys" onClose={onClose} actions={<Button onClick={onClose}>Close</Button>}>
      <table className={uiCss['table']}>
        <tbody>
          {[...KEYS, ...sections].map(([key, meaning]) => (
            <tr key={key}>
              <th scope="row">
                <kbd>{key}</kbd>
              </th>
              <td>{meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label className={uiCss['row']}>
        <input
          type="checkbox"
          checked={hasShortcuts}
          onChange={(event) => preferences.set({ hasShortcuts: event.currentTarget.checked })}
        />
        Single keys do something
      </label>
    </Dialog>
  );
}
