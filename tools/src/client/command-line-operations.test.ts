import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { WORKSPACE_ROOT } from '../workspace/workspace-package.ts';
import { OPERATIONS_OF_BROWSERS } from './command-line-operations.ts';
import { findRequests } from './find-requests.ts';
import { createServerDocument } from './server-document.ts';

/** Operations of the API by method and path. The page has no other door to the server. */
function findOperations(): ReadonlyMap<string, string> {
  const { paths } = createServerDocument();
  return new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]): [string, string] => [`${method} ${path}`, String(operationId)]),
    ),
  );
}

function findVerbs(): ReadonlySet<string> {
  const files = globSync('apps/cli/src/{commands,wiring}/**/*.ts', { cwd: WORKSPACE_ROOT }).filter((file) => !file.endsWith('.test.ts'));
  return new Set(files.flatMap((file) => findRequests(readFileSync(join(WORKSPACE_ROOT, file), 'utf8'))));
}

it('all that the page can do by the API, the command line can do, too, but for what only a browser can', () => {
  const verbs = findVerbs();
  const missing = [...findOperations()].filter(([request]) => !verbs.has(request)).map(([, operationId]) => operationId);
  expect(missing.toSorted()).toEqual(Object.keys(OPERATIONS_OF_BROWSERS).toSorted());
});

it('each request of the command line is one of the API', () => {
  const operations = findOperations();
  expect([...findVerbs()].filter((request) => !operations.has(request))).toEqual([]);
});

it('finds requests whose paths are written in any way that the command line has', () => {
  const source = `
    const PERSON = '/api/v1/people/{id}';
    const paths = { pause: '/api/v1/pause', resume: '/api/v1/resume' } as const;
    client.get(PERSON); client.delete(\`\${PERSON}/live\`); client.post(paths[verb], {});
    function inner(): void { const PERSON = '/api/v1/other'; client.put(PERSON); }
    client.pages(all ? '/api/v1/a' : '/api/v1/b'); inner.client.patch('/api/v1/c'); map.get('other'); put('/api/v1/d');
  `;
  expect(findRequests(source)).toEqual([
    'delete /api/v1/people/{id}/live',
    'get /api/v1/a',
    'get /api/v1/b',
    'get /api/v1/people/{id}',
    'patch /api/v1/c',
    'post /api/v1/pause',
    'post /api/v1/resume',
    'put /api/v1/other',
  ]);
});
