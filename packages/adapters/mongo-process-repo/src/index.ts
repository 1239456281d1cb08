export { openMongoStore, type MongoStore, type MongoStoreOptions } from './connection/open-mongo-store.ts';
export { createMongoDocumentStore } from './document-store/mongo-document-store.ts';
export { ensureIndexes, type EnsureIndexesOptions } from './indexes/ensure-indexes.ts';
export { createMongoLeases } from './leases/mongo-leases.ts';
export { createMongoMappingRepository } from './mapping-repository/mongo-mapping-repository.ts';
export type { ProcessDocument } from './process-repository/process-document.ts';
export { createMongoProcessRepository, type MongoProcessRepositoryOptions } from './process-repository/mongo-process-repository.ts';
export { createMongoRateLimits } from './rate-limits/mongo-rate-limits.ts';
export type { CollectionNames, MongoStorePartOptions } from './store-options.ts';
