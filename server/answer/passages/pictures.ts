/** Pictures for models that can see: those that stand in the passages which the question is about. */
import type { CollectionAccess } from '../../../core/ports.ts';
import type { DocumentImage, ImageUse, ModelDescription, Passage, SearchHit } from '../../../core/types.ts';

export interface SentPicture {
  readonly image: DocumentImage;
  readonly use: ImageUse;
}

/**
 * Gemma 4 shows a picture in 70 to 1,120 tokens, by default 280, and puts one token before and one behind it; Gemma 3 in
 * 256 (their model cards). Other models differ; the receipt says what the server counted.
 */
export const pictureTokens = 282;
/** Each costs as much as a passage and the reading of a second on a small machine. */
const mostPictures = 4;
/** Pictures of what the search found further down have little to do with the question. */
const mostHits = 8;

/** The pictures in the best passages that were read, best first, as many as there is room for. */
export async function picturesFor(
  model: ModelDescription,
  passages: readonly Passage[],
  hits: readonly SearchHit[],
  roomTokens: number,
  collection: CollectionAccess,
): Promise<readonly SentPicture[]> {
  if (model.vision !== true) return [];
  const most = Math.min(mostPictures, Math.floor(roomTokens / pictureTokens));
  const found: SentPicture[] = [];
  for (const passage of bestPassages(passages, hits)) {
    if (found.length >= most) break;
    const images = await collection.images(passage.documentId, passage.span);
    found.push(...images.slice(0, most - found.length).map((image) => ({ image, use: useOf(image, passage) })));
  }
  return found;
}

function bestPassages(passages: readonly Passage[], hits: readonly SearchHit[]): ReadonlySet<Passage> {
  const holding = hits
    .slice(0, mostHits)
    .map(({ documentId, span }) =>
      passages.find((passage) => passage.documentId === documentId && passage.span.start <= span.start && span.start < passage.span.end),
    );
  return new Set(holding.filter((passage) => passage !== undefined));
}

function useOf({ span, mediaType, base64 }: DocumentImage, { documentId, source }: Passage): ImageUse {
  return { documentId, source, ...span, mediaType, sizeBytes: Buffer.byteLength(base64, 'base64'), tokens: pictureTokens };
}
