import { ProcessUpdateMessage, ProcessUpdateOperation, type ProcessUpdateMessageData } from '../../processes/process-update-message.ts';
import { refused, type Behaviour } from './behaviour.ts';

const AT = new Date('2026-03-01T10:00:00.000Z');
const VALID: ProcessUpdateMessageData = { processId: 'p1', operation: 'UPDATE_STATE', data: { state: 'RUNNING' }, timestamp: AT };
const JSON_FORM = { processId: 'p1', operation: 'UPDATE_STATE', data: { state: 'RUNNING' }, timestamp: '2026-03-01T10:00:00.000Z' };
const OPERATIONS = ['UPDATE_STATE', 'UPDATE_METRICS', 'COMPLETE_PROCESS', 'HANDLE_ERROR'] as const;
const LIST = `Valid operations: ${OPERATIONS.join(', ')}`;

/** What plain JavaScript may give. */
const make = (changes: object = {}): ProcessUpdateMessage => new ProcessUpdateMessage({ ...VALID, ...changes } as ProcessUpdateMessageData);
const read = (json: unknown): ProcessUpdateMessage => ProcessUpdateMessage.fromJSON(json as object);

/** @returns whether the message is as it was after an assignment. */
function assign(target: object, changes: object): 'changed' | 'refused' {
  try {
    Object.assign(target, changes);
    return 'changed';
  } catch {
    return 'refused';
  }
}

const REFUSED: readonly Behaviour[] = (
  [
    [{ processId: undefined }, 'processId is required'],
    [{ processId: null }, 'processId is required'],
    [{ processId: 7 }, 'processId must be a string'],
    [{ processId: '' }, 'processId cannot be empty'],
    [{ processId: ' \t' }, 'processId cannot be empty'],
    [{ operation: undefined }, 'operation is required'],
    [{ operation: null }, 'operation is required'],
    [{ operation: 'DELETE' }, `Invalid operation type: DELETE. ${LIST}`],
    [{ operation: '' }, `Invalid operation type: . ${LIST}`],
    [{ operation: 'update_state' }, `Invalid operation type: update_state. ${LIST}`],
    [{ data: undefined }, 'data is required'],
    [{ data: null }, 'data is required'],
    [{ data: 'x' }, 'data must be an object'],
    [{ data: [] }, 'data must be an object'],
    [{ timestamp: '2026-03-01T10:00:00.000Z' }, 'timestamp must be a Date object'],
    [{ timestamp: 5 }, 'timestamp must be a Date object'],
    [{ processId: null, operation: null, data: null }, 'processId is required'],
    [{ operation: null, data: null }, 'operation is required'],
    [{ data: null, timestamp: 'x' }, 'data is required'],
  ] as const
).map(([changes, text]) => [
  `makes a message with ${String(Object.keys(changes))} as ${Object.values(changes)
    .map((value) => JSON.stringify(value) ?? 'undefined')
    .join(', ')}`,
  () => make(changes),
  refused(text),
]);

const OPERATION_BEHAVIOURS: readonly Behaviour[] = [
  ...OPERATIONS.map((operation): Behaviour => [
    `makes a message with the operation ${operation}`,
    () => [make({ operation: ProcessUpdateOperation[operation] }).operation, ProcessUpdateOperation.isValid(operation)],
    [operation, true],
  ]),
  ['lists the operations', () => ProcessUpdateOperation.VALID_OPERATIONS, OPERATIONS],
  ['asks whether an unknown operation is one', () => ProcessUpdateOperation.isValid('UPDATE'), false],
  ['asks whether nothing is an operation', () => ProcessUpdateOperation.isValid(undefined), false],
  ['asks whether the name of a function of the list is an operation', () => ProcessUpdateOperation.isValid('isValid'), false],
];

