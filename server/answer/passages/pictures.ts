/**
 * Pictures for models that can see: figures in the passages that the question is about, and pages that are nothing but a
 * picture, which can be read in no other way.
 */
import { pictureSizeOf } from '../../../core/picture-size.ts';
import type { CollectionAccess, ShownImage } from '../../../core/ports.ts';
import { isPictureLine } from '../../../core/text/picture-line.ts';
import type { DocumentImage, ImageUse, ModelDescription, Passage, SearchHit } from '../../../core/types.ts';
import { isGemma } from '../../generate/prompt-checks.ts';

export interface SentPicture {
  readonly image: ShownImage;
  readonly use: ImageUse;
  /** It is a page without text, or a whole file, and no figure in one. */
  readonly isPage: boolean;
  /** Number of the passage that it stands in. */
  readonly passage: number;
}

export interface ChosenPictures {
  readonly sent: readonly SentPicture[];
  /** Sources of pictures that there was no room for, each once. */
  readonly leftOut: readonly string[];
}

/**
 * Gemma 4 shows a picture in 70 to 1,120 tokens, by default 280, and puts one token before and one behind it; Gemma 3 in
 * 256 (their model cards).
 */
const gemmaTokens = 282;
/** Qwen and Mistral models see squares of 28 pixels, each a token (their model cards); it is more than most others take. */
const squareOfOthers = 28;
/** "Picture of passage [123], page 45:" with its newlines. */
const labelTokens = 16;
/** A figure costs as much as a passage and the reading of a second on a small machine. */
const mostFigures = 4;
/** Pages cost the same and are the text itself: a letter or a contract, read in half a minute on a small machine. */
const mostPages = 16;
/** Figures of what the search found further down have little to do with the question. */
const mostHits = 8;

/** The pictures of what is read, best passages first, as many as there is room for. */
export async function picturesFor(
  model: ModelDescription,
  passages: readonly Passage[],
  hits: readonly SearchHit[],
  roomTokens: number,
  collection: CollectionAccess,
): Promise<ChosenPictures> {
  if (model.vision !== true) return { sent: [], leftOut: [] };
  const left = { tokens: roomTokens, figures: mostFigures, pages: mostPages };
  const sent: SentPicture[] = [];
  const leftOut = new Set<string>();
  const seen = new Set<string>();
  const best = bestPassages(passages, hits);
  const others = passages.filter((passage) => !best.has(passage) && holdsPage(passage));
  for (const passage of [...best, ...others]) {
    if (isSpent(left)) {
      if (holdsPage(passage)) leftOut.add(passage.source);
      continue;
    }
    for (const image of await collection.images(passage.documentId, passage.span)) {
      const picture = pictureOf(image, passage, model);
      // A file of its own that another document shows is met twice.
      if (seen.has(image.base64) || (!picture.isPage && !best.has(passage))) continue;
      seen.add(image.base64);
      const kind = picture.isPage ? 'pages' : 'figures';
      if (left[kind] === 0 || picture.use.tokens > left.tokens) leftOut.add(passage.source);
      else {
        left[kind] -= 1;
        left.tokens -= picture.use.tokens;
        sent.push(picture);
      }
    }
  }
  return { sent, leftOut: [...leftOut] };
}

const isSpent = ({ tokens, pages }: { readonly tokens: number; readonly pages: number }): boolean => tokens < gemmaTokens || pages === 0;

/** What the pictures add to the prompt. */
export const tokensOfPictures = (pictures: readonly SentPicture[] = []): number => pictures.reduce((sum, { use }) => sum + use.tokens, 0);

/** Whether a page of the passage is a picture without text. */
const holdsPage = ({ text }: Pick<Passage, 'text'>): boolean => text.split('\n').some(isPictureLine);

function bestPassages(passages: readonly Passage[], hits: readonly SearchHit[]): ReadonlySet<Passage> {
  const holding = hits
    .slice(0, mostHits)
    .map(({ documentId, span }) =>
      passages.find((passage) => passage.documentId === documentId && passage.span.start <= span.start && span.start < passage.span.end),
    );
  return new Set(holding.filter((passage) => passage !== undefined));
}

function pictureOf(image: DocumentImage, passage: Passage, model: ModelDescription): SentPicture {
  const { span, mediaType, base64 } = image;
  const { documentId, source, number } = passage;
  const line = passage.text.slice(span.start - passage.span.start, span.end - passage.span.start);
  const isPage = isPictureLine(line);
  const page = isPage ? /Page (\d+)/.exec(line)?.[1] : undefined;
  const bytes = Buffer.from(base64, 'base64');
  const use = { documentId, source, ...span, mediaType, sizeBytes: bytes.length, tokens: labelTokens + tokensOf(bytes, model) };
  return { image: { ...image, label: `[${number}]${page === undefined ? '' : `, page ${page}`}` }, use, isPage, passage: number };
}

function tokensOf(bytes: Uint8Array, { id }: ModelDescription): number {
  const size = pictureSizeOf(bytes);
  if (isGemma(id) || size === null) return gemmaTokens;
  return Math.max(gemmaTokens, Math.ceil(size.width / squareOfOthers) * Math.ceil(size.height / squareOfOthers));
}
