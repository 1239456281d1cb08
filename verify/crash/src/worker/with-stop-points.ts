import type { SQSClient } from '@aws-sdk/client-sqs';
import {
  withFindMany,
  withSaveMany,
  type MappingRepository,
  type MessageQueue,
  type OutgoingMessage,
  type ProcessRepository,
} from '@frigg-crm/core';
import type { CrmIntegration } from '@frigg-crm/crm-base';
import type { Fetch } from '@frigg-crm/http';
import type { QuoContacts } from '@frigg-crm/quo';
import type { SqliteDatabase } from '@frigg-crm/sqlite';
import type { StopPoint } from './stop-point.ts';
import { report, type StopPoints } from './stop-points.ts';

type Around = readonly [before: StopPoint, after: StopPoint];

async function around<Result>(points: StopPoints, [before, after]: Around, call: () => Promise<Result>): Promise<Result> {
  points.pass(before);
  const result = await call();
  points.pass(after);
  return result;
}

/** Stops around `create` and each way to save, and reports each `find`. */
export function stopRepository(repository: ProcessRepository, points: StopPoints): ProcessRepository {
  const { saveMany, findMany } = repository;
  const stopping: ProcessRepository = {
    ...repository,
    async find(...args) {
      report({ type: 'queried' });
      return repository.find(...args);
    },
    create: async (...args) => around(points, ['before-create', 'after-create'], async () => repository.create(...args)),
    save: async (...args) => around(points, ['before-save', 'after-save'], async () => repository.save(...args)),
  };
  if (findMany !== undefined) withFindMany(stopping, findMany);
  if (saveMany === undefined) return stopping;
  return withSaveMany(stopping, async (...args) => around(points, ['before-save', 'after-save'], async () => saveMany(...args)));
}

/** Stops around the two calls that say which people are written. */
export function stopMappings(mappings: MappingRepository, points: StopPoints): MappingRepository {
  return {
    ...mappings,
    beginWrites: async (...args) => around(points, ['before-claim', 'after-claim'], async () => mappings.beginWrites(...args)),
    confirmWrites: async (...args) => around(points, ['before-confirm', 'after-confirm'], async () => mappings.confirmWrites(...args)),
  };
}

/** Stops around `send`, between the messages of one `send`, and after the handler's return. */
export function stopQueue(queue: MessageQueue, points: StopPoints): MessageQueue {
  const sendInHalves = async (messages: readonly OutgoingMessage[], options: Parameters<MessageQueue['send']>[1]): Promise<void> => {
    const half = Math.floor(messages.length / 2);
    if (half > 0) {
      await queue.send(messages.slice(0, half), options);
      points.pass('mid-enqueue');
    }
    await queue.send(messages.slice(half), options);
  };
  return {
    limits: queue.limits,
    send: async (messages, options) => around(points, ['before-enqueue', 'after-enqueue'], async () => sendInHalves(messages, options)),
    async consume(handler, options) {
      await queue.consume(async (messages, call) => {
        const verdicts = await points.handling(async () => handler(messages, call));
        points.pass('before-acknowledge');
        return verdicts;
      }, options);
    },
    close: async () => queue.close(),
  };
}

/** Stops when SQS has forgotten messages. The port has no call for that: the handler's result decides. */
export function stopAfterDelete(client: SQSClient, points: StopPoints): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'DeleteMessageBatchCommand') return next(args);
        const result = await points.handling(async () => next(args));
        points.pass('after-acknowledge');
        return result;
      },
    { step: 'initialize', name: 'stop-after-delete' },
  );
}

/** A database for one queue, and what reports to it that a handler has returned. */
export interface SettlingDatabase {
  readonly database: SqliteDatabase;
  watch(queue: MessageQueue): MessageQueue;
}

/** Stops when the file has what became of messages: that is the next write of their queue after their handler's return. */
export function stopAfterSettle(database: SqliteDatabase, points: StopPoints): SettlingDatabase {
  let settling = 0;
  const write: SqliteDatabase['write'] = async (...args) => {
    const isSettling = settling > 0;
    settling = 0;
    const result = await points.handling(async () => database.write(...args));
    if (isSettling) points.pass('after-acknowledge');
    return result;
  };
  // Of the class, whose private fields only its own instances have, but for this one method.
  const watched = new Proxy(database, {
    get: (target, key) => {
      if (key === 'write') return write;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return {
    database: watched,
    watch: (queue) => ({
      ...queue,
      send: async (...args) => queue.send(...args),
      close: async () => queue.close(),
      async consume(handler, options) {
        await queue.consume(async (messages, call) => {
          const verdicts = await handler(messages, call);
          settling += 1;
          return verdicts;
        }, options);
      },
    }),
  };
}

/** Stops around `fetchPersonPage`. */
export function stopIntegration(integration: CrmIntegration, points: StopPoints): CrmIntegration {
  const fetchPersonPage: CrmIntegration['fetchPersonPage'] = integration.fetchPersonPage.bind(integration);
  integration.fetchPersonPage = async (...args) => around(points, ['before-fetch', 'after-fetch'], async () => fetchPersonPage(...args));
  return integration;
}

/** Stops around `upsertMany`. */
export function stopContacts(contacts: QuoContacts, points: StopPoints): QuoContacts {
  return {
    ...contacts,
    upsertMany: async (...args) => around(points, ['before-upsert', 'after-upsert'], async () => contacts.upsertMany(...args)),
  };
}

/** Stops around each request to Quo that writes. */
export function stopWrites(points: StopPoints): Fetch {
  return async (request) =>
    request.method === 'GET'
      ? globalThis.fetch(request)
      : around(points, ['before-write', 'after-write'], async () => globalThis.fetch(request));
}
