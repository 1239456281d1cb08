import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { projects: ['packages/*', 'packages/adapters/*', 'packages/connectors/*', 'apps/*', 'tools'], reporters: ['default'] },
});
