/** The program that holds the model. A fault in llama.cpp ends this process and no other. */
import { answering } from './answering.ts';
import { NoStart, openModel } from './llama.ts';
import { order, type Reply, startOrder } from './protocol.ts';

const start = startOrder.parse(JSON.parse(process.argv[2] ?? '{}'));

function say(reply: Reply): void {
  process.send?.(reply);
}

// Ctrl-C in a terminal reaches all of its processes; what becomes of this one is for the parent to say.
process.on('SIGINT', () => undefined);
// The parent is gone. Native threads may be at work, and a polite exit waits for them.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

try {
  const open = await openModel(start, (share) => say({ type: 'loading', share }));
  const answers = answering(open, start, say);
  process.on('message', (message) => answers.obey(order.parse(message)));
  say({ type: 'ready', windowTokens: open.context.contextSize, version: open.version, gpu: open.gpu });
} catch (fault) {
  say({ type: 'no-start', reason: fault instanceof NoStart ? fault.reason : 'model', text: String(fault) });
}
