import { describeZoho } from './test-support/describe-zoho.ts';

describeZoho('Contact', true);
