import { describeActivityTarget, type ActivityTargetUnderTest } from '@frigg-crm/crm-base/testing';
import { createFastClock } from '@frigg-crm/testing';
import type { AxisCareSandboxOptions } from './sandbox/create-axiscare-sandbox.ts';
import { axiscareFixture } from './test-support/axiscare-fixture.ts';

const joinToSandbox =
  (options: AxisCareSandboxOptions = {}) =>
  (): ActivityTargetUnderTest => {
    const retries = options.faults && { client: { clock: createFastClock({ speed: 1000 }), retryDelaysMs: [1, 1, 1, 1, 1, 1] } };
    const { sandbox, integration } = axiscareFixture({ people: {}, ...options }, retries);
    return {
      target: integration,
      addPerson: ([homePhone, mobilePhone]) => ({
        objectType: 'client',
        externalId: `client-${sandbox.people.client.add({ homePhone, mobilePhone }).id}`,
      }),
      textsOf: ({ externalId }) =>
        sandbox.callLogs.all
          .filter(({ tags }) => tags.some(({ type, entityId }) => `${type}-${entityId}` === externalId))
          .map(({ subject, notes }) => `${subject}\n${notes}`),
      deleteInCrm: (id) => sandbox.callLogs.delete(Number(id)),
    };
  };

describeActivityTarget('AxisCare', { make: joinToSandbox(), searchable: false });
// A write whose outcome is unknown is not repeated by the client, so only refusals without effect are among the faults.
describeActivityTarget('AxisCare with faults', { make: joinToSandbox({ faults: { rateLimited: 0.2 }, seed: 7 }), searchable: false });
