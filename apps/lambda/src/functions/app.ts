import { openApp } from '../app/open-app.ts';
import { openOnce } from '../app/open-once.ts';

/** The app of this instance, opened by its first invocation. */
export const app = openOnce(async () => openApp(process.env));
