export type Remedy = 'retry' | 'quotes' | 'retrieve' | 'edit' | 'doctor';

/** The buttons that help with a fault, the best one first. The person chooses: nothing stands in by itself. */
export function remediesFor(code: string): readonly Remedy[] {
  switch (code) {
    case 'prompt-too-long':
      return ['retrieve'];
    case 'prompt-cut':
    case 'window-lowered':
      return ['retrieve', 'doctor'];
    case 'question-too-long':
    case 'question-empty':
      return ['edit'];
    case 'model-unknown':
    case 'model-cloud':
    case 'outbound-refused':
      return ['quotes'];
    case 'model-unreachable':
    case 'model-out-of-memory':
    case 'model-failed':
    case 'model-timeout':
    case 'model-stream-broken':
      return ['retry', 'quotes', 'doctor'];
    default:
      return ['retry'];
  }
}
