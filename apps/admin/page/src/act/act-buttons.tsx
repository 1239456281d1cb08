import { lazy, Suspense, useState, type ReactNode } from 'react';
import type { Ranges, Sync, SyncAction } from '../api/types.ts';
import { useCan } from '../session/session.ts';
import { Button } from '../ui/ui.tsx';
import { ACTS } from './acts.ts';

const ActDialog = lazy(async () => ({ default: (await import('./act-dialog.tsx')).ActDialog }));

interface ActButtonsProps {
  readonly sync: Pick<Sync, 'id' | 'actions'>;
  /** Only these, where they can be done. @defaultValue all */
  readonly actions?: readonly SyncAction[] | undefined;
  readonly only?: 'pages' | 'records' | undefined;
  /** Of a redrive: only what failed of these pages. */
  readonly pages?: Ranges | undefined;
  readonly label?: string | undefined;
  /** Whether something else is to be done first, or instead. @defaultValue false */
  readonly isSecondary?: boolean | undefined;
}

/** What can be done to a sync now by the one who is signed in. */
export function ActButtons({ sync, actions, only, pages, label, isSecondary = false }: ActButtonsProps): ReactNode {
  const can = useCan();
  const [open, setOpen] = useState<SyncAction>();
  const offered = sync.actions.filter((action) => can(ACTS[action].right) && (actions?.includes(action) ?? true));
  return (
    <>
      {offered.map((action) => (
        <Button
          key={action}
          kind={action === 'cancel' ? 'danger' : action === 'pause' || isSecondary ? 'normal' : 'primary'}
          icon={ACTS[action].icon}
          onClick={() => setOpen(action)}
        >
          {label ?? ACTS[action].label}
        </Button>
      ))}
      {open === undefined ? null : (
        <Suspense>
          <ActDialog sync={sync} action={open} only={only} pages={pages} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </>
  );
}
