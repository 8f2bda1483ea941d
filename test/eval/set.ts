/** What an evaluation set is to the runner. */

export interface EvalRow {
  /** `nDCG@10`, `right document in top 5`, … */
  readonly measure: string;
  readonly value: number;
  /** What the issue asks for at least (or at most, when `lowerIsBetter`); null when there is no such figure. */
  readonly target: number | null;
  readonly lowerIsBetter?: boolean;
}

export interface EvalSet {
  readonly name: string;
  /** Builds what it needs in a temporary folder, asks, scores and cleans up. */
  run(): Promise<readonly EvalRow[]>;
}
