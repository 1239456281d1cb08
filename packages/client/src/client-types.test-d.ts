import { describe, expectTypeOf, it } from 'vitest';
import { createClient } from './create-client.ts';
import type { DataOf, ListPath, RequestOf, Schema } from './request-types.ts';

const client = createClient();

describe('the types of the client', () => {
  it('say what a request needs and what it is answered with', () => {
    expectTypeOf<DataOf<'get', '/api/v1/syncs/{syncId}'>>().toEqualTypeOf<Schema<'Sync'>>();
    expectTypeOf<Schema<'StartSync'>>().toExtend<RequestOf<'post', '/api/v1/syncs'>['body']>();
    expectTypeOf<'/api/v1/webhooks'>().toExtend<ListPath>();
    expectTypeOf<'/api/v1/connectors'>().not.toExtend<ListPath>();
  });

  it('refuse what the server would refuse', () => {
    void client.get('/api/v1/syncs', { query: { state: undefined, limit: 3 } });
    // @ts-expect-error -- it needs an id
    void client.get('/api/v1/syncs/{syncId}');
    // @ts-expect-error -- there is no such method
    void client.delete('/api/v1/syncs/{syncId}', { path: { syncId: 's1' } });
    // @ts-expect-error -- there is no such path
    void client.get('/api/v1/sync');
    // @ts-expect-error -- there is no such state
    void client.get('/api/v1/syncs', { query: { state: 'SLEEPING' } });
    // @ts-expect-error -- it takes no body
    void client.post('/api/v1/syncs/{syncId}/pause', { path: { syncId: 's1' }, body: {} });
    // @ts-expect-error -- it is not read page by page
    void client.pages('/api/v1/connectors');
  });
});
