import type { ReactNode } from 'react';
import { note } from '../ui/notes.tsx';
import { SchemaForm } from '../ui/schema-form.tsx';
import { Failure, Loading, uiCss } from '../ui/ui.tsx';
import { useAct } from '../ui/use-act.ts';
import { useCan } from '../session/session.ts';
import { pathOf, usePart, type SchemaWithValues } from './queries.ts';

interface ConfigResult {
  readonly problem: { readonly code: string; readonly message: string } | null;
}

/** What the owner of an integration can set. */
export function Config({ integrationId, etag }: { readonly integrationId: string; readonly etag: string | undefined }): ReactNode {
  const can = useCan();
  const { data, error } = usePart<SchemaWithValues>(integrationId, 'config-options');
  const act = useAct<ConfigResult>({
    refresh: [['integrations', integrationId]],
    onDone: ({ problem }) => (problem === null ? note('Saved.') : note(`Nothing was changed: ${problem.message}`, 'fail')),
  });
  return (
    <section className={`${uiCss['card']} ${uiCss['stack']}`} aria-labelledby="settings">
      <h2 id="settings">Settings</h2>
      {error === null ? null : <Failure error={error} />}
      {data === undefined && error === null ? <Loading /> : null}
      {data === undefined ? null : can('configure') ? (
        <SchemaForm
          key={JSON.stringify(data.values)}
          schema={data.schema}
          values={data.values}
          submit="Save"
          isBusy={act.isPending}
          error={act.error}
          onSubmit={(values) => act.mutate({ path: `${pathOf(integrationId)}/config`, method: 'PATCH', body: values, ifMatch: etag })}
        />
      ) : (
        <pre className={uiCss['plain']} tabIndex={0}>
          {JSON.stringify(data.values, null, 2)}
        </pre>
      )}
    </section>
  );
}
