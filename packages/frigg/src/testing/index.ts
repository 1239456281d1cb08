/** A double of Frigg's database, for tests of what reads it. */
export { encryptAsFrigg, type FriggAesKey } from './encrypt-as-frigg.ts';
export { createFriggRows, type FriggRows, type FriggRowsOptions, type FriggTestIntegration } from './frigg-rows.ts';
export { fillFriggMongo, type WritableMongoDatabase } from './fill-frigg-mongo.ts';
export { fillFriggPostgres, type WritablePostgres } from './fill-frigg-postgres.ts';
