import type { QuoCall, QuoCallSummary, QuoMessage, QuoPhoneNumber, QuoRecording, QuoVoicemail } from '@frigg-crm/quo';
import type { QuoWorkspace } from '../connector/quo-workspace.ts';

/** Stands for a workspace of Quo: what the API shows of calls and texts, which a test may change at any time. */
export class FakeWorkspace {
  readonly calls = new Map<string, QuoCall>();
  readonly groupCalls = new Set<string>();
  readonly recordings = new Map<string, readonly QuoRecording[]>();
  readonly voicemails = new Map<string, QuoVoicemail>();
  readonly summaries = new Map<string, QuoCallSummary>();
  readonly messages = new Map<string, QuoMessage>();
  lines: QuoPhoneNumber[] = [
    { id: 'PN1', number: '+15551234567', name: 'Sales Line', symbol: '📞', formattedNumber: '(555) 123-4567' },
    { id: 'PN2', number: '+15557654321', name: 'Support', symbol: null, formattedNumber: null },
  ];
  users = [{ id: 'US1', firstName: 'Ann', lastName: 'Lee', email: 'ann@example.com' }];
  readonly asked: string[] = [];
  /** Called before each answer; what it throws is the answer. */
  pass: (call: string) => Promise<void> | void = () => {};

  /** As the port wants it. Calls that no service makes are missing, and would fail loudly. */
  get port(): QuoWorkspace {
    const run = async <Result>(call: string, work: () => Result): Promise<Result> => {
      this.asked.push(call);
      await this.pass(call);
      return work();
    };
    return {
      calls: {
        get: async (id) =>
          run('call', () => {
            const call = this.calls.get(id);
            if (this.groupCalls.has(id)) return { kind: 'group-call' };
            return call === undefined ? { kind: 'not-found' } : { kind: 'found', call };
          }),
        recordings: async (id) => run('recordings', () => this.recordings.get(id) ?? []),
        voicemail: async (id) => run('voicemail', () => this.voicemails.get(id)),
        summary: async (id) => run('summary', () => this.summaries.get(id)),
      },
      messages: { get: async (id) => run('message', () => this.messages.get(id)) },
      phoneNumbers: {
        list: async () => run('lines', () => this.lines),
        get: async (id) => run('line', () => this.lines.find((line) => line.id === id)),
      },
      users: {
        list: async () => run('users', () => this.users),
        get: async (id) => run('user', () => this.users.find((user) => user.id === id)),
      },
      webhooks: {
        list: async () => run('webhooks', () => []),
        create: async () => Promise.reject(new Error('no service makes webhooks here')),
        delete: async () => run('delete webhook', () => undefined),
      },
    };
  }
}

/** A call from a contact to the sales line, 76 s long, that Ann has answered; as far as the test does not say otherwise. */
export function aCall(changes: Partial<QuoCall> = {}): QuoCall {
  return {
    id: 'AC1',
    direction: 'incoming',
    status: 'completed',
    createdAt: '2026-01-05T10:00:00.000Z',
    answeredAt: '2026-01-05T10:00:05.000Z',
    completedAt: '2026-01-05T10:01:21.000Z',
    updatedAt: '2026-01-05T10:01:22.000Z',
    durationSeconds: 76,
    answeredBy: 'US1',
    initiatedBy: null,
    userId: 'US1',
    phoneNumberId: 'PN1',
    participants: ['+14155550132', '+15551234567'],
    externalParticipants: null,
    forwardedTo: null,
    aiHandled: null,
    ...changes,
  };
}

/** A text from a contact to the sales line. */
export function aMessage(changes: Partial<QuoMessage> = {}): QuoMessage {
  return {
    id: 'AC9',
    direction: 'incoming',
    from: '+14155550132',
    to: ['+15551234567'],
    text: 'Hello 🎈',
    media: [],
    status: 'received',
    createdAt: '2026-01-05T10:00:00.000Z',
    userId: null,
    phoneNumberId: 'PN1',
    deepLink: null,
    ...changes,
  };
}
