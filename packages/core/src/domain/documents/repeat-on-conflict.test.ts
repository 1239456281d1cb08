import { describe, expect, it } from 'vitest';
import { DocumentConflictError } from '../../errors/document-conflict-error.ts';
import { StorageError } from '../../errors/storage-error.ts';
import { repeatOnConflict } from './repeat-on-conflict.ts';

/** A change that loses so many races. */
function losing(times: number): { readonly attempt: () => Promise<number>; readonly attempts: () => number } {
  let attempts = 0;
  const attempt = async (): Promise<number> => {
    attempts += 1;
    if (attempts <= times) throw new DocumentConflictError('inbox');
    return attempts;
  };
  return { attempt, attempts: () => attempts };
}

describe('a change of a document', () => {
  it('is repeated after a lost race', async () => {
    expect(await repeatOnConflict(losing(0).attempt)).toBe(1);
    expect(await repeatOnConflict(losing(50).attempt)).toBe(51);
  });

  it('is given up when it loses every race', async () => {
    const { attempt, attempts } = losing(1000);
    await expect(repeatOnConflict(attempt)).rejects.toMatchObject({ code: 'DOCUMENT_CONFLICT', retryable: true });
    expect(attempts()).toBe(51);
  });

  it('is not repeated for any other reason', async () => {
    let attempts = 0;
    const work = repeatOnConflict(async () => {
      attempts += 1;
      throw new StorageError('no answer');
    });
    await expect(work).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(attempts).toBe(1);
  });
});
