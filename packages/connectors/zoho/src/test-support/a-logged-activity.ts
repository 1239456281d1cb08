import { anActivity } from '@frigg-crm/connector-testing';
import type { LoggedActivity } from '@frigg-crm/crm-base';

const PERSON = { objectType: 'Contact', externalId: '5725767010000000001' };
const contactPhone = '+14155550132';

/** An answered call of 125 s with the first contact. */
export const aLoggedCall = (changes: Partial<LoggedActivity> = {}): LoggedActivity =>
  anActivity('call', PERSON, { contactPhone, content: 'Incoming answered by Ann Lee\r\nView: https://my.quo.com/AC1', ...changes });

/** A text of the first contact. */
export const aLoggedText = (changes: Partial<LoggedActivity> = {}): LoggedActivity =>
  anActivity('message', PERSON, { contactPhone, content: 'Received: See you at five', ...changes });
