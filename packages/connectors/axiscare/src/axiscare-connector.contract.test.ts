import { describeCrmConnector, type ConnectorUnderTest } from '@frigg-crm/crm-base/testing';
import { createFastClock } from '@frigg-crm/testing';
import { toObjectType, type AxisCareRecordType } from './person-keys.ts';
import { axiscareFixture } from './test-support/axiscare-fixture.ts';
import type { AxisCareSandboxOptions } from './sandbox/create-axiscare-sandbox.ts';

const joinToSandbox =
  (type: AxisCareRecordType, options: AxisCareSandboxOptions = {}) =>
  (people: number): ConnectorUnderTest => {
    const { sandbox, integration, clock } = axiscareFixture(
      { people: { [type]: people }, ...options },
      // With faults time has to pass by itself, since requests are repeated.
      {
        personTypes: [type],
        ...(options.faults && { client: { clock: createFastClock({ speed: 1000 }), retryDelaysMs: [1, 1, 1, 1, 1, 1] } }),
      },
    );
    return {
      integration,
      externalIds: Array.from({ length: people }, (_, index) => `${toObjectType({ site: undefined, type })}-${index + 1}`),
      change(externalId) {
        const before = new Date(clock.now()).toISOString();
        sandbox.people[type].change(Number(externalId.split('-')[1]), { lastName: 'Changed' });
        return before;
      },
    };
  };

describeCrmConnector('AxisCare, clients,', { make: joinToSandbox('client') });
describeCrmConnector('AxisCare, caregivers, who come by id,', { make: joinToSandbox('caregiver') });
describeCrmConnector('AxisCare, leads, whose pages have tokens,', { make: joinToSandbox('lead') });
describeCrmConnector('AxisCare, applicants, whose pages have no limit,', { make: joinToSandbox('applicant') });
describeCrmConnector('AxisCare with faults', {
  make: joinToSandbox('client', { faults: { rateLimited: 0.1, unavailable: 0.1, truncated: 0.05 }, seed: 3 }),
});
