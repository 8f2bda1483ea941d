/** Small documents for tests of the stores, made by simple rules so that their chunks are easy to predict. */
import { sha256 } from '../../core/hash.ts';
import type { OriginalFile } from '../../core/ports.ts';
import { analyzeChunk } from '../../core/text/analyze.ts';
import type { Chunk, ParsedDocument, PreparedDocument } from '../../core/types.ts';

/** A document of plain prose, cut into chunks of about `chunkLength` code units. */
export function sampleDocument(text: string, details: Partial<ParsedDocument> = {}, chunkLength = 40): PreparedDocument {
  const parsed: ParsedDocument = {
    title: 'Sample',
    text,
    blocks: text === '' ? [] : [{ kind: 'prose', span: { start: 0, end: text.length } }],
    pageStarts: [],
    boxes: [],
    cells: [],
    warnings: [],
    ...details,
  };
  const chunks = tiles(text, chunkLength);
  const terms = chunks.map(({ span, headings }) =>
    analyzeChunk({ title: parsed.title, headings, text: text.slice(span.start, span.end), language: 'en' }),
  );
  return { parsed, format: 'text', language: 'en', chunks, terms, recipe: 'sample-1' };
}

/** The file behind a sample, its bytes kept. */
export function sampleFile(source: string, content: string): OriginalFile {
  const bytes = new TextEncoder().encode(content);
  return { source, origin: '', hash: sha256(bytes), sizeBytes: bytes.length, kept: { kind: 'bytes', bytes } };
}

function tiles(text: string, length: number): readonly Chunk[] {
  const starts = Array.from({ length: Math.ceil(text.length / length) }, (_, index) => index * length);
  const section = { start: 0, end: text.length };
  return starts.map((start) => {
    const end = Math.min(start + length, text.length);
    return { span: { start, end }, section, headings: ['Part', `From ${Math.floor(start / 100)}`], tokens: Math.ceil((end - start) / 4) };
  });
}
