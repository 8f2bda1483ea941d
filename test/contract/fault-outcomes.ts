/** The documented end of every fault that a model server can have: docs/model-faults.md is made from it. */
import type { ErrorCode } from '../../core/errors.ts';
import type { Fault } from '../fake-model-server/faults.ts';
import type { Flavour } from '../fake-model-server/index.ts';

/** What each fault comes to. `answered` where the answer is whole, whatever else is odd. */
export const outcomes: Readonly<Record<Fault, ErrorCode | 'answered'>> = {
  'prompt-cut': 'prompt-cut',
  'window-lowered': 'answered',
  'no-reuse': 'answered',
  'reuse-collapse': 'answered',
  // Only the check of the citations can tell.
  'foreign-answer': 'answered',
  'hang-before-headers': 'model-timeout',
  'hang-mid-stream': 'model-timeout',
  'error-in-stream': 'model-failed',
  'memory-in-stream': 'model-out-of-memory',
  'missing-end': 'model-stream-broken',
  'repeat-guard': 'model-stream-broken',
  'garbage-line': 'model-stream-broken',
  'garbage-body': 'model-stream-broken',
  'wrong-shape': 'model-stream-broken',
  'cut-line': 'model-stream-broken',
  'reset-before-headers': 'model-stream-broken',
  'model-gone': 'model-unknown',
  busy: 'model-busy',
  'memory-on-load': 'model-out-of-memory',
  crashed: 'model-failed',
  unauthorised: 'model-failed',
  locked: 'model-failed',
  'bare-error': 'model-failed',
  'counts-high': 'answered',
  'counts-nothing': 'answered',
  'empty-answer': 'model-failed',
  'thinks-only': 'model-failed',
  'endless-line': 'model-stream-broken',
  'endless-answer': 'model-stream-broken',
  // Only with a folder for states: saved-slots.test.ts.
  'slot-corrupt': 'answered',
  'slot-foreign': 'answered',
  'slot-useless': 'answered',
  'slow-start': 'answered',
  compressed: 'outbound-refused',
  redirect: 'outbound-refused',
  'old-overflow': 'answered',
  'hang-on-discovery': 'model-timeout',
  'garbage-discovery': 'model-stream-broken',
};

/** On one kind of server. Ollama itself waits while it loads; saying that it still does means that it has too much to do. */
export function outcomeOn(flavour: Flavour, fault: Fault): ErrorCode | 'answered' {
  return flavour.startsWith('ollama') && fault === 'slow-start' ? 'model-busy' : outcomes[fault];
}

/** What a person is told where the answer stands. */
export const noted: Readonly<Partial<Record<Fault, string>>> = {
  'window-lowered':
    'short prompts are answered; longer ones end with `window-lowered` or `prompt-too-long`, and later ones are planned for the real window',
  locked: 'named with its address, and never taken for missing',
  'no-reuse': 'the receipt says that nothing was held; `carrel doctor --try` finds it',
  'reuse-collapse': 'the receipt says that nothing was held; `carrel doctor --try` finds the length',
  'foreign-answer': 'none of its citations can be proven, and the answer says so; `carrel doctor --try` finds it',
  'counts-high': 'a warning in the receipt names both counts',
  'counts-nothing': 'a warning in the receipt says that the server did not count',
  'slow-start': 'waits and shows that the model loads; on Ollama `model-busy`',
  'slot-corrupt': 'the saved state is left alone, and the documents are read again',
  'slot-foreign': 'the documents are read again',
  'slot-useless': 'the documents are read again; `carrel doctor` says that keeping states is of no use there',
  'old-overflow': 'answered when it fits; else `prompt-too-long`, whatever the words',
};
