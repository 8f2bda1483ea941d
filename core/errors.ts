/** Every fault a person can meet has one of these codes. They are public: never rename one. */
export type ErrorCode =
  | 'bad-request'
  | 'question-empty'
  | 'question-too-long'
  | 'bad-name'
  | 'config-invalid'
  | 'data-folder-taken'
  | 'node-too-old'
  | 'collection-unknown'
  | 'collection-exists'
  | 'collection-ambiguous'
  | 'collection-damaged'
  | 'collection-newer'
  | 'collection-busy'
  | 'document-unknown'
  | 'answer-unknown'
  | 'conversation-unknown'
  | 'job-unknown'
  | 'route-unknown'
  | 'host-refused'
  | 'origin-refused'
  | 'method-refused'
  | 'body-too-large'
  | 'media-type-refused'
  | 'path-refused'
  | 'path-unknown'
  | 'disk-full'
  | 'file-unreadable'
  | 'file-empty'
  | 'file-too-large'
  | 'file-encrypted'
  | 'file-damaged'
  | 'file-unsupported'
  | 'file-suspicious'
  | 'parse-timeout'
  | 'parse-memory'
  | 'parse-crashed'
  | 'embedder-mismatch'
  | 'model-unknown'
  | 'model-cloud'
  | 'model-unreachable'
  | 'model-failed'
  | 'model-out-of-memory'
  | 'model-busy'
  | 'model-timeout'
  | 'model-stream-broken'
  | 'prompt-too-long'
  | 'prompt-cut'
  | 'prompt-lost'
  | 'window-lowered'
  | 'outbound-refused'
  | 'cancelled'
  | 'internal';

/**
 * A fault with its culprit and its remedy. `message` says what happened, with the name and the limit;
 * `hint` says what to do. Both are for people: no stack, no path of the machine, no raw library text.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'AppError';
    this.code = code;
    this.hint = hint;
  }
}
