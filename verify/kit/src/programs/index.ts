/** What programs that tests start may use too: nothing here needs the test runner. */
export { createSqsClient } from './create-sqs-client.ts';
export { makeSqliteFile, type SqliteFile } from './make-sqlite-file.ts';
export { serve, type Served } from './serve.ts';
export { startSilentProxy, type SilentProxy } from './start-silent-proxy.ts';
export { killPrograms, startProgram, type Program } from './start-program.ts';
