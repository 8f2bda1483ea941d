/**
 * Of Node's own modules a parser process gets those that parsers are known to need, by whatever way it asks: a static
 * or dynamic import, `require`, `process.getBuiltinModule`. A module that a later Node adds is closed until someone
 * argues for it here; test/unit/sandbox-builtins.test.ts tries every one in every way.
 */
import module from 'node:module';
import { close, denied, refuse } from './refusals.ts';

/** Each is needed by our parsers or a library of theirs; none opens more than files, and those the permission model holds. */
const openBuiltins: ReadonlySet<string> = new Set([
  'buffer',
  'events',
  'fs',
  'fs/promises',
  'module',
  'os',
  'path',
  'stream',
  'string_decoder',
  'timers',
  'timers/promises',
  'url',
  'util',
  'zlib',
]);

const plainName = (name: string): string => name.replace(/^node:/, '');
const isClosed = (name: string): boolean => module.isBuiltin(name) && !openBuiltins.has(plainName(name));

export function closeBuiltins(): void {
  const getBuiltinModule = process.getBuiltinModule;
  // Asked at both steps: `Module._load` takes a resolution as given when it gets one.
  module.registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      if (isClosed(resolved.url)) throw denied();
      return resolved;
    },
    load(url, context, next) {
      if (isClosed(url)) throw denied();
      return next(url, context);
    },
  });
  // Whoever may add a hook could answer before ours; the rest start programs of their own or write to the disk.
  for (const name of ['registerHooks', 'register', 'runMain', '_preloadModules', 'enableCompileCache', 'flushCompileCache'])
    close(module, name, refuse);
  close(process, 'getBuiltinModule', (name) => {
    if (typeof name !== 'string' || isClosed(name)) throw denied();
    return getBuiltinModule(name);
  });
}
