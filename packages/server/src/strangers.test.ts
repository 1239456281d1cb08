import { describe, expect, it } from 'vitest';
import { openServerSystem, type ServerSystem, type TestRequest } from './test-support/server-system.ts';

/** A body that each route would take. A route without one here fails the first test. */
const BODIES: Readonly<Record<string, object>> = {
  createIntegration: { connector: 'fake', crm: { url: 'https://a.example.com', token: 't' }, quo: { apiKey: 'k' } },
  updateConfig: { note: 'a' },
  replaceCredentials: { quo: { apiKey: 'k' } },
  authorizeIntegration: {},
  completeAuthorization: { callbackUrl: '/callback?state=a' },
  previewBulkOperation: { action: 'pause', filter: {} },
  startBulkOperation: { action: 'pause', filter: {} },
  lookUpPeople: { phone: '+14155550001' },
  getUserActionForm: {},
  runUserAction: {},
  redriveDeadLetters: {},
  replayWebhooks: {},
  startSync: { integrationId: 'i1', type: 'initial' },
  redriveSync: {},
  signIn: { name: 'ana', password: 'p' },
  setUp: { token: 't', name: 'ana', password: 'long enough for this' },
  startPasskey: { password: 'p' },
  createPasskey: {
    name: 'Laptop',
    attestation: { id: 'a', rawId: 'a', type: 'public-key', response: { clientDataJSON: 'a', attestationObject: 'a' } },
  },
  updatePasskey: { name: 'Laptop' },
  signInWithPasskey: {
    assertion: { id: 'a', rawId: 'a', type: 'public-key', response: { clientDataJSON: 'a', authenticatorData: 'a', signature: 'a' } },
  },
  changePassword: { password: 'a', newPassword: 'long enough for this' },
  createOperator: { name: 'bob', password: 'long enough for this', role: 'viewer', seesPeople: false },
  updateOperator: { role: 'viewer' },
  createApiKey: { name: 'a', actions: ['see'] },
};

/** Parts of paths that name no thing of the system. */
const NAMES = {
  objectType: 'Person',
  crmId: 'p1',
  event: 'GET_STATISTICS',
  passkeyId: 'none',
  sessionId: 'none',
  fingerprint: '0123456789abcdef',
};

/** What each route cannot do without. */
const QUERIES: Readonly<Record<string, string>> = { planSync: '?action=pause', planStart: '?type=initial' };

interface Operation {
  readonly operationId: string;
  readonly description: string;
  readonly security?: readonly unknown[];
  readonly requestBody?: object;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
}

interface Target {
  readonly operation: Operation;
  readonly method: string;
  readonly path: string;
}

/** Every route, on an integration and a sync of user u1. */
async function walk(): Promise<{ readonly system: ServerSystem; readonly targets: readonly Target[] }> {
  const system = openServerSystem({ server: { access: {} } });
  await system.connect('i1', 'u1');
  await system.server.fetch(new Request('https://crm.example.com/webhooks/crm/fake/i1', { method: 'POST', body: 'p1' }));
  const started = await system.ask('/api/v1/syncs', { body: BODIES['startSync'] });
  const { syncs } = (await started.json()) as { syncs: { syncId: string }[] };
  const key = (await (await system.ask('/api/v1/api-keys', { body: { name: 'a', actions: ['see'], userId: 'u1' } })).json()) as {
    id: string;
  };
  const bulk = { body: BODIES['startBulkOperation'], as: 'tenant', headers: { 'idempotency-key': 'walk' } };
  const operation = (await (await system.ask('/api/v1/bulk-operations', bulk)).json()) as { id: string };
  const ids: Readonly<Record<string, string>> = {
    syncId: syncs[0]?.syncId ?? '',
    integrationId: 'i1',
    keyId: key.id,
    name: 'ana',
    entryId: 'crm:event-p1',
    ...NAMES,
    operationId: operation.id,
  };
  const targets = Object.entries(system.server.document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      operation: operation as unknown as Operation,
      method: method.toUpperCase(),
      path:
        path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => ids[name] ?? '') +
        (QUERIES[(operation as unknown as Operation).operationId] ?? ''),
    })),
  );
  return { system, targets };
}

