/** What Pipedrive calls a connection: two users of one company have two. Store it as a `lookupKey` of the integration. */
export function pipedriveLookupKey({ companyId, userId }: { readonly companyId: string; readonly userId: string }): string {
  return `pipedrive/${companyId}/${userId}`;
}
