import { chromium, type Browser } from 'playwright-core';
import { findChromium } from './find-chromium.ts';

/** Starts a browser without a window. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('Chromium is gone since the set-up of the tests has found it');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
}
