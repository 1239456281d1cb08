import { randomUUID } from 'node:crypto';

/** `mongodb://`, user and hosts; the name of a database; the options. */
const MONGO_URL = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/;

/**
 * @returns the address with the name of an unused database. Authentication stays the same: where the address
 * names no `authSource`, its own database (or else `admin`) is the one that knows the user.
 */
export function freeDatabaseUrl(url: string, name: string = `frigg_test_${randomUUID().slice(0, 8)}`): string {
  const [, hosts, database = '', options = ''] = MONGO_URL.exec(url) ?? [];
  if (hosts === undefined) throw new TypeError('MONGO_URL must have the form mongodb://host:27017');
  const keepsUser = database !== '' && hosts.includes('@') && !/(^|&)authSource=/i.test(options);
  const all = [options, keepsUser ? `authSource=${database}` : ''].filter((part) => part !== '').join('&');
  return `${hosts}/${name}${all === '' ? '' : `?${all}`}`;
}
