import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, type ReactNode } from 'react';
import { formatCount, plural, shortId } from '../logic/format.ts';
import { nameOfState } from '../logic/sync-look.ts';
import { isSameSearch, PRESETS, readSyncsSearch, SYNC_STATES, type SyncsSearch } from '../logic/syncs-search.ts';
import { Button, Empty, Failure, Loading, uiCss } from '../ui/ui.tsx';
import { BulkMenu } from '../bulk/bulk-menu.tsx';
import { useIntegrations, useTitles } from './queries.ts';
import { KeepView, SavedViews } from './saved-views.tsx';
import { SyncTable } from './sync-table.tsx';
import { useSyncs } from './use-syncs.ts';
import css from './syncs.module.css';

/** All syncs, as they stand now. */
export function SyncsPage(): ReactNode {
  const raw = useSearch({ strict: false }) as Readonly<Record<string, unknown>>;
  const search = useMemo(() => readSyncsSearch(raw), [raw]);
  const { syncs, error, hasMore, loadMore, retry } = useSyncs(search);
  const onEnd = useCallback(loadMore, [loadMore]);
  return (
    <div className={uiCss['stack']}>
      <div className={uiCss['head']}>
        <h1>Syncs</h1>
        {syncs === undefined ? null : (
          <p className={uiCss['muted']} role="status">
            {hasMore ? `the newest ${formatCount(syncs.length)}` : plural(syncs.length, 'sync')}
          </p>
        )}
      </div>
      <div className={uiCss['head']}>
        <Filters search={search} />
        <BulkMenu search={search} />
      </div>
      {error === null ? null : <Failure error={error} onRetry={retry} />}
      {syncs === undefined && error === null ? <Loading lines={8} /> : null}
      {syncs === undefined ? null : syncs.length === 0 ? (
        <None search={search} />
      ) : (
        <SyncTable syncs={syncs} hasMore={hasMore} onEnd={onEnd} />
      )}
    </div>
  );
}

function Filters({ search }: { readonly search: SyncsSearch }): ReactNode {
  const navigate = useNavigate();
  const { data } = useIntegrations();
  const titleOf = useTitles();
  const { integrationId } = search;
  const to = (change: SyncsSearch): void => void navigate({ to: '/syncs', search: readSyncsSearch({ ...search, ...change }) });
  return (
    <div className={css['filters']} role="search" aria-label="Filter">
      <Views integrationId={integrationId} />
      <select
        data-filter=""
        aria-label="State"
        className={css['select']}
        value={search.state ?? ''}
        onChange={(event) =>
          to({
            active: undefined,
            ...readSyncsSearch({ state: event.currentTarget.value }),
            ...(event.currentTarget.value === '' && { state: undefined }),
          })
        }
      >
        <option value="">Any state</option>
        {SYNC_STATES.map((state) => (
          <option key={state} value={state}>
            {nameOfState(state)}
          </option>
        ))}
      </select>
      <select
        aria-label="Integration"
        className={css['select']}
        value={integrationId ?? ''}
        onChange={(event) => to({ integrationId: event.currentTarget.value })}
      >
        <option value="">Any integration</option>
        {(data?.items ?? []).map(({ id, connector }) => (
          <option key={id} value={id}>
            {titleOf(connector)} · {shortId(id)}
          </option>
        ))}
      </select>
      {isSameSearch(search, {}) ? null : (
        <Button kind="quiet" icon="close" onClick={() => void navigate({ to: '/syncs', search: {} })}>
          Clear
        </Button>
      )}
      <KeepView search={search} />
    </div>
  );
}

/** Views with a name, of one integration where that is chosen. */
function Views({ integrationId }: { readonly integrationId: string | undefined }): ReactNode {
  return (
    <div className={css['presets']}>
      {PRESETS.map(({ name, search: preset }) => {
        const wanted = { ...preset, ...(integrationId !== undefined && { integrationId }) };
        return (
          <Link key={name} to="/syncs" search={wanted} activeOptions={{ exact: true, includeSearch: true }}>
            {name}
          </Link>
        );
      })}
      <SavedViews />
    </div>
  );
}

function None({ search }: { readonly search: SyncsSearch }): ReactNode {
  if (!isSameSearch(search, {}))
    return (
      <Empty title="No sync matches">
        <p>
          <Link to="/syncs" search={{}}>
            Show all
          </Link>
        </p>
      </Empty>
    );
  return (
    <Empty title="There is no sync yet">
      <p>As soon as an integration is connected and set up, its first sync appears here by itself.</p>
    </Empty>
  );
}
