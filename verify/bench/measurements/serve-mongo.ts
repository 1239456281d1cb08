import { startTestMongo } from '@frigg-crm/mongo-process-repo/testing';
import { answerParent } from '../test-support/child.ts';

/** Where a database is served. */
export interface MongoPlace {
  readonly url: string;
  /** `MONGO_URL`, or the server that the tests use: it stands for the protocol, and not for what a server of MongoDB is capable of. */
  readonly server: string;
}

/** Serves an empty MongoDB database, in a program of its own, until the parent lets go. */
answerParent(async (): Promise<MongoPlace> => {
  const { url, server, stop } = await startTestMongo();
  process.once('disconnect', () => void stop());
  return { url, server };
});
