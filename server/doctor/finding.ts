/** One thing that was looked at, what was found, and what to do about it. */
export interface Finding {
  readonly area: 'runtime' | 'data' | 'collection' | 'queue' | 'model' | 'network';
  readonly state: 'good' | 'doubtful' | 'bad';
  readonly message: string;
  /** Empty when nothing needs to be done. */
  readonly remedy: string;
}

type Area = Finding['area'];

export const good = (area: Area, message: string): Finding => ({ area, state: 'good', message, remedy: '' });
export const doubtful = (area: Area, message: string, remedy: string): Finding => ({ area, state: 'doubtful', message, remedy });
export const bad = (area: Area, message: string, remedy: string): Finding => ({ area, state: 'bad', message, remedy });
