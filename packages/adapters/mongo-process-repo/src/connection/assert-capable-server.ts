import { randomUUID } from 'node:crypto';
import { ConfigurationError } from '@frigg-crm/core';
import type { Collection, Db, Document, MongoClient } from 'mongodb';
import { durableCollection } from '../durable-collection.ts';
import { errorCode, translateError } from '../errors/translate-error.ts';
import { execute, type ExecuteOptions } from '../execute.ts';
import { LEASE_INDEXES } from '../indexes/other-indexes.ts';
import { toNumber } from '../server-number.ts';

/** The oldest version whose protocol the driver speaks (driver 7: MIN_SUPPORTED_SERVER_VERSION). */
const OLDEST = { major: 4, minor: 4 } as const;
/** BadValue, FailedToParse, CommandNotFound, CannotCreateIndex, InvalidOptions, CommandNotSupported, InvalidIndexSpecificationOption, NotImplemented, unknown field. */
const REFUSED = new Set(['2', '9', '59', '67', '72', '115', '197', '238', '40415']);
/** How many updates of one document are sent at once. As many as there are connections reach the server together. */
const CONCURRENT_UPDATES = 20;

/** Programs may call `ensureIndexes` often; what a server can do does not change while a client is connected to it. */
const capable = new WeakMap<MongoClient, Set<string>>();

interface ProbeDocument extends Document {
  readonly _id: string;
  readonly holder: string;
  readonly endsAt: Date;
  readonly count: number;
}

/**
 * Checks, before anything is stored, what the stores rely on and other servers that speak MongoDB's protocol may lack:
 * the version, indexes that expire, and updates of a document that have one winner. It makes the collection of leases
 * with its index, and updates one document there, which the index removes after a crash.
 *
 * @throws {ConfigurationError} when the server lacks something; the message names the server and all that it lacks.
 */
export async function assertCapableServer(db: Db, leases: string, options: ExecuteOptions): Promise<void> {
  const checked = capable.get(db.client) ?? new Set<string>();
  if (checked.has(`${db.databaseName}.${leases}`)) return;
  const server = await readServer(db, options);
  // On an old server the other checks are not known to be right.
  if (server.isTooOld) throw incapable(server, ['is older than version 4.4']);
  const collection = durableCollection<ProbeDocument>(db, leases);
  const lacks = [...(await lacksExpiry(collection, options)), ...(await lacksAtomicity(collection, options))];
  if (lacks.length > 0) throw incapable(server, lacks);
  capable.set(db.client, checked.add(`${db.databaseName}.${leases}`));
}

interface Server {
  readonly name: string;
  readonly isTooOld: boolean;
}

/** `buildInfo` needs no rights (manual: buildInfo). FerretDB adds its own version to the one of MongoDB that it imitates. */
async function readServer(db: Db, options: ExecuteOptions): Promise<Server> {
  const { version, ferretdbVersion, ferretdb } = await execute(options, async () => db.command({ buildInfo: 1 }, { promoteValues: true }));
  const [major = Number.NaN, minor = 0] = String(version).split('.').map(Number);
  const own = versionText(ferretdbVersion ?? (ferretdb as Document | undefined)?.['version']);
  const imitated = versionText(version) ?? 'of no version that can be read';
  return {
    name: own === undefined ? `The MongoDB server ${imitated}` : `FerretDB ${own} (MongoDB ${imitated})`,
    isTooOld: major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor),
  };
}

/** Whatever else a server says of itself does not get into a message. */
function versionText(version: unknown): string | undefined {
  return typeof version === 'string' && /^v?\d[\w.+-]{0,39}$/.test(version) ? version : undefined;
}

async function lacksExpiry(collection: Collection<ProbeDocument>, options: ExecuteOptions): Promise<readonly string[]> {
  let refusal = '';
  await execute(options, async () => {
    await collection.createIndexes([...LEASE_INDEXES]).catch((error: unknown) => {
      const code = errorCode(error) ?? '';
      if (!REFUSED.has(code)) throw error;
      refusal = ` (${code})`;
    });
  });
  const made = refusal === '' ? await execute(options, async () => collection.indexes()) : [];
  const isKept = LEASE_INDEXES.every(({ name, expireAfterSeconds }) =>
    made.some((index) => index.name === name && toNumber(index['expireAfterSeconds']) === expireAfterSeconds),
  );
  return isKept ? [] : [`has no indexes that expire${refusal}`];
}

async function lacksAtomicity(collection: Collection<ProbeDocument>, options: ExecuteOptions): Promise<readonly string[]> {
  const _id = `frigg_probe:${randomUUID()}`;
  await execute(options, async () => collection.insertOne({ _id, holder: '', endsAt: new Date(), count: 0 }));
  const updates = Array.from({ length: CONCURRENT_UPDATES }, (_, index) => String(index + 1));
  const claim = async (holder: string): Promise<number> => {
    const { matchedCount } = await execute(options, async () =>
      collection.updateOne({ _id: { $eq: _id }, holder: { $eq: '' } }, { $set: { holder } }),
    );
    return matchedCount;
  };
  const increment = async (): Promise<number | undefined> => {
    const found = await execute(options, async () =>
      collection.findOneAndUpdate({ _id: { $eq: _id } }, { $inc: { count: 1 } }, { returnDocument: 'after' }),
    );
    return toNumber(found?.count);
  };
  try {
    // While the first ones are on their way the driver opens the other connections.
    const counts = new Set(await Promise.all(updates.map(increment)));
    const winners = (await Promise.all(updates.map(claim))).filter((matched) => matched > 0);
    return [
      ...(counts.size === updates.length ? [] : ['loses increments ($inc) that come at the same time']),
      ...(winners.length === 1 ? [] : ['lets several programs win the same conditional update']),
    ];
  } catch (error) {
    const code = errorCode((error as Error).cause) ?? '';
    if (!REFUSED.has(code)) throw translateError(error);
    return [`has no conditional updates or no findAndModify (${code})`];
  } finally {
    await execute(options, async () => collection.deleteOne({ _id: { $eq: _id } }));
  }
}

function incapable({ name }: Server, lacks: readonly string[]): ConfigurationError {
  return new ConfigurationError(
    `${name} cannot be used: it ${lacks.join(', and ')}. Use MongoDB 4.4 or newer, or a server that the README of @frigg-crm/mongo-process-repo names`,
  );
}
