import { StorageError, type FriggCrmError } from '@frigg-crm/core';
import type * as z from 'zod';

/** @returns the error of a document that was edited manually, or written by a newer version. It names fields, and quotes nothing. */
export function unreadable(kind: string, { issues }: z.ZodError, cause: FriggCrmError): StorageError {
  const fields = [...new Set(issues.map(({ path }) => String(path[0])))].join(', ');
  return new StorageError(`A stored ${kind} cannot be read: check ${fields} of the document`, { cause });
}