/** @returns the statuses, by operation, where they are not as expected. */
async function surprises(
  system: ServerSystem,
  { targets, expected }: { readonly targets: readonly Target[]; readonly expected: number },
  requestOf: (target: Target) => TestRequest,
): Promise<readonly string[]> {
  expect(targets).not.toEqual([]);
  const odd: string[] = [];
  for (const target of targets) {
    const { method, path, operation } = target;
    const body = BODIES[operation.operationId];
    const { status } = await system.ask(path, { method, ...(body !== undefined && { body }), ...requestOf(target) });
    if (status !== expected) odd.push(`${operation.operationId}: ${status}`);
  }
  return odd;
}

const isOpen = ({ operation }: Target): boolean => operation.security !== undefined;
const hasBody = ({ operation }: Target): boolean => operation.requestBody !== undefined;

describe('every route', () => {
  it('has a body here, if it takes one', async () => {
    const { targets } = await walk();
    expect(
      targets
        .filter(hasBody)
        .map(({ operation }) => operation.operationId)
        .filter((name) => BODIES[name] === undefined),
    ).toEqual([]);
    expect(targets.length).toBeGreaterThan(40);
  });

  it('refuses who is not signed in', async () => {
    const { system, targets } = await walk();
    expect(await surprises(system, { targets: targets.filter((target) => !isOpen(target)), expected: 401 }, () => ({ as: '' }))).toEqual(
      [],
    );
  });

  it('refuses who has every right but the one it takes', async () => {
    const { system, targets } = await walk();
    const rightOf = ({ operation }: Target): string => /right to `([\w-]+)`/.exec(operation.description)?.[1] ?? '';
    const guarded = targets.filter((target) => !isOpen(target));
    expect(await surprises(system, { targets: guarded, expected: 403 }, (target) => ({ as: `all but ${rightOf(target)}` }))).toEqual([]);
  });

  it('knows nothing of what belongs to another tenant', async () => {
    const { system, targets } = await walk();
    const ofOne = targets.filter(({ operation }) =>
      operation.parameters.some(({ in: place, name }) => place === 'path' && name !== 'name'),
    );
    expect(await surprises(system, { targets: ofOne, expected: 404 }, () => ({ as: 'stranger' }))).toEqual([]);
  });

  it('does nothing to what has moved on', async () => {
    const { system, targets } = await walk();
    const guarded = targets.filter(({ operation }) => operation.parameters.some(({ name }) => name === 'If-Match'));
    expect(guarded.length).toBeGreaterThan(8);
    expect(
      await surprises(system, { targets: guarded, expected: 412 }, () => ({
        headers: { 'if-match': '"stale"', 'idempotency-key': 'stale' },
      })),
    ).toEqual([]);
  });

  it('refuses a body that is no JSON, is too large, or has a field that it does not know', async () => {
    const { system, targets } = await walk();
    const takers = targets.filter(hasBody);
    const headers = { 'idempotency-key': 'k' };
    expect(await surprises(system, { targets: takers, expected: 400 }, () => ({ body: '{', headers }))).toEqual([]);
    expect(await surprises(system, { targets: takers, expected: 413 }, () => ({ body: { extra: 'x'.repeat(70_000) }, headers }))).toEqual(
      [],
    );
    const closed = takers.filter(({ operation }) => operation.operationId !== 'updateConfig');
    const withExtra = ({ operation }: Target): TestRequest => ({ body: { ...BODIES[operation.operationId], extra: 1 }, headers });
    expect(await surprises(system, { targets: closed, expected: 400 }, withExtra)).toEqual([]);
  });

  it('refuses a body where it takes none, and a query that it does not know', async () => {
    const { system, targets } = await walk();
    const silent = targets.filter((target) => !hasBody(target) && target.method !== 'GET');
    expect(await surprises(system, { targets: silent, expected: 400 }, () => ({ body: {} }))).toEqual([]);
    const asked = targets.map((target) => ({ ...target, path: `${target.path}${target.path.includes('?') ? '&' : '?'}unknown=1` }));
    expect(await surprises(system, { targets: asked, expected: 400 }, () => ({ headers: { 'idempotency-key': 'k' } }))).toEqual([]);
  });

  it('refuses what a page of another site sends', async () => {
    const { system, targets } = await walk();
    const acting = targets.filter(({ method }) => method !== 'GET');
    expect(await surprises(system, { targets: acting, expected: 403 }, () => ({ headers: { 'sec-fetch-site': 'cross-site' } }))).toEqual(
      [],
    );
  });
});
