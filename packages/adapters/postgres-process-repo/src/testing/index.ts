export { freePort } from './free-port.ts';
export { startTestPostgres, type TestPostgres, type TestPostgresOptions } from './start-test-postgres.ts';
