export { startTestMongo, type TestMongo } from './start-test-mongo.ts';
