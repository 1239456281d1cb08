import process from 'node:process';
import { startTestPostgres } from '../start-test-postgres.ts';

const { stop } = await startTestPostgres();
await stop();
process.exitCode = 3;
