/** Turning texts into vectors. */

export interface EmbedInput {
  readonly title: string;
  readonly headings: readonly string[];
  readonly text: string;
}

/** Vectors of different ids are never compared. */
export interface Embedder {
  /** Fingerprint: kind, model digest, dimensions, prompt template version. */
  readonly id: string;
  readonly dimensions: number;
  /** One L2-normalised vector for each input, in order; all zeros when a text holds nothing known. */
  embedDocuments(inputs: readonly EmbedInput[], signal: AbortSignal): Promise<readonly Float32Array[]>;
  embedQuery(question: string, signal: AbortSignal): Promise<Float32Array>;
}
