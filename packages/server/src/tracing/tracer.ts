/** The name under which spans are made. */
export const TRACER = 'frigg-crm';
