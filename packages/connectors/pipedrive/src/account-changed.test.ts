import { expect, it, onTestFinished } from 'vitest';
import { startSystem } from './test-support/app-system.ts';

const ANA = '+14155550132';
const PEOPLE = [{ first_name: 'Ana', phones: [{ value: ANA, label: 'work', primary: true }] }];

it('F2: writes nothing to another company that is connected, keeps what came in, and goes on when the one of before is back', async () => {
  const system = startSystem({ people: PEOPLE });
  onTestFinished(async () => system.close());
  await system.connect('i1');
  const contacts = system.quo.contacts();
  const { lifecycle } = system.app.services;
  system.intercept = (request) =>
    new URL(request.url).pathname.endsWith('/users/me')
      ? Response.json({ success: true, data: { id: 5, company_id: 999, company_name: 'Another' } })
      : undefined;
  await lifecycle.recheck('i1');
  const sentBefore = system.sent.length;
  system.quo.phone.call({ with: ANA, durationSeconds: 125 });
  system.pipedrive.people.change(1, { first_name: 'Another Ana' });
  await system.app.loadIntegration((await system.integration('i1'))!).then(async (integration) => integration.startInitialSync());
  await system.clock.advance(1_200_000);
  expect(new Set(system.sent.slice(sentBefore))).toEqual(new Set(['GET /api/v1/users/me']));
  expect(system.quo.contacts()).toEqual(contacts);
  expect(await system.integration('i1')).toMatchObject({ status: 'ERROR', messages: [{ code: 'ACCOUNT_CHANGED' }] });
  system.intercept = () => undefined;
  await lifecycle.recheck('i1');
  await system.clock.advance(1_200_000);
  expect(await system.integration('i1')).toMatchObject({ status: 'ENABLED', messages: [] });
  expect(system.pipedrive.activities()).toMatchObject([{ duration: '00:02:00' }]);
  expect(system.quo.contacts()).toMatchObject([{ defaultFields: { firstName: 'Another Ana' } }]);
});
