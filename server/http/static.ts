/** Serves the built page. Everything it may load comes from here, and the browser is told so. */
import { createReadStream, existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

const notBuilt =
  '<!doctype html><html lang="en"><title>Carrel</title><p>The page is not built yet. Run <code>npm run build:web</code> and reload.</p></html>';

export interface Page {
  /** The file for a path, or the page itself for a path that the page routes; null for a missing asset. */
  respond(path: string): Promise<Response | null>;
}

/** A checkout has the page in web/dist, a package in dist/web/dist: the same relative place. */
export function builtPageFolder(): string {
  return fileURLToPath(new URL('../../web/dist', import.meta.url));
}

export function openPage(folder: string): Page {
  let names: Promise<ReadonlySet<string>> | null = null;
  // Only names that were there when the page was last asked for are ever opened: no path from a request reaches the disk.
  const known = (): Promise<ReadonlySet<string>> => {
    names ??= listNames(folder);
    return names;
  };
  return {
    async respond(path) {
      const name = path.replace(/^\/+/, '');
      if ((await known()).has(name) && name !== 'index.html') return fileResponse(folder, name);
      if (name.startsWith('assets/')) return null;
      // A page that was built anew beside a running server has assets of other names.
      names = null;
      const index = join(folder, 'index.html');
      const html = existsSync(index) ? await readFile(index, 'utf8') : notBuilt;
      return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' } });
    },
  };
}

async function listNames(folder: string): Promise<ReadonlySet<string>> {
  if (!existsSync(folder)) return new Set();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return new Set(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .replaceAll(sep, '/'),
      ),
  );
}

async function fileResponse(folder: string, name: string): Promise<Response> {
  const path = join(folder, name);
  const { size } = await stat(path);
  const hashed = name.startsWith('assets/');
  return new Response(Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>, {
    headers: {
      'content-type': mediaTypes[extname(name)] ?? 'application/octet-stream',
      'content-length': String(size),
      'cache-control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
  });
}
