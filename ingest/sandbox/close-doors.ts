/**
 * Closes, inside a parser process and before anything else is loaded (start.ts, `--import`), what Node's permission
 * model leaves open: sockets, name look-ups, databases, signals to other processes, and every module of Node that no
 * parser needs. Files, children, workers and native code are closed by `--permission`.
 * test/unit/sandbox-doors.test.ts knocks at every door.
 */
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { closeBuiltins } from './close-builtins.ts';
import { closeSockets } from './close-sockets.ts';
import { close, refuse } from './refusals.ts';

/** What a process can do to itself or others; the test judges every other function of `process`. */
const processDoors = [
  ...['kill', '_kill', '_debugProcess', '_debugEnd', 'execve', 'dlopen', 'binding', '_linkedBinding', 'loadEnvFile', 'chdir', 'umask'],
  ...['initgroups', 'setgroups', 'setegid', 'seteuid', 'setgid', 'setuid'],
];
const networkGlobals = ['fetch', 'WebSocket', 'EventSource'];

closeSockets();
for (const name of processDoors) close(process, name, refuse);
for (const name of networkGlobals) close(globalThis, name, refuse);
// A report is written by native code, also on a signal or a fatal error that a parser provokes.
Object.defineProperty(process, 'report', { value: undefined, writable: false, configurable: false });
close(os, 'setPriority', refuse);
closeBuiltins();
syncBuiltinESMExports();
