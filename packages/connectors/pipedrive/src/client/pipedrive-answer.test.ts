import { describe, expect, it } from 'vitest';
import { pipedrive } from '../test-support/pipedrive-under-test.ts';
import { readPipedriveFailure } from './pipedrive-answer.ts';

const JSON_HEADERS = { 'content-type': 'application/json' };

describe('readPipedriveFailure', () => {
  it.each([
    ['a code of v2', { code: 'ERR_SCHEMA_VALIDATION_FAILED', error: 'no' }, 'ERR_SCHEMA_VALIDATION_FAILED', undefined],
    ['a code of v1', { error: 'no', additional_data: { code: 'INVALID_BODY' } }, 'INVALID_BODY', undefined],
    [
      'the refused fields of a webhook',
      { errors: { subscription_url: ['no'], name: ['no'] } },
      'subscription_url',
      ['subscription_url', 'name'],
    ],
    ['a field in quotes', { error: '"content" is required.' }, undefined, ['content']],
    [
      'a path in quotes',
      { code: 'ERR', error: "validation failed: 'participants.0.person_id' is malformed" },
      'ERR',
      ['participants.0.person_id'],
    ],
    ['names and values in quotes', { error: "'ana' and '4155550132' and \"Ana Ruiz\" were refused" }, undefined, undefined],
    ['a sentence as key', { errors: { 'Ana Ruiz': ['no'] } }, undefined, undefined],
    ['nothing', 'text', undefined, undefined],
  ])('reads %s', (_case, body, apiCode, fields) => {
    expect(readPipedriveFailure(body)).toEqual({ apiCode, ...(fields && { fields }) });
  });

  it('names the field and the code in the error of a call, with any status, never the text of the response', async () => {
    const fixture = pipedrive.open();
    const body = { success: false, error: "validation failed: 'due_time' is malformed for Ana Ruiz", code: 'ERR_SCHEMA_VALIDATION_FAILED' };
    for (const status of [400, 200]) {
      fixture.intercept = () => new Response(JSON.stringify(body), { status, headers: JSON_HEADERS });
      const error: unknown = await fixture.client.activities.update('1', { dueTime: '25:00' }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'API_REFUSED', apiCode: 'ERR_SCHEMA_VALIDATION_FAILED', fields: ['due_time'] });
      expect(String(error)).toContain(`PATCH /activities/{id} failed (${status}, ERR_SCHEMA_VALIDATION_FAILED, at due_time)`);
      expect(String(error)).not.toMatch(/Ana|25:00/);
    }
  });
});
