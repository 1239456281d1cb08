import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { WORKSPACE_ROOT, findPackages } from '../workspace/workspace-package.ts';
import { findConnectorProblems } from './connector-problems.ts';

const CONNECTORS = findPackages().filter(({ folder }) => folder.startsWith('packages/connectors/'));

it('finds the connectors', () => {
  expect(CONNECTORS.length).toBeGreaterThanOrEqual(5);
});

it.each(CONNECTORS)('$folder has the shape of every connector', (entry) => {
  expect(findConnectorProblems(entry, WORKSPACE_ROOT)).toEqual([]);
});

it('names what a connector lacks, and what it has copied', () => {
  const root = mkdtempSync(join(tmpdir(), 'frigg-crm-connector-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = 'packages/connectors/acme';
  const path = join(root, folder);
  mkdirSync(join(path, 'src/test-support'), { recursive: true });
  writeFileSync(join(path, 'src/acme-integration.ts'), 'class AcmeIntegration extends BaseCRMIntegration { setupWebhooks() {} }');
  writeFileSync(join(path, 'src/test-support/start-app.ts'), '');
  expect(findConnectorProblems({ folder, path, manifest: { name: '@frigg-crm/acme' } }, root)).toEqual(
    [
      'has README.md',
      'has src/index.ts',
      'has src/descriptor.ts',
      'has src/version.ts',
      'has src/client',
      'has src/mapping',
      'has src/sandbox/index.ts',
      'has src/webhooks, as it takes webhooks',
      'has src/journey.long.test.ts, as it takes webhooks',
      'exports its sandbox as ./sandbox',
      'calls describeConnector in a src/*.contract.test.ts',
      'is listed in apps/cli/src/connectors.ts',
      'is a dependency of apps/cli',
      'has a row in the README of the repository',
      'uses @frigg-crm/connector-testing instead of a start-app.ts of its own',
    ].map((problem) => `${folder}: ${problem}`),
  );
});
