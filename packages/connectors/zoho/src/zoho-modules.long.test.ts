import { describeZoho } from './test-support/describe-zoho.ts';

describeZoho('Lead');
describeZoho('Account');
