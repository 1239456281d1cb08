import { expect, it } from 'vitest';
import { createQuoSystem } from '../test-support/quo-system.ts';

it('reads an incoming text, which no user of the workspace has sent (row 36)', async () => {
  const { quo, run, sandbox } = createQuoSystem();
  const id = sandbox.phone.text({ with: '+15550001111', text: 'Hi 👋' });
  expect(await run(quo.messages.get(id))).toEqual({
    id,
    direction: 'incoming',
    from: '+15550001111',
    to: ['+15551234567'],
    text: 'Hi 👋',
    media: [],
    status: 'delivered',
    createdAt: '2026-01-05T10:00:00.000Z',
    userId: null,
    phoneNumberId: 'PN1',
    deepLink: null,
  });
});

it('reads an outgoing text with its sender', async () => {
  const { quo, run, sandbox } = createQuoSystem();
  const id = sandbox.phone.text({ direction: 'outgoing', phoneNumberId: 'PN2', userId: 'US2' });
  expect(await run(quo.messages.get(id))).toMatchObject({ from: '+15557654321', to: ['+15559876543'], userId: 'US2' });
});

it('finds no message for an unknown id, and sends nothing for what is no id of a message', async () => {
  const { quo, run, sent } = createQuoSystem();
  expect(await run(quo.messages.get('AC404'))).toBeUndefined();
  expect(await run(quo.messages.get('EV1'))).toBeUndefined();
  expect(sent).toHaveLength(1);
});

it('bears with one number instead of a list, and with texts and media that are missing', async () => {
  const data = [
    { id: 'AC1', direction: 'incoming', from: '+15550001111', to: '+15551234567', text: null },
    { id: 'AC1', direction: 'incoming', from: '+15550001111', to: ['+15551234567'], media: [{ url: 'https://media.example.com/1.png' }] },
  ];
  const { quo, run } = createQuoSystem({ interfere: async () => Response.json({ data: data.shift() }) });
  expect(await run(quo.messages.get('AC1'))).toMatchObject({ to: ['+15551234567'], text: '', media: [], userId: null });
  expect(await run(quo.messages.get('AC1'))).toMatchObject({ media: [{ url: 'https://media.example.com/1.png', type: null }] });
});

it('hands on what is wrong with the key', async () => {
  const { quo, run } = createQuoSystem({ sandbox: { apiKeys: ['another'] } });
  await expect(run(quo.messages.get('AC1'))).rejects.toMatchObject({ code: 'API_UNAUTHORIZED', apiCode: '0200401' });
});
