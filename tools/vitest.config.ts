import { defineConfig } from 'vitest/config';

/** Every package is tested against the sources of its neighbours: no build comes before a test. */
export default defineConfig({
  resolve: { conditions: ['@frigg-crm/source'] },
  ssr: { resolve: { conditions: ['@frigg-crm/source'] } },
  test: { include: ['src/**/*.test.ts'], testTimeout: 30_000 },
});
