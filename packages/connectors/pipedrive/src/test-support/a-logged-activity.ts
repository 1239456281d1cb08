import { anActivity } from '@frigg-crm/connector-testing';
import type { LoggedActivity } from '@frigg-crm/crm-base';

const PERSON = { objectType: 'Person', externalId: '1' };
const contactPhone = '+14155550132';

/** An answered call of 125 s with person 1. */
export const aLoggedCall = (changes: Partial<LoggedActivity> = {}): LoggedActivity =>
  anActivity('call', PERSON, {
    contactPhone,
    content: 'Incoming answered by Ann Lee<br><a href="https://my.quo.com/AC1">View</a>',
    ...changes,
  });

/** A text of person 1. */
export const aLoggedText = (changes: Partial<LoggedActivity> = {}): LoggedActivity =>
  anActivity('message', PERSON, { contactPhone, content: 'Received: See you at five', ...changes });
