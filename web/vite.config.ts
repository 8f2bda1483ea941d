import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // Small files stay files: the page's Content-Security-Policy knows no inline script or style.
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2024', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  // `vite --config web/vite.config.ts` while `npm start` runs beside it.
  server: { proxy: { '/api': 'http://127.0.0.1:8642' } },
});
