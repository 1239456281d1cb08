import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { newKey, request } from '../api/api.ts';
import { SchemaForm } from '../ui/schema-form.tsx';
import { Button, Failure, Loading, uiCss } from '../ui/ui.tsx';
import { useAct } from '../ui/use-act.ts';
import { pathOf, usePart, type SchemaWithValues, type UserAction } from './queries.ts';

/** What an owner can have done, as the connector offers it. */
export function UserActions({ integrationId }: { readonly integrationId: string }): ReactNode {
  const { data, error } = usePart<{ readonly items: readonly UserAction[] }>(integrationId, 'actions');
  const [chosen, setChosen] = useState<UserAction>();
  return (
    <section className={`${uiCss['card']} ${uiCss['stack']}`} aria-labelledby="user-actions">
      <h2 id="user-actions">Actions</h2>
      {error === null ? null : <Failure error={error} />}
      {data === undefined && error === null ? <Loading /> : null}
      <div className={uiCss['row']}>
        {(data?.items ?? []).map((action) => (
          <Button
            key={action.event}
            disabled={!action.isAvailable}
            aria-pressed={chosen?.event === action.event}
            onClick={() => setChosen(chosen?.event === action.event ? undefined : action)}
          >
            {action.title}
          </Button>
        ))}
      </div>
      {chosen === undefined ? null : <RunAction key={chosen.event} integrationId={integrationId} action={chosen} />}
    </section>
  );
}

function RunAction({ integrationId, action }: { readonly integrationId: string; readonly action: UserAction }): ReactNode {
  const { event, title, description, hasForm } = action;
  const [requestId] = useState(newKey);
  const form = useQuery({
    queryKey: ['integrations', integrationId, 'form', event],
    enabled: hasForm,
    queryFn: async ({ signal }) =>
      (
        await request<SchemaWithValues>(`${pathOf(integrationId)}/action-forms/${encodeURIComponent(event)}`, {
          method: 'POST',
          body: {},
          signal,
        })
      ).body,
  });
  const act = useAct<{ readonly result: Readonly<Record<string, unknown>> }>({ refresh: [['syncs']] });
  const run = (values: Readonly<Record<string, unknown>>): void =>
    act.mutate({
      path: `${pathOf(integrationId)}/actions/${encodeURIComponent(event)}`,
      body: { requestId, ...(hasForm && { data: withoutEmpty(values) }) },
    });
  const given = act.data?.body.result;
  return (
    <div className={uiCss['stack']}>
      {description === null ? null : <p className={uiCss['muted']}>{description}</p>}
      {hasForm && form.isPending ? <Loading lines={2} /> : null}
      {form.error === null ? null : <Failure error={form.error} />}
      {form.data === undefined ? null : (
        <SchemaForm
          isWhole
          within="/data"
          schema={form.data.schema}
          values={form.data.values}
          submit={title}
          isBusy={act.isPending}
          error={act.error}
          onSubmit={run}
        />
      )}
      {hasForm ? null : (
        <div>
          <Button kind="primary" isBusy={act.isPending} onClick={() => run({})}>
            {title}
          </Button>
        </div>
      )}
      {hasForm || act.error === null ? null : <Failure error={act.error} />}
      {given === undefined ? null : (
        <pre className={uiCss['plain']} tabIndex={0} aria-label="Result">
          {JSON.stringify(given, null, 2)}
        </pre>
      )}
    </div>
  );
}

/** A field that was left empty is not sent: forms of actions know no `null`. */
function withoutEmpty(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ''));
}
