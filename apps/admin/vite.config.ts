import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
// @boundaries-ignore the tools build every package
import { pageBudget } from '../../tools/src/build/page-budget.ts';
// @boundaries-ignore the tools build every package
import { pageSources } from '../../tools/src/build/page-sources.ts';

export default defineConfig(({ mode }) => ({
  root: 'page',
  // Below any path: what the page loads is found beside it.
  base: './',
  resolve: { conditions: ['@frigg-crm/source', 'module', 'browser', 'production'] },
  // What is published is never stale.
  plugins: [react(), pageBudget(), ...(mode === 'checkout' ? [pageSources()] : [])],
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    // Browsers of 2024: they know light-dark() and nesting.
    target: ['chrome123', 'firefox121', 'safari17.5'],
    // No data: URL, which the content security policy would have to allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
}));
