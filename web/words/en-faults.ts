/** What can go wrong, in English: the heading of each fault that a person may meet here. The server's sentence names the culprit. */
import type { ErrorCode } from '../../core/errors.ts';
import type { Tree } from './shape.ts';

/** Faults that carry a heading on a page whose language the server does not speak. */
export const faultNames = {
  'bad-request': 'This cannot be done that way.',
  'question-empty': 'The question is empty.',
  'question-too-long': 'The question is too long.',
  'bad-name': 'This name cannot be used.',
  'collection-unknown': 'There is no such collection.',
  'collection-exists': 'There is a collection of that name already.',
  'collection-damaged': 'The collection cannot be read.',
  'collection-newer': 'The collection was made by a newer version.',
  'collection-busy': 'The collection is being written just now.',
  'document-unknown': 'The document is no longer there.',
  'answer-unknown': 'The answer is no longer there.',
  'conversation-unknown': 'The conversation is no longer there.',
  'job-unknown': 'The job is no longer there.',
  'body-too-large': 'That was too large.',
  'path-refused': 'This folder may not be read from here.',
  'path-unknown': 'There is no such folder.',
  'disk-full': 'The disk is full.',
  'file-unreadable': 'The file cannot be read.',
  'model-unknown': 'There is no such model.',
  'model-cloud': 'This model runs in the cloud, not on this computer.',
  'model-unreachable': 'The model server does not answer.',
  'model-failed': 'The model could not answer.',
  'model-out-of-memory': 'There is not enough memory for the model.',
  'model-busy': 'The model is busy.',
  'model-timeout': 'The model took too long.',
  'model-stream-broken': 'The model stopped in the middle.',
  'prompt-too-long': 'This does not fit into the window of the model.',
  'prompt-cut': 'The model server cut the text off, so its answer does not count.',
  'window-lowered': 'The model has a smaller window than it said.',
  'prompt-lost': 'The prompt can no longer be put together.',
  'outbound-refused': 'This address is not allowed.',
  internal: 'Something went wrong here.',
} as const satisfies Tree & Partial<Record<ErrorCode, string>>;
