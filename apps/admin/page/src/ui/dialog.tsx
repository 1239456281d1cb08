import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import css from './dialog.module.css';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons, the one that goes on last. */
  readonly actions: ReactNode;
}

/** A window above the page. Loaded when the first one is opened. */
export function Dialog({ title, onClose, children, actions }: DialogProps): ReactNode {
  return (
    <Base.Root open onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className={css['backdrop'] ?? ''} />
        <Base.Popup className={css['popup'] ?? ''}>
          <Base.Title render={<h2 />}>{title}</Base.Title>
          {children}
          <div className={css['actions']}>{actions}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
