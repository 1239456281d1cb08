import { expect, it } from 'vitest';
import { externalParticipants } from './external-participants.ts';
import { messagePartiesOf } from './message-parties.ts';

const line = { number: '+14155550100', formattedNumber: '(415) 555-0100' };

it.each([
  [['+14155550199', '+14155550100'], [line], ['+14155550199']],
  [['(415) 555-0100', '+1 415 555 0199'], [line], ['+1 415 555 0199']],
  [['+14155550199', '+14155550199'], [line], ['+14155550199']],
  [['+1 415 555 0199', '+14155550199'], [line], ['+1 415 555 0199']],
  [['415.555.0100'], [line], ['415.555.0100']],
  [['+14155550100'], [], []],
  [['+14155550199', '+14155550100'], [], []],
  [[], [line], []],
  [null, [line], []],
  [[null, '+14155550100', 42, ''], [line], []],
  // A line that is not watched is ours all the same.
  [['+14155550199', '+14155550100', '+14155550101'], [line, { number: '+14155550101', formattedNumber: null }], ['+14155550199']],
  // All that is known of the workspace is the number of the line itself.
  [['+14155550199', '+14155550100'], [{ number: '+14155550100' }], ['+14155550199']],
  [['+14155550100', '+14155550100'], [line], []],
])('P15: takes of %j, with the lines %j of our own, %j for people outside', (participants, own, expected) => {
  expect(externalParticipants({ participants, externalParticipants: null }, own)).toEqual(expected);
});

it('believes Quo who is outside, except that our own lines never are', () => {
  const participants = ['+14155550199', '+14155550100'];
  expect(externalParticipants({ participants, externalParticipants: ['+14155550199'] }, [])).toEqual(['+14155550199']);
  expect(externalParticipants({ participants, externalParticipants: ['+14155550100'] }, [line])).toEqual([]);
  expect(externalParticipants({ participants, externalParticipants: [] }, [line])).toEqual([]);
});

it('takes the receivers of a message that went out, each once, and the sender of one that came in', () => {
  const message = {
    id: 'AC1',
    from: '+14155550100',
    to: ['+14155550199', '+14155550198', '+14155550199'],
    text: '',
    media: [],
    status: null,
    createdAt: null,
    userId: null,
    phoneNumberId: null,
    deepLink: null,
  };
  expect(messagePartiesOf({ ...message, direction: 'outgoing' })).toEqual({
    contactNumbers: ['+14155550199', '+14155550198'],
    lineNumber: '+14155550100',
  });
  expect(messagePartiesOf({ ...message, direction: 'incoming' })).toEqual({
    contactNumbers: ['+14155550100'],
    lineNumber: '+14155550199',
  });
});
