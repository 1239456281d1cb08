import { findPageBuilder } from '../../src/page-builder.ts';
import { installChromium } from './find-chromium.ts';

/** A build takes seconds, on a loaded machine a minute. */
const BUILD_MS = 120_000;

/** Before the first test, so that none waits for it: a browser, and the page of the sources as they are. */
export async function setup(): Promise<void> {
  installChromium();
  const built = await findPageBuilder()?.ensure(BUILD_MS);
  if (built?.kind !== 'ready') throw new Error(`the page is not built: ${built?.kind === 'failed' ? built.reason : 'it takes too long'}`);
}
