import { expect, it } from 'vitest';
import { createQuoSystem } from '../test-support/quo-system.ts';

const NOW = '2026-01-05T10:00:00.000Z';

it('reads an answered call', async () => {
  const { quo, run, sandbox } = createQuoSystem();
  const id = sandbox.phone.call({ with: '+15550001111', durationSeconds: 76 });
  expect(await run(quo.calls.get(id))).toEqual({
    kind: 'found',
    call: {
      id,
      direction: 'incoming',
      status: 'completed',
      createdAt: '2026-01-05T09:58:39.000Z',
      answeredAt: '2026-01-05T09:58:44.000Z',
      completedAt: NOW,
      updatedAt: NOW,
      durationSeconds: 76,
      answeredBy: 'US1',
      initiatedBy: null,
      userId: 'US1',
      phoneNumberId: 'PN1',
      participants: ['+15550001111', '+15551234567'],
      externalParticipants: null,
      forwardedTo: null,
      aiHandled: null,
    },
  });
});

it('says of a call with more than two participants that it is one, after one request (row 22, P14)', async () => {
  const { quo, run, sandbox, sent } = createQuoSystem();
  const id = sandbox.phone.call({ participants: ['+15550001111', '+15550002222', '+15551234567'] });
  expect(await run(quo.calls.get(id))).toEqual({ kind: 'group-call' });
  expect(sent).toHaveLength(1);
});

it('finds no call, recording, voicemail or summary for an unknown id, and sends nothing for what is no id of a call', async () => {
  const { quo, run, sent } = createQuoSystem();
  const ask = async (id: string): Promise<unknown> =>
    run(Promise.all([quo.calls.get(id), quo.calls.recordings(id), quo.calls.voicemail(id), quo.calls.summary(id)]));
  const nothing = [{ kind: 'not-found' }, [], undefined, undefined];
  expect(await ask('AC404')).toEqual(nothing);
  expect(sent).toHaveLength(4);
  for (const id of ['', '..', 'CN1', '+15550001111']) expect(await ask(id)).toEqual(nothing);
  expect(sent).toHaveLength(4);
});

it('encodes ids, whatever stands in them', async () => {
  const { quo, run, log } = createQuoSystem();
  await run(quo.calls.get('AC1/../../users?x=#'));
  expect(log()).toEqual(['GET /v1/calls/AC1%2F..%2F..%2Fusers%3Fx%3D%23']);
});

it('reads recordings, the oldest first, also one that is being made', async () => {
  const { quo, run, sandbox } = createQuoSystem();
  const id = sandbox.phone.call();
  expect(await run(quo.calls.recordings(id))).toEqual([]);
  sandbox.phone.addRecording(id, { durationSeconds: 45 });
  sandbox.phone.addRecording(id, { status: 'in-progress' });
  expect(await run(quo.calls.recordings(id))).toMatchObject([
    {
      id: 'CR2',
      url: 'https://media.example.com/CR2.mp3',
      durationSeconds: 45,
      status: 'completed',
      startedAt: '2026-01-05T09:58:44.000Z',
    },
    { id: 'CR3', url: null, durationSeconds: null, status: 'in-progress' },
  ]);
});

it('finds no voicemail until there is one (404), and reads one in progress', async () => {
  const { quo, run, sandbox } = createQuoSystem();
  const id = sandbox.phone.call({ status: 'missed' });
  expect(await run(quo.calls.voicemail(id))).toBeUndefined();
  sandbox.phone.addVoicemail(id, { status: 'in-progress' });
  expect(await run(quo.calls.voicemail(id))).toEqual({
    id: 'VM2',
    status: 'in-progress',
    durationSeconds: null,
    transcript: null,
    url: null,
  });
  sandbox.phone.addVoicemail(id, { transcript: 'Hi 👋' });
  expect(await run(quo.calls.voicemail(id))).toMatchObject({
    transcript: 'Hi 👋',
    durationSeconds: 12,
    url: 'https://media.example.com/VM3.mp3',
  });
});

