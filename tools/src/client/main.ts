import { writeFileSync } from 'node:fs';
import { CLIENT_TYPES, writeClientTypes } from './client-types.ts';

writeFileSync(CLIENT_TYPES, await writeClientTypes());
console.log(`${CLIENT_TYPES} is written`);
