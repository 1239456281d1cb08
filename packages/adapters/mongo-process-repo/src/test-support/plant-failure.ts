import { MongoClient } from 'mongodb';

/** Makes the server fail commands on purpose, `times` of them. */
export async function plantFailure(url: string, data: Readonly<Record<string, unknown>>, times = 1): Promise<void> {
  const client = new MongoClient(url);
  await client.db('admin').command({ configureFailPoint: 'failCommand', mode: { times }, data });
  await client.close();
}
