import { describe, expect, it } from 'vitest';
import { createActivitySystem, type ActivitySystem } from '../test-support/activity-system.ts';
import { aMessage } from '../test-support/fake-workspace.ts';

const ANA = '+14155550132';
const BO = '+14155550133';

function worldWith(...phones: readonly string[]): ActivitySystem {
  const system = createActivitySystem();
  system.activities.people = new Map(phones.map((phone, index) => [phone, { objectType: 'Person', externalId: `p${index}` }]));
  return system;
}

describe('a text message', () => {
  it('that came in is written to its sender, and no user is asked for', async () => {
    const system = worldWith(ANA);
    await system.log.logMessage(system.integration, { messageId: 'AC9', message: aMessage() });
    expect([...system.activities.stored.values()]).toMatchObject([
      {
        kind: 'message',
        contactPhone: ANA,
        direction: 'inbound',
        durationSeconds: null,
        quoUser: null,
        title: '💬 Message +14155550132 → 📞 Sales Line +15551234567',
        content: 'Received: Hello 🎈',
      },
    ]);
    expect(system.workspace.asked).not.toContain('user');
  });

  it('that went out is written to each of its receivers, with its sender', async () => {
    const system = worldWith(ANA, BO);
    const message = aMessage({ direction: 'outgoing', from: '+15551234567', to: [ANA, BO], userId: 'US1' });
    await system.log.logMessage(system.integration, { messageId: 'AC9', message });
    expect([...system.activities.stored.values()]).toMatchObject([
      { contactPhone: ANA, direction: 'outbound', content: 'Ann Lee sent: Hello 🎈', quoUser: { id: 'US1' } },
      { contactPhone: BO },
    ]);
  });

  it('B74: that is reported as received and as delivered is one activity', async () => {
    const system = worldWith(ANA);
    await system.log.logMessage(system.integration, { messageId: 'AC9', message: aMessage({ status: 'queued' }) });
    const again = await system.log.logMessage(system.integration, { messageId: 'AC9', message: aMessage({ status: 'delivered' }) });
    expect(again).toMatchObject({ participants: [{ action: 'unchanged' }] });
    expect(system.activities.stored.size).toBe(1);
  });

  it('between colleagues is written to no contact', async () => {
    const system = worldWith('+15551234567', '+15557654321');
    const message = aMessage({ from: '+15557654321' });
    expect(await system.log.logMessage(system.integration, { messageId: 'AC9', message })).toEqual({ kind: 'skipped', reason: 'internal' });
  });

  it('is fetched where only its id is known, and skipped where there is none', async () => {
    const system = worldWith(ANA);
    expect(await system.log.logMessage(system.integration, { messageId: 'AC9' })).toEqual({ kind: 'skipped', reason: 'message-not-found' });
    system.workspace.messages.set('AC9', aMessage());
    expect(await system.log.logMessage(system.integration, { messageId: 'AC9' })).toMatchObject({ kind: 'logged' });
  });
});
