import { FriggCrmError } from './frigg-crm-error.ts';

declare const error: unknown;

FriggCrmError.hasCode(error, 'PROCESS_NOT_FOUND');
FriggCrmError.hasCode<'API_REFUSED' | 'API_UNAVAILABLE'>(error, 'API_REFUSED');
// @ts-expect-error a code that is misspelt
FriggCrmError.hasCode(error, 'PROCESS_NOTFOUND');
// @ts-expect-error a code that another package does not have
FriggCrmError.hasCode<'API_REFUSED' | 'API_UNAVAILABLE'>(error, 'API_REFUSE');
