import { describe, expect, it } from 'vitest';
import { toIso } from '@frigg-crm/core/adapter';
import * as z from 'zod';
import { createLifecycleSystem, someNumbers, type LifecycleSystem } from './test-support/lifecycle-system.ts';

const DESTINATION = z.object({ destination: z.enum(['deal', 'lead']).optional().meta({ title: 'File calls under' }) });

function withDestination(options?: Parameters<typeof createLifecycleSystem>[0]): LifecycleSystem {
  const system = createLifecycleSystem(options);
  system.crm.configSchema = DESTINATION;
  return system;
}

describe('the form of a configuration', () => {
  it('has the numbers, what all connectors have, and what this one has, with a control for each', async () => {
    const system = withDestination();
    await system.setUp({ destination: 'lead', messageLoggingEnabled: false });
    const { schema, uiSchema, values } = await system.lifecycle.configOptions('i1');
    const fields = ['resourceIds', 'callLoggingEnabled', 'messageLoggingEnabled', 'destination'];
    expect(Object.keys(schema['properties'] as object)).toEqual(fields);
    expect(uiSchema).toMatchObject({
      type: 'VerticalLayout',
      elements: fields.map((name) => ({ type: 'Control', scope: `#/properties/${name}` })),
    });
    expect(schema).toMatchObject({
      properties: { callLoggingEnabled: { type: 'boolean', default: true }, destination: { enum: ['deal', 'lead'] } },
    });
    expect(values).toEqual({ resourceIds: ['PN1', 'PN2'], destination: 'lead', messageLoggingEnabled: false });
  });

  it('has the numbers of now when it is refreshed, and keeps what was filled in', async () => {
    const numbers = [...someNumbers(2)];
    const system = withDestination({ quo: { phoneNumbers: numbers } });
    await system.setUp();
    numbers.push({ ...someNumbers(3)[2]!, name: 'New line' });
    expect(JSON.stringify((await system.lifecycle.configOptions('i1')).schema)).not.toContain('PN3');
    const filledIn = { destination: 'deal', resourceIds: ['PN3'], other: 1 };
    const { schema, values } = await system.run(system.lifecycle.refreshConfigOptions('i1', filledIn));
    expect(JSON.stringify(schema)).toContain('"PN3"');
    expect(values).toEqual({ destination: 'deal', resourceIds: ['PN3'] });
  });

  it.each<[string, LifecycleSystem['quoAnswers'], string]>([
    ['is rate-limited', () => new Response(null, { status: 429, headers: { 'retry-after': '60' } }), 'API_RATE_LIMITED'],
    ['does not answer in time', () => new Promise<Response>(() => {}) as unknown as Response, 'WORK_TIMED_OUT'],
  ])('shows the stored numbers when Quo %s', async (_what, quoAnswers, choicesFailed) => {
    const system = withDestination();
    await system.setUp();
    system.quoAnswers = quoAnswers;
    const form = await system.run(system.lifecycle.refreshConfigOptions('i1'));
    expect(form.choicesFailed).toBe(choicesFailed);
    expect(JSON.stringify(form.schema)).toContain('"PN1"');
  });

  it('is refused for an integration that is gone or being deleted', async () => {
    const system = withDestination();
    await expect(system.lifecycle.refreshConfigOptions('i1')).rejects.toMatchObject({ code: 'INTEGRATION_NOT_FOUND' });
    await system.setUp();
    await system.lifecycle.startDeletion('i1');
    await expect(system.lifecycle.refreshConfigOptions('i1')).rejects.toMatchObject({ code: 'INTEGRATION_IN_DELETION' });
  });
});

describe('a setting', () => {
  it.each([
    [{ callLoggingEnabled: 'yes' }, [{ field: 'callLoggingEnabled', problem: 'must be of type boolean' }]],
    [{ destination: 'note' }, [{ field: 'destination', problem: 'must be one of deal, lead' }]],
  ])('that cannot be used is refused by name: %j', async (patch, fields) => {
    const system = withDestination();
    await system.setUp();
    const before = await system.find();
    await expect(system.run(system.lifecycle.update('i1', patch))).rejects.toMatchObject({ code: 'INVALID_INTEGRATION_DATA', fields });
    expect(await system.find()).toEqual(before);
  });

  it('is refused at the creation too, and also where the integration cannot be loaded', async () => {
    const system = createLifecycleSystem();
    system.has.connector = false;
    const creation = system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme', config: { messageLoggingEnabled: 1 } });
    await expect(creation).rejects.toMatchObject({ fields: [{ field: 'messageLoggingEnabled', problem: 'must be of type boolean' }] });
  });

  it('of the connector has what is set up outside reconciled at once', async () => {
    const system = withDestination();
    await system.setUp();
    system.queued.length = 0;
    await system.run(system.lifecycle.update('i1', { destination: 'deal' }));
    expect(system.queued.map(({ message }) => message.event)).toEqual(['POST_CREATE_SETUP']);
    expect((await system.find()).dueAt).toBe(toIso(system.clock.now()));
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('checked');
    system.queued.length = 0;
    // The same value, and what only concerns the logging, change nothing outside.
    await system.run(system.lifecycle.update('i1', { destination: 'deal' }));
    await system.run(system.lifecycle.update('i1', { callLoggingEnabled: false }));
    expect(system.queued).toEqual([]);
  });

  it('of the connector waits for the set-up where there was none, and while the integration is switched off', async () => {
    const system = withDestination();
    await system.setUp();
    await system.lifecycle.disable('i1');
    await system.run(system.lifecycle.update('i1', { destination: 'lead' }));
    expect((await system.find()).dueAt).toBeNull();
  });

  it('that is sent back with the whole form does no harm', async () => {
    const system = withDestination();
    await system.setUp();
    const { values } = await system.lifecycle.configOptions('i1');
    const before = await system.find();
    await system.run(system.lifecycle.update('i1', { ...values, webhookAddress: 'https://x.example?token=secret' }));
    expect((await system.find()).config).toEqual(before.config);
  });
});
