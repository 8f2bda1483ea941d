// `npm run package` runs this: TypeScript becomes JavaScript in dist/ (Node strips no types under node_modules),
// beside the built page and the files that the code opens by path.
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const run = (program, ...words) =>
  execFileSync(process.execPath, [join(root, 'node_modules', program), ...words], { cwd: root, stdio: 'inherit' });

rmSync(join(root, 'dist'), { recursive: true, force: true });
run('typescript/bin/tsc', '-p', 'tsconfig.build.json');
run('vite/bin/vite.js', 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn');
cpSync(join(root, 'web/dist'), join(root, 'dist/web/dist'), { recursive: true });

// Migrations, the vocabulary and the like: whatever lies beside the code and is not TypeScript.
for (const folder of ['core', 'ingest', 'server']) {
  for (const name of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
    if (!name.isFile() || name.name.endsWith('.ts') || name.name.endsWith('.md')) continue;
    const path = join(name.parentPath, name.name);
    cpSync(path, join(root, 'dist', path.slice(root.length + 1)));
  }
}
