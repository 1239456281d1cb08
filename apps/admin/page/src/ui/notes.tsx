import { useSyncExternalStore, type ReactNode } from 'react';
import { Button } from './ui.tsx';
import css from './notes.module.css';

interface Note {
  readonly id: number;
  readonly text: string;
  readonly tone: 'ok' | 'fail';
}

const SHOWN_MS = 8000;
const listeners = new Set<() => void>();
let notes: readonly Note[] = [];
let next = 0;

function change(to: readonly Note[]): void {
  notes = to;
  for (const listener of listeners) listener();
}

/** Shows for some seconds what became of a press; a failure stays until it is closed. */
export function note(text: string, tone: Note['tone'] = 'ok'): void {
  next += 1;
  const id = next;
  change([...notes.slice(-3), { id, text, tone }]);
  if (tone === 'ok') setTimeout(() => change(notes.filter((one) => one.id !== id)), SHOWN_MS);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where notes are shown and read out. */
export function Notes(): ReactNode {
  const shown = useSyncExternalStore(subscribe, () => notes);
  return (
    <div className={css['notes']} role="status" aria-live="polite">
      {shown.map(({ id, text, tone }) => (
        <div key={id} className={`${css['note']} ${css[tone]}`}>
          <span>{text}</span>
          <Button kind="quiet" icon="close" aria-label="Close" onClick={() => change(notes.filter((one) => one.id !== id))} />
        </div>
      ))}
    </div>
  );
}
