import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  // Without `development: false` a build started by a test (NODE_ENV=test) names the files of this machine in the page.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  // Small files stay files: the page's Content-Security-Policy knows no inline script or style.
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2024', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  // `vite --config web/vite.config.ts` while `npm start` runs beside it.
  server: { proxy: { '/api': 'http://127.0.0.1:8642' } },
});
