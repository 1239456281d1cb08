import { describe, expect, it } from 'vitest';
import { openServerSystem, type ServerSystem } from '../test-support/server-system.ts';

interface AuditPage {
  readonly items: readonly {
    readonly caller: string;
    readonly operationId: string;
    readonly target: string;
    readonly code: string | null;
  }[];
  readonly nextCursor: string | null;
}

async function audit({ ask }: ServerSystem, query = '', as = 'all'): Promise<AuditPage> {
  return (await (await ask(`/api/v1/audit${query}`, { as })).json()) as AuditPage;
}

describe('the audit log', () => {
  it('has what was done and what was refused, the newest first, and nothing of what was only read', async () => {
    const system = openServerSystem();
    await system.connect();
    await system.ask('/api/v1/syncs', { as: 'viewer', body: { integrationId: 'i1', type: 'initial' } });
    await system.clock.advance(1000);
    await system.ask('/api/v1/integrations/i1/disable', { as: 'tenant', method: 'POST' });
    await system.clock.advance(1000);
    await system.ask('/api/v1/integrations/none/disable', { method: 'POST' });
    await system.ask('/api/v1/integrations');
    expect((await audit(system)).items).toMatchObject([
      { caller: 'key:all', operationId: 'disableIntegration', code: 'NOT_FOUND', target: '/api/v1/integrations/none/disable', status: 404 },
      { caller: 'key:tenant', operationId: 'disableIntegration', code: null, userId: 'u1', status: 200 },
      { caller: 'key:viewer', operationId: 'startSync', code: 'FORBIDDEN' },
    ]);
    expect((await audit(system, '', 'tenant')).items).toMatchObject([{ caller: 'key:tenant' }]);
    const first = await audit(system, '?limit=2');
    expect((await audit(system, `?limit=2&cursor=${first.nextCursor ?? ''}`)).items).toMatchObject([{ caller: 'key:viewer' }]);
  });

  it('is in order within one millisecond, over all pages', async () => {
    const system = openServerSystem();
    const names = Array.from({ length: 12 }, (_, index) => `n${index}`);
    for (const name of names) await system.ask(`/api/v1/integrations/${name}/disable`, { method: 'POST' });
    const first = await audit(system, '?limit=5');
    const rest = await audit(system, `?limit=20&cursor=${first.nextCursor ?? ''}`);
    const seen = [...first.items, ...rest.items].map(({ target }) => target.split('/')[4]);
    expect(seen).toEqual(names.toReversed());
  });

  it('keeps no line of strangers, who could fill it', async () => {
    const system = openServerSystem();
    await system.ask('/api/v1/syncs', { as: '', body: {} });
    expect((await audit(system)).items).toEqual([]);
  });
});
