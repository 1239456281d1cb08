import { ConfigurationError, StorageError } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { reportError } from './report-error.ts';

function report(error: unknown, env: Record<string, string> = {}): { exitCode: number; text: string } {
  const chunks: string[] = [];
  const exitCode = reportError(error, { env, stderr: { write: (text) => chunks.push(text) } });
  return { exitCode, text: chunks.join('') };
}

describe('reportError', () => {
  it('writes an error of ours as one line; a wrong setting is code 2, all else code 1', () => {
    expect(report(new ConfigurationError('give\na key'))).toEqual({ exitCode: 2, text: 'frigg-crm: give a key\n' });
    expect(report(new StorageError('the store is gone'))).toEqual({ exitCode: 1, text: 'frigg-crm: the store is gone\n' });
  });

  it('keeps the text of an error that is not ours to itself, since it may hold anything', () => {
    const { exitCode, text } = report(Object.assign(new TypeError('key hunter2 of ann@example.com'), { code: 'E_BAD' }));
    expect(exitCode).toBe(1);
    expect(text).toBe('frigg-crm: unexpected error (TypeError E_BAD); FRIGG_CRM_DEBUG=1 shows where\n');
    expect(report('hunter2')).toEqual({
      exitCode: 1,
      text: 'frigg-crm: unexpected error (string); FRIGG_CRM_DEBUG=1 shows where\n',
    });
  });

  it('shows the stacks of the error and of its cause for debugging only', () => {
    const error = new StorageError('gone', { cause: new Error('socket closed') });
    const { text } = report(error, { FRIGG_CRM_DEBUG: '1' });
    expect(text).toContain('report-error.test.ts');
    expect(text).toContain('caused by Error: socket closed');
  });
});
