import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState, useSyncExternalStore, type ReactNode } from 'react';
import { findNameProblem, forgetView, isNewView, readViews, saveView, type SavedView } from '../logic/saved-views.ts';
import { isSameSearch, type SyncsSearch } from '../logic/syncs-search.ts';
import { preferences } from '../ui/preferences.ts';
import { Field, FieldGroup } from '../ui/form.tsx';
import { Button } from '../ui/ui.tsx';

const Dialog = lazy(async () => ({ default: (await import('../ui/dialog.tsx')).Dialog }));

const NAME = '/name';

/** @returns the views that this browser keeps. */
function useViews(): readonly SavedView[] {
  return readViews(useSyncExternalStore(preferences.subscribe, preferences.get).views);
}

/** Views with a name, after those that everyone has. */
export function SavedViews(): ReactNode {
  return useViews().map(({ name, search }) => (
    <Link key={name} to="/syncs" search={search} activeOptions={{ exact: true, includeSearch: true }}>
      {name}
    </Link>
  ));
}

/** Keeps what is shown under a name, or forgets the name again. */
export function KeepView({ search }: { readonly search: SyncsSearch }): ReactNode {
  const views = useViews();
  const [isOpen, setOpen] = useState(false);
  const kept = views.find((view) => isSameSearch(view.search, search));
  if (kept !== undefined)
    return (
      <Button kind="quiet" onClick={() => preferences.set({ views: forgetView(views, kept.name) })}>
        Forget this view
      </Button>
    );
  if (!isNewView(views, search)) return null;
  return (
    <>
      <Button kind="quiet" onClick={() => setOpen(true)}>
        Keep this view
      </Button>
      {isOpen ? (
        <Suspense>
          <NameDialog search={search} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

function NameDialog({ search, onClose }: { readonly search: SyncsSearch; readonly onClose: () => void }): ReactNode {
  const views = useViews();
  const [name, setName] = useState('');
  const [isTried, setTried] = useState(false);
  const problem = findNameProblem(name);
  const keep = (): void => {
    setTried(true);
    if (problem !== undefined) return;
    preferences.set({ views: saveView(views, { name: name.trim(), search }) });
    onClose();
  };
  return (
    <Dialog
      title="Keep this view"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button kind="primary" onClick={keep}>
            Keep it
          </Button>
        </>
      }
    >
      <FieldGroup
        error={null}
        fields={[NAME]}
        problems={isTried && problem !== undefined ? [{ pointer: NAME, detail: problem }] : undefined}
      >
        <Field pointer={NAME} label="Name" hint="Kept in this browser. To show the view to others, send them its address.">
          {(control) => (
            <input
              {...control}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              onKeyDown={({ key }) => (key === 'Enter' ? keep() : undefined)}
            />
          )}
        </Field>
      </FieldGroup>
    </Dialog>
  );
}
