/** Runs in the place of the parsers: asks for every module of Node in every way, and gives back how each was answered. */
import { createRequire, isBuiltin } from 'node:module';
import { serve } from '../../../ingest/sandbox/serve.ts';

interface Asked {
  /** Each with the name of one thing that it exports. */
  readonly modules: Readonly<Record<string, string>>;
}

const require = createRequire(import.meta.url);
const onProcess = (name: string, ...input: readonly unknown[]): unknown =>
  Reflect.apply(Reflect.get(process, name) as () => unknown, process, input);
const onModule = (name: string, ...input: readonly unknown[]): unknown => {
  const holder = require('node:module') as object;
  return Reflect.apply(Reflect.get(holder, name) as () => unknown, holder, input);
};
const written = (code: string): Promise<unknown> => import(`data:text/javascript,${encodeURIComponent(code)}`);

/** Ways to a module; each throws or gives nothing where it is closed. */
const ways: Readonly<Record<string, (name: string, exported: string) => unknown>> = {
  'import default': (name) => written(`import it from '${name}'; export default it;`),
  'import named': (name, exported) => written(`import { ${exported} as it } from '${name}'; export default it;`),
  'export from': (name) => written(`export * from '${name}';`),
  'import()': (name) => import(name),
  require: (name) => require(name),
  'require of Module.prototype': (name) =>
    Reflect.apply(Reflect.get(require('node:module').prototype, 'require'), { id: 'x', paths: [] }, [name]),
  'Module._load': (name) => onModule('_load', name, null, false),
  // What this Node was started without (node:sqlite) ends it here, which is closed enough; the other ways are to be tried too.
  'Module._load with a resolution of its own': (name) =>
    isBuiltin(name) ? onModule('_load', name, null, false, { resolved: { url: name, filename: name, format: 'builtin' } }) : null,
  'after a hook of its own': (name) => {
    onModule('registerHooks', { resolve: () => ({ url: name, format: 'builtin', shortCircuit: true }) });
    return require(name);
  },
  'process.getBuiltinModule': (name) => onProcess('getBuiltinModule', name),
  'process.binding': (name) => onProcess('binding', name.replace(/^node:/, '')),
  'process._linkedBinding': (name) => onProcess('_linkedBinding', name.replace(/^node:/, '')),
};

async function answerTo(way: (name: string, exported: string) => unknown, name: string, exported: string): Promise<string> {
  try {
    return (await way(name, exported)) == null ? 'nothing' : 'open';
  } catch (fault) {
    return fault instanceof Error && 'code' in fault ? String(fault.code) : String(fault);
  }
}

await serve(async ({ bytes }) => {
  const { modules } = JSON.parse(Buffer.from(bytes).toString()) as Asked;
  const answers: Record<string, Record<string, string>> = {};
  for (const [name, exported] of Object.entries(modules)) {
    const byWay: Record<string, string> = {};
    for (const [wayName, way] of Object.entries(ways)) byWay[wayName] = await answerTo(way, name, exported);
    answers[name] = byWay;
  }
  const functions = Object.entries(Object.getOwnPropertyDescriptors(process)).flatMap(([name, { value }]) =>
    typeof value === 'function' ? [name] : [],
  );
  return { format: JSON.stringify({ answers, functions }), recipe: '', document: null, inner: [], refused: [] };
});
process.exit(0);
