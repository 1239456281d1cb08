import { withFindMany, type DocumentStore } from '@frigg-crm/core';
import { INBOX } from '@frigg-crm/core/adapter';
import type { StopPoints } from '../../worker/stop-points.ts';

/** Where it is kept which calls and texts are which activities. */
const ACTIVITIES = 'activities';

/** Stops around the storing of an event that has come in, and around each step of an activity's record. */
export function stopDocuments(documents: DocumentStore, points: StopPoints): DocumentStore {
  const { findMany } = documents;
  const stopping: DocumentStore = {
    ...documents,
    async insert(inserted, options) {
      if (!inserted.some(({ collection }) => collection === INBOX)) return documents.insert(inserted, options);
      points.pass('before-create');
      const added = await documents.insert(inserted, options);
      points.pass('after-create');
      return added;
    },
    async save(document, options) {
      if (document.collection !== ACTIVITIES) return documents.save(document, options);
      points.pass('before-save');
      const saved = await documents.save(document, options);
      points.pass('after-save');
      return saved;
    },
  };
  return findMany === undefined ? stopping : withFindMany(stopping, findMany);
}
