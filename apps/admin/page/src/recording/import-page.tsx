import { useState, type ChangeEvent, type DragEvent, type ReactNode } from 'react';
import type { ExportedSync } from '../api/types.ts';
import { ExportError, MAX_EXPORT_BYTES, readExport, tooLarge } from '../logic/read-export.ts';
import { Icon } from '../ui/icon.tsx';
import { uiCss } from '../ui/ui.tsx';
import { RecordedSync } from './recorded-sync.tsx';
import css from './recording.module.css';

interface Opened {
  readonly name: string;
  readonly file?: ExportedSync;
  readonly error?: ExportError;
}

async function open(file: File): Promise<Opened> {
  const { name } = file;
  try {
    if (file.size > MAX_EXPORT_BYTES) throw tooLarge();
    return { name, file: readExport(await file.text()) };
  } catch (error) {
    return { name, error: error instanceof ExportError ? error : new ExportError('BROKEN', 'The file cannot be read.') };
  }
}

/** Opens the export of a sync. All of it happens in the browser: nothing is sent anywhere. */
export function ImportPage(): ReactNode {
  const [opened, setOpened] = useState<Opened>();
  const [isOver, setOver] = useState(false);
  const show = async (file: File | undefined): Promise<void> => {
    if (file !== undefined) setOpened(await open(file));
  };
  const choose = ({ currentTarget }: ChangeEvent<HTMLInputElement>): void => {
    void show(currentTarget.files?.[0]);
    // The same file can be chosen again, after it has changed.
    currentTarget.value = '';
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void show(event.dataTransfer.files[0]);
  };
  const drag = (event: DragEvent, to: boolean): void => {
    event.preventDefault();
    setOver(to);
  };
  return (
    <div className={uiCss['stack']} onDragOver={(event) => drag(event, true)} onDragLeave={(event) => drag(event, false)} onDrop={drop}>
      <h1>Open an export</h1>
      <div className={css['drop']} data-over={isOver}>
        <label className={`${uiCss['button']} ${css['choose']}`}>
          <Icon name="file" size={16} />
          {opened === undefined ? 'Choose a file' : 'Choose another file'}
          <input type="file" accept="application/json,.json" className={uiCss['srOnly']} onChange={choose} />
        </label>
        <p className={uiCss['muted']}>
          {opened === undefined
            ? 'Or drop it here: what “Export as a file” on a sync has saved. It is read in this browser and sent nowhere.'
            : opened.name}
        </p>
      </div>
      {opened?.error === undefined ? null : (
        <div role="alert" className={`${uiCss['box']} ${uiCss['fail']}`}>
          <Icon name="dead" />
          <p>{opened.error.message}</p>
        </div>
      )}
      {opened?.file === undefined ? null : <RecordedSync key={`${opened.name} ${opened.file.exportedAt}`} file={opened.file} />}
    </div>
  );
}
