// The page of frigg-crm, as a handler of requests.
export { createAdmin, type Admin, type AdminOptions } from './create-admin.ts';
