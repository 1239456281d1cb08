import type { IForbiddenRuleType } from 'dependency-cruiser';

/** The folders of a package, each above all that it imports. The files at the root of `src` stand above all of them. */
const FOLDER_ORDERS = {
  'crm-base': [
    'workers',
    'user-actions',
    'operations',
    'sync',
    'activities',
    'webhooks',
    'person-changes',
    'lifecycle',
    'persons',
    'process',
    'inbox',
    'analytics',
    'connector',
    'queue',
    'failures',
  ],
  live: ['server', 'client', 'protocol'],
  quo: ['sandbox', 'subscriptions', 'deliveries', 'activities', 'messages', 'calls', 'contacts', 'workspace', 'api', 'errors'],
} as const satisfies Record<string, readonly string[]>;

/**
 * @param tests - A pattern of the files that may import anything: tests and their helpers.
 * @returns one rule per package: no import runs from a folder to one above it, to a file at the root of `src`, or to a folder without a place in the order.
 */
export function folderOrderRules(tests: string): readonly IForbiddenRuleType[] {
  return Object.entries(FOLDER_ORDERS).flatMap(([name, folders]) =>
    folders.map((folder, index) => {
      const src = `^packages/${name}/src`;
      return {
        name: `${name}-folders-in-order`,
        comment: `${folder}/ imports only from the folders below it; the order is in tools/src/layers/folder-order.ts.`,
        severity: 'error' as const,
        from: { path: `${src}/${folder}/`, pathNot: tests },
        to: { path: `${src}/`, pathNot: `${src}/(${folders.slice(index).join('|')})/` },
      };
    }),
  );
}
