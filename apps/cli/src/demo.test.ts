import { ConfigurationError } from '@frigg-crm/core';
import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import { describe, expect, it } from 'vitest';
import { CONNECTORS } from './connectors.ts';
import { readOnlyProcess } from './test-support/read-result.ts';
import { runInProcess } from './test-support/run-in-process.ts';

describe.concurrent('frigg-crm demo', () => {
  it('shows progress, and ends with a table and the check', async () => {
    const { exitCode, stdout } = await runInProcess(['demo', '--contacts', '20']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^20 persons of a sandbox of a synthetic CRM into a sandbox of Quo/);
    expect(stdout).toMatch(/\nPerson +COMPLETED +20 /);
    expect(stdout).toMatch(/\ncheck: Quo holds \d+ contacts, \d+ were counted as synced: right\n$/);
    expect(stdout).not.toContain('\u001B');
  });

  it('ends with code 1 when one of all connectors is not right, and still says what the others came to', async () => {
    const [first] = CONNECTORS;
    if (first === undefined) throw new Error('there are no connectors');
    const failing: ConnectorDescriptor = {
      ...first,
      id: 'failing',
      connect: () => {
        throw new ConfigurationError('the region is unknown');
      },
    };
    const args = ['demo', '--connector', 'all', '--contacts', '20'];
    const { exitCode, stdout, stderr } = await runInProcess(args, { connectors: [failing, first] });
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: 'frigg-crm: the region is unknown\n' });
    expect(stdout).toMatch(/\ncheck failing: the run failed: WRONG\n/);
    expect(stdout).toMatch(
      /\ncheck scaling-test: Quo holds \d+ contacts, \d+ were counted as synced: right\ncheck: 1 of 2 connectors are right\n$/,
    );
  });

  it('completes with no person in the CRM', async () => {
    const { exitCode, stdout } = await runInProcess(['demo', '--json', '--contacts', '0']);
    expect(exitCode).toBe(0);
    expect(readOnlyProcess(stdout)).toMatchObject({ state: 'COMPLETED', totalRecords: 0, errors: [] });
  });
});
