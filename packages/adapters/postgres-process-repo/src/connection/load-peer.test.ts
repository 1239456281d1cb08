import { describe, expect, it } from 'vitest';
import { loadPeer } from './load-peer.ts';

describe('loadPeer', () => {
  it.each(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'])('names the missing package when loading fails with %s', async (code) => {
    const missing = loadPeer('pg', async () => Promise.reject(Object.assign(new Error('no'), { code })));
    await expect(missing).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: 'pg is not installed: add it to the dependencies of your program',
    });
  });

  it('rethrows the error of a driver that is installed, but broken', async () => {
    const broken = new TypeError('broken');
    await expect(loadPeer('pg', async () => Promise.reject(broken))).rejects.toBe(broken);
  });

  it('returns what it loads', async () => {
    expect(await loadPeer('node:path', async () => import('node:path'))).toHaveProperty('join');
  });
});
