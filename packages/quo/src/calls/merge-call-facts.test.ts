import { expect, it } from 'vitest';
import { aQuoCall, aRecording, aSummary, aVoicemail, someCallFacts } from '../activities/test-support/call-facts.ts';
import { mergeCallFacts, NO_CALL_FACTS } from './merge-call-facts.ts';
import type { QuoCallFacts } from './quo-call-facts.ts';

it.each([
  [null, 'ringing', 'ringing'],
  ['ringing', 'in-progress', 'in-progress'],
  ['in-progress', 'answered', 'answered'],
  ['answered', 'busy', 'busy'],
  ['in-progress', 'completed', 'completed'],
  ['no-answer', 'completed', 'completed'],
  ['missed', 'forwarded', 'forwarded'],
  ['in-progress', 'something new', 'something new'],
  ['something new', 'completed', 'completed'],
])('takes of the states %s and %s of a call the later one: %s', (a, b, expected) => {
  const [left, right] = [a, b].map((status) => ({ ...NO_CALL_FACTS, call: aQuoCall({ status }) }));
  expect(mergeCallFacts(left!, right!).call?.status).toBe(expected);
  expect(mergeCallFacts(right!, left!).call?.status).toBe(expected);
});

it('B73: keeps a summary when the recording comes late, and both when the call itself comes last', () => {
  const summary = { ...NO_CALL_FACTS, summary: aSummary() };
  const recording = { ...NO_CALL_FACTS, recordings: [aRecording()] };
  const call = someCallFacts();
  for (const parts of [
    [summary, recording, call],
    [call, recording, summary],
    [recording, call, summary, recording],
  ])
    expect(parts.reduce(mergeCallFacts, NO_CALL_FACTS)).toEqual({ ...call, summary: aSummary(), recordings: [aRecording()] });
});

it('B73: does not let an unfinished or failed lookup hide a summary that is known', () => {
  const known = { ...NO_CALL_FACTS, summary: aSummary({ status: null }) };
  for (const status of ['absent', 'in-progress', 'failed'])
    expect(mergeCallFacts(known, { ...NO_CALL_FACTS, summary: aSummary({ status, summary: ['Draft', 'of', 'it'] }) })).toEqual(known);
});

it('fills what an event leaves open from the response of the API, and the other way round', () => {
  const event = aQuoCall({ updatedAt: null, forwardedTo: null, externalParticipants: ['+14155550199'], durationSeconds: null });
  const answer = aQuoCall({ forwardedTo: '+14155550123' });
  expect(mergeCallFacts({ ...NO_CALL_FACTS, call: event }, { ...NO_CALL_FACTS, call: answer }).call).toEqual({
    ...answer,
    externalParticipants: ['+14155550199'],
  });
});

it('names each recording once, the oldest first, and completes it', () => {
  const early = aRecording({ id: 'CR9', startedAt: '2026-01-05T10:00:00Z', url: null, status: 'processing' });
  const late = aRecording({ id: 'CR1', startedAt: '2026-01-05T10:30:00Z' });
  const unnamed = aRecording({ id: null, url: 'https://files.example/old.mp3', status: null });
  const unknown = aRecording({ id: null, url: null });
  const ready = { ...early, url: 'https://files.example/9.mp3', status: 'completed' };
  const merged = mergeCallFacts(
    { ...NO_CALL_FACTS, recordings: [unnamed, late, early, unknown] },
    { ...NO_CALL_FACTS, recordings: [unknown, ready, unnamed] },
  );
  expect(merged.recordings).toEqual([ready, late, unknown, unnamed]);
});

it('keeps the longer transcript of a voicemail that is still being written', () => {
  const begun = {
    ...NO_CALL_FACTS,
    voicemail: aVoicemail({ status: 'in-progress', transcript: 'Call', url: null, durationSeconds: null }),
  };
  const done = { ...NO_CALL_FACTS, voicemail: aVoicemail() };
  expect(mergeCallFacts(begun, done)).toEqual(done);
  expect(mergeCallFacts(done, begun)).toEqual(done);
});

it('takes what an earlier version has stored, which lacks what was added since', () => {
  const { externalParticipants: _external, participants: _participants, ...call } = aQuoCall();
  const { jobs: _jobs, ...summary } = aSummary();
  const { deepLink: _deepLink, recordings: _recordings, ...old } = { ...NO_CALL_FACTS, call, summary };
  expect(mergeCallFacts(NO_CALL_FACTS, old as unknown as QuoCallFacts)).toEqual({
    ...NO_CALL_FACTS,
    call: { ...call, externalParticipants: null, participants: [] },
    summary: { ...summary, jobs: [] },
  });
});
