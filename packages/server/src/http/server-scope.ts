/** Under which `integrationId` documents of the server itself are kept. No integration can have this id: ids hold no colon. */
export const SERVER_SCOPE = ':server';