/** A message of the queue of processes. */
export const MESSAGE_BEHAVIOURS: readonly Behaviour[] = [
  ...REFUSED,
  ...OPERATION_BEHAVIOURS,
  ['makes a message of nothing', () => new ProcessUpdateMessage(), refused('processId is required')],
  ['reads what it has given', () => [make().processId, make().data, make().timestamp], ['p1', { state: 'RUNNING' }, AT]],
  ['makes a message whose data are empty', () => make({ data: {} }).data, {}],
  ['makes a message without a time', () => Date.now() - make({ timestamp: undefined }).timestamp.getTime() < 10_000, true],
  ['makes a message whose time is 0', () => Date.now() - make({ timestamp: 0 }).timestamp.getTime() < 10_000, true],
  ...(['processId', 'operation', 'data', 'timestamp'] as const).map((key): Behaviour => [
    `changes ${key} of a message`,
    () => assign(make(), { [key]: 'x' }),
    'refused',
  ]),
  ['changes a key of its data', () => assign(make().data, { state: 'ERROR' }), 'refused'],
  ['adds a key to its data', () => assign(make().data, { more: 1 }), 'refused'],
  [
    'changes the object that a message was made of',
    () => {
      const data = { state: 'RUNNING' };
      const message = make({ data });
      data.state = 'ERROR';
      return message.data;
    },
    { state: 'RUNNING' },
  ],
  ['lists the keys of a message', () => Object.keys(make()), ['processId', 'operation', 'data', 'timestamp']],
  ['has a message in the form in which it travels', () => make().toJSON(), JSON_FORM],
  ['writes a message as JSON', () => JSON.parse(JSON.stringify(make())) as unknown, JSON_FORM],
  ['writes a message twice', () => JSON.stringify(make()) === JSON.stringify(make()), true],
  ['reads a message from a text', () => read(JSON.stringify(make())).toJSON(), JSON_FORM],
  ['reads a message from what was parsed', () => read(JSON_FORM).toJSON(), JSON_FORM],
  ['reads a message whose time is a date', () => read({ ...JSON_FORM, timestamp: AT }).timestamp, AT],
  ['reads a message whose time is in milliseconds', () => read({ ...JSON_FORM, timestamp: AT.getTime() }).timestamp, AT],
  ['reads a message with more keys', () => read({ ...JSON_FORM, more: 1 }).toJSON(), JSON_FORM],
  ['reads what is an instance again', () => read(JSON_FORM) instanceof ProcessUpdateMessage, true],
  ['reads a text without a process', () => read('{"operation":"UPDATE_STATE","data":{}}'), refused('processId is required')],
  ['reads a text with an unknown operation', () => read({ ...JSON_FORM, operation: 'X' }), refused(`Invalid operation type: X. ${LIST}`)],
  ['reads a text without data', () => read({ processId: 'p1', operation: 'UPDATE_STATE' }), refused('data is required')],
  ['asks for the group of a message', () => make().getMessageGroupId(), 'process-p1'],
  [
    'asks for the groups of two operations on one process',
    () => new Set(OPERATIONS.map((operation) => make({ operation }).getMessageGroupId())).size,
    1,
  ],
  ['asks for the name of a message', () => make().getMessageDeduplicationId(), `p1-UPDATE_STATE-${AT.getTime()}`],
  ['asks for the name of a message that was read', () => read(JSON_FORM).getMessageDeduplicationId(), `p1-UPDATE_STATE-${AT.getTime()}`],
  [
    'asks for the names of two operations at one moment',
    () => new Set(OPERATIONS.map((operation) => make({ operation }).getMessageDeduplicationId())).size,
    4,
  ],
  [
    'asks for the names of one operation at two moments',
    () => make({ timestamp: new Date(1) }).getMessageDeduplicationId(),
    'p1-UPDATE_STATE-1',
  ],
  [
    'asks for the names of two messages with other data',
    () => make({ data: {} }).getMessageDeduplicationId() === make().getMessageDeduplicationId(),
    true,
  ],
];