it('reads a summary with what assistants have found, and one whose lists are null (row 32)', async () => {
  const { quo, run, sandbox } = createQuoSystem();
  const id = sandbox.phone.call();
  expect(await run(quo.calls.summary(id))).toBeUndefined();
  sandbox.phone.addSummary(id, { status: 'in-progress' });
  expect(await run(quo.calls.summary(id))).toEqual({ status: 'in-progress', summary: [], nextSteps: [], jobs: [] });
  const items = [
    { name: 'Budget', value: 5000 },
    { name: 'Products', value: ['A', 'B'] },
  ];
  sandbox.phone.addSummary(id, { nextSteps: ['Send an offer'], jobs: [{ icon: '💰', name: 'Deal', items }] });
  expect(await run(quo.calls.summary(id))).toEqual({
    status: 'completed',
    summary: ['They talked about the weather.'],
    nextSteps: ['Send an offer'],
    jobs: [{ icon: '💰', name: 'Deal', items }],
  });
});

it('takes the 403 of a plan without summaries for none, and hands on that of a call', async () => {
  const { quo, run, sandbox } = createQuoSystem({
    sandbox: { hasSummaries: false },
    interfere: async (request, next) => (request.url.includes('/v1/calls/') ? Response.json({}, { status: 403 }) : next(request)),
  });
  const id = sandbox.phone.call();
  expect(await run(quo.calls.summary(id))).toBeUndefined();
  await expect(run(quo.calls.get(id))).rejects.toMatchObject({ code: 'API_REFUSED', status: 403, operation: 'GET /v1/calls/{callId}' });
});

it('hands on a 400 that says something else, and what is unavailable', async () => {
  const answers = [
    Response.json({ code: '0900400' }, { status: 400 }),
    ...Array.from({ length: 4 }, () => new Response('', { status: 500 })),
  ];
  const { quo, run } = createQuoSystem({ interfere: async () => answers.shift() ?? Response.error() });
  await expect(run(quo.calls.get('AC1'))).rejects.toMatchObject({ code: 'API_REFUSED', apiCode: '0900400' });
  await expect(run(quo.calls.voicemail('AC1'))).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
});

it('bears with fields that are missing, null or unknown', async () => {
  const bodies: Record<string, unknown> = {
    calls: { id: 'AC7', direction: 'outgoing', duration: null, brandNew: true },
    'call-recordings': [{ id: null }],
    'call-voicemails': null,
    'call-summaries': { summary: null, jobs: [{ name: 'Deal', result: null }, { result: { data: [{ name: null, value: null }] } }] },
  };
  const { quo, run } = createQuoSystem({
    interfere: async ({ url }) => Response.json({ data: bodies[new URL(url).pathname.split('/')[2] ?? ''] }),
  });
  expect(await run(quo.calls.get('AC7'))).toMatchObject({
    kind: 'found',
    call: { id: 'AC7', participants: [], durationSeconds: null, status: null },
  });
  expect(await run(quo.calls.recordings('AC7'))).toEqual([{ id: null, url: null, durationSeconds: null, status: null, startedAt: null }]);
  expect(await run(quo.calls.voicemail('AC7'))).toBeUndefined();
  expect(await run(quo.calls.summary('AC7'))).toEqual({
    status: null,
    summary: [],
    nextSteps: [],
    jobs: [
      { icon: null, name: 'Deal', items: [] },
      { icon: null, name: '', items: [{ name: '', value: null }] },
    ],
  });
});

it('refuses a response that is no call, without quoting it', async () => {
  const { quo, run } = createQuoSystem({ interfere: async () => Response.json({ data: { id: 'AC1', direction: '+15550001111' } }) });
  const error: unknown = await run(quo.calls.get('AC1').catch((reason: unknown) => reason));
  expect(error).toMatchObject({ code: 'API_ANSWER_UNEXPECTED' });
  expect(String(error)).not.toContain('+1555');
});
