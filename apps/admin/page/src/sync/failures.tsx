import { useState, type ReactNode } from 'react';
import { ActButtons } from '../act/act-buttons.tsx';
import type { Sync, SyncErrors, SyncPages } from '../api/types.ts';
import { formatCount, plural } from '../logic/format.ts';
import { stateOfPage, toRuns } from '../logic/strip.ts';
import { Button, uiCss } from '../ui/ui.tsx';
import { PeopleOfError } from './people-of-error.tsx';
import css from './sync.module.css';

const SHOWN = 5;

interface FailuresProps {
  readonly sync: Sync;
  readonly errors: SyncErrors;
  /** What became of the pages since. @defaultValue not known yet */
  readonly pages?: SyncPages | undefined;
}

/** What failed, by what the failures have in common. */
export function Failures({ sync, errors, pages: now }: FailuresProps): ReactNode {
  const [isWhole, setWhole] = useState(false);
  const { groups, failed, failedPages, shown } = errors;
  if (groups.length === 0 && failed === 0 && failedPages === 0) return <p className={uiCss['muted']}>Nothing failed.</p>;
  return (
    <div className={css['groups']}>
      {(isWhole ? groups : groups.slice(0, SHOWN)).map(({ fingerprint, code, sample, count, pages }) => (
        <div key={fingerprint} className={css['group']}>
          <div className={uiCss['head']}>
            <code>{code}</code>
            <strong>{plural(count, 'time')}</strong>
          </div>
          <p>{sample}</p>
          {pages.length === 0 ? null : (
            <p className={`${uiCss['small']} ${uiCss['muted']}`}>
              Pages {pages.slice(0, 12).join(', ')}
              {pages.length > 12 ? ` and ${pages.length - 12} more` : ''}
            </p>
          )}
          {now === undefined || count === 0 ? null : <PeopleOfError sync={sync} fingerprint={fingerprint} code={code} />}
          {groups.length === 1 || now === undefined ? null : (
            <RedriveGroup sync={sync} failed={pages.filter((page) => stateOfPage(now, page) === 'failed')} />
          )}
        </div>
      ))}
      {groups.length > SHOWN && !isWhole ? <Button onClick={() => setWhole(true)}>Show all {groups.length} reasons</Button> : null}
      <p className={`${uiCss['small']} ${uiCss['muted']}`}>
        {shown >= failed + failedPages ? 'All of ' : `The newest ${formatCount(shown)} of `}
        {[
          ...(failed > 0 ? [plural(failed, 'failed person', 'failed people')] : []),
          ...(failedPages > 0 ? [plural(failedPages, 'failed page')] : []),
        ].join(' and ')}{' '}
        are in these groups.
      </p>
      <div className={uiCss['row']}>
        {failedPages > 0 ? (
          <ActButtons sync={sync} actions={['redrive']} isSecondary only="pages" label={`Redrive ${plural(failedPages, 'page')}`} />
        ) : null}
        {failed > 0 ? (
          <ActButtons
            sync={sync}
            actions={['redrive']}
            isSecondary
            only="records"
            label={`Redrive ${plural(failed, 'person', 'people')}`}
          />
        ) : null}
      </div>
    </div>
  );
}

/** Errors stay after their pages were done again: only what has failed now is offered. */
function RedriveGroup({ sync, failed }: { readonly sync: Sync; readonly failed: readonly number[] }): ReactNode {
  if (failed.length === 0) return null;
  const label = `Redrive ${plural(failed.length, 'page')} of this reason`;
  return (
    <div className={uiCss['row']}>
      <ActButtons sync={sync} actions={['redrive']} isSecondary pages={toRuns(failed)} label={label} />
    </div>
  );
}
