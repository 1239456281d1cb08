import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { get } from '../api/api.ts';
import type { Page } from '../api/types.ts';
import { Button, Empty, Failure, Loading, uiCss } from './ui.tsx';

interface PagedProps<Item> {
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>> | undefined;
  readonly columns: readonly string[];
  readonly label: string;
  readonly none: string;
  readonly keyOf: (item: Item) => string;
  /** @returns the cells of a row, in the order of the columns. */
  readonly cells: (item: Item) => readonly ReactNode[];
}

/** A list of the API as a table, page by page. */
export function Paged<Item>({ path, query = {}, columns, label, none, keyOf, cells }: PagedProps<Item>): ReactNode {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: [path.slice(1), 'list', query],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => get<Page<Item>>(path, { ...query, limit: 50, cursor: pageParam }, signal),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading lines={5} />;
  const items = data.pages.flatMap((page) => page.items);
  return (
    <>
      {items.length === 0 && !hasNextPage ? (
        <Empty title={none} />
      ) : (
        <Table label={label} columns={columns} rows={items.map((item) => [keyOf(item), cells(item)])} />
      )}
      {hasNextPage ? (
        <div>
          <Button isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show more
          </Button>
        </div>
      ) : null}
    </>
  );
}

interface TableProps {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly [key: string, cells: readonly ReactNode[]])[];
}

/** A table that scrolls by itself where it is wider than the page; on a phone its rows are lists. */
export function Table({ label, columns, rows }: TableProps): ReactNode {
  return (
    <div className={`${uiCss['card']} ${uiCss['scroll']}`} role="region" aria-label={label} tabIndex={0}>
      <table className={`${uiCss['table']} ${uiCss['rows']}`}>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([key, cells]) => (
            <tr key={key}>
              {cells.map((cell, index) => (
                <td key={columns[index]} data-label={columns[index]}>
                  <div>{cell}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
