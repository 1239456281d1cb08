import { toE164 } from '@frigg-crm/crm-base';
import { readSetting } from '@frigg-crm/crm-base/connector';
import type { JsonObject } from '@frigg-crm/core';
import * as z from 'zod';
import { SITE_NUMBER, readSiteNumber } from './client/create-axiscare-client.ts';
import { RECORD_TYPES, isPartyType, type AxisCarePersonType, type AxisCareRecordType } from './person-keys.ts';

/** Which Quo numbers belong to which site, by site number. */
export type SitePhones = Readonly<Record<string, { readonly quoPhoneNumbers: readonly string[] }>>;

const siteSchema = z.object({ quoPhoneNumbers: z.array(z.string().min(1)).max(1000) });

/**
 * Reads the numbers of sites as an owner sets them: `{ "1234": { "quoPhoneNumbers": ["+15551234567"] } }`. A number belongs
 * to one site, however it is written. In a merge patch, `null` takes a site away and a list replaces that of its site.
 */
export const sitePhonesSchema: z.ZodType<SitePhones> = z
  .record(z.string().regex(SITE_NUMBER), siteSchema)
  .superRefine((sites, context) => {
    const siteOf = new Map<string, string>();
    for (const [site, { quoPhoneNumbers }] of Object.entries(sites))
      for (const [index, number] of quoPhoneNumbers.entries()) {
        const path = [site, 'quoPhoneNumbers', index];
        const phone = toE164(number, 'US');
        if (phone === undefined) context.addIssue({ code: 'custom', message: 'is no phone number', path });
        else if ((siteOf.get(phone) ?? site) !== site) context.addIssue({ code: 'custom', message: 'belongs to another site', path });
        else siteOf.set(phone, site);
      }
  })
  .meta({ title: 'Numbers of the sites', description: 'Which Quo numbers belong to which AxisCare site' });

/** @returns the site of each number, by E.164; what is no such setting has none. */
export function readSitePhones(setting: unknown): ReadonlyMap<string, string> {
  const sites = sitePhonesSchema.safeParse(setting).data ?? {};
  return new Map(
    Object.entries(sites).flatMap(([site, { quoPhoneNumbers }]) =>
      quoPhoneNumbers.map((number): [string, string] => [toE164(number, 'US') ?? number, readSiteNumber(site)]),
    ),
  );
}

/** The ids of webhook subscribers, as the admin areas of the sites show them. */
export const subscriberIdsSchema: z.ZodType<readonly string[]> = z
  .array(z.string().min(1).max(200))
  .min(1)
  .meta({ title: 'Webhook subscribers', description: 'Ids of the AxisCare webhook subscribers whose events are accepted' });

/** Which records are synced. Responsible parties are no choice of the owner: their disclosure has to be authorised. */
export const recordTypesSchema: z.ZodType<readonly AxisCareRecordType[]> = z
  .array(z.enum(RECORD_TYPES))
  .min(1)
  .meta({ title: 'Who is synced', description: 'Which AxisCare records become contacts of Quo', uniqueItems: true, ui: { multi: true } });

/** @returns the types that the owner has chosen, with the responsible parties of the installation; else those of the installation. */
export function readPersonTypes(
  settings: JsonObject | undefined,
  installed: readonly AxisCarePersonType[] = ['client'],
): readonly AxisCarePersonType[] {
  const chosen = readSetting(settings, 'personTypes', recordTypesSchema);
  return chosen === undefined ? installed : [...new Set([...chosen, ...installed.filter(isPartyType)])];
}
