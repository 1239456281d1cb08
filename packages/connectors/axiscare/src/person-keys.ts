import { ConfigurationError } from '@frigg-crm/core';

/** The types of records that have people, the one to prefer first where two have the same number: a lead who became a client has two records. */
export const RECORD_TYPES = ['client', 'caregiver', 'lead', 'applicant'] as const;

/** A type of record. */
export type AxisCareRecordType = (typeof RECORD_TYPES)[number];

/** The types of people that can be synced: records, and the responsible parties (family, emergency contacts) of clients and leads. */
export const PERSON_TYPES = [...RECORD_TYPES, 'client-party', 'lead-party'] as const;

/** A type of person. */
export type AxisCarePersonType = (typeof PERSON_TYPES)[number];

/** Which person: ids are only unique within one type of one site. */
export interface AxisCarePersonKey {
  /** The number of the site; `undefined`: the home site of the connection. */
  readonly site: string | undefined;
  readonly type: AxisCareRecordType;
  /** Digits. */
  readonly id: string;
  /** 1 to 3 of a responsible party; `undefined`: the record itself. */
  readonly party: number | undefined;
}

/** One type of person at one site, as a sync names it. */
export interface AxisCareListing {
  /** `undefined`: the home site. */
  readonly site: string | undefined;
  readonly type: AxisCarePersonType;
}

const SITE = '[A-Za-z0-9-]{1,63}';
const KEY = new RegExp(String.raw`^(?:(${SITE}):)?(${RECORD_TYPES.join('|')})-(\d{1,15})(?:-rp([1-3]))?$`);
const LISTING = new RegExp(`^(?:(${SITE}):)?(${PERSON_TYPES.join('|')})$`);

/** @returns the external id, such as `client-12`, `client-12-rp1` or `5678:client-12`; those of the home site have no prefix. */
export function toExternalId({ site, type, id, party }: AxisCarePersonKey): string {
  return `${site === undefined ? '' : `${site}:`}${type}-${id}${party === undefined ? '' : `-rp${party}`}`;
}

/** @returns who is meant by an external id; `undefined` for what is none. */
export function readExternalId(externalId: string): AxisCarePersonKey | undefined {
  const [, site, type, id, party] = KEY.exec(externalId) ?? [];
  if (type === undefined || id === undefined) return undefined;
  return { site, type: type as AxisCareRecordType, id: String(Number(id)), party: party === undefined ? undefined : Number(party) };
}

/** @returns the object type, such as `client` or `5678:client`. */
export function toObjectType({ site, type }: AxisCareListing): string {
  return site === undefined ? type : `${site}:${type}`;
}

/** @returns what an object type lists. @throws {ConfigurationError} for what is none. */
export function readObjectType(objectType: string): AxisCareListing {
  const [, site, type] = LISTING.exec(objectType) ?? [];
  if (type === undefined) throw new ConfigurationError(`AxisCare has no people of type ${objectType}`);
  return { site, type: type as AxisCarePersonType };
}

/** @returns the type of the records that people of a type are part of, such as `client` for `client-party`. */
export function recordTypeOf(type: AxisCarePersonType): AxisCareRecordType {
  return type === 'client-party' ? 'client' : type === 'lead-party' ? 'lead' : type;
}

/** @returns whether people of a type are responsible parties. */
export const isPartyType = (type: AxisCarePersonType): boolean => type !== recordTypeOf(type);
