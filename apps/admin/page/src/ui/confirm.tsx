import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Button, Failure } from './ui.tsx';
import type { IconName } from './icon.tsx';

const Dialog = lazy(async () => ({ default: (await import('./dialog.tsx')).Dialog }));

interface ConfirmProps {
  readonly label: string;
  readonly title: string;
  /** What the press would do. */
  readonly children: ReactNode;
  readonly icon?: IconName | undefined;
  readonly kind?: 'primary' | 'danger' | 'normal' | undefined;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly isDisabled?: boolean | undefined;
  /** Closes the window when it resolves; a rejection is shown as `error`. */
  readonly onPress: () => Promise<unknown>;
}

/** A button that says first what it would do. */
export function Confirm({ label, title, children, icon, kind = 'normal', isBusy, error, isDisabled, onPress }: ConfirmProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const press = async (): Promise<void> => {
    try {
      await onPress();
      setOpen(false);
    } catch {
      // It is shown in the window.
    }
  };
  return (
    <>
      <Button kind={kind} icon={icon} disabled={isDisabled ?? false} onClick={() => setOpen(true)}>
        {label}
      </Button>
      {isOpen ? (
        <Suspense>
          <Dialog
            title={title}
            onClose={() => setOpen(false)}
            actions={
              <>
                <Button onClick={() => setOpen(false)}>Leave it</Button>
                <Button kind={kind === 'danger' ? 'danger' : 'primary'} isBusy={isBusy} onClick={() => void press()}>
                  {label}
                </Button>
              </>
            }
          >
            {children}
            {error === null || error === undefined ? null : <Failure error={error} />}
          </Dialog>
        </Suspense>
      ) : null}
    </>
  );
}
