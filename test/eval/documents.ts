/**
 * Reads the real documents of ../shared/eval/documents and compares the words with the expected texts.
 * Run: node test/eval/documents.ts [--worst 5] [--missing NAME]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadConfig } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import { openParserPool, type ParserPool } from '../../ingest/sandbox/pool.ts';
import { evalFile, hasEvalData, jsonLines } from './data.ts';

/** The formats that are read now; the set holds more. */
const formats = ['pdf', 'docx', 'html', 'csv', 'md', 'txt', 'eml', 'json', 'pptx', 'odt', 'odp'];

interface Listed {
  readonly file: string;
  readonly format: string;
  readonly kind: string;
  readonly expected?: string | null;
  readonly reference?: string | null;
}

interface DocumentScore {
  readonly file: string;
  readonly format: string;
  /** `expected` was reviewed by people; `reference` is another program's opinion (pdftotext); `none` is only read. */
  readonly against: 'expected' | 'reference' | 'none';
  /** Share of the expected words that were found, each as often as expected; null when there is nothing to compare or the file was refused. */
  readonly recall: number | null;
  readonly missing: readonly string[];
  /** The sentence for the report; empty when the file was read. */
  readonly refusal: string;
  readonly warnings: readonly string[];
}

/** Null when the folder of real documents is not there. */
async function scoreDocuments(): Promise<readonly DocumentScore[] | null> {
  if (!hasEvalData()) return null;
  const listed = jsonLines<Listed>('documents/manifest.jsonl');
  const wanted = listed.filter(({ format, kind }) => formats.includes(format) && kind !== 'pdf/scan');
  const parsers = openParserPool(loadConfig({ flags: {}, environment: {} }));
  try {
    return await Promise.all(wanted.map((entry) => scoreDocument(parsers, entry)));
  } finally {
    parsers.close();
  }
}

async function scoreDocument(parsers: ParserPool, { file, format, expected, reference }: Listed): Promise<DocumentScore> {
  const bytes = new Uint8Array(readFileSync(evalFile(`documents/${file}`)));
  const against = expected ? 'expected' : reference ? 'reference' : 'none';
  const wanted = expected || reference || null;
  const { text, refusal, warnings } = await read(parsers, file, bytes);
  const words = wanted === null || text === null ? null : missingWords(readFileSync(evalFile(`documents/${wanted}`), 'utf8'), text);
  const recall = words === null || words.total === 0 ? null : 1 - words.missing.length / words.total;
  return { file: file.replace('files/', ''), format, against, recall, missing: words?.missing ?? [], refusal, warnings };
}

async function read(
  parsers: ParserPool,
  source: string,
  bytes: Uint8Array,
): Promise<{ text: string | null; refusal: string; warnings: readonly string[] }> {
  try {
    const { document, refused, inner } = await parsers.prepare({ source, bytes }, new AbortController().signal);
    if (document === null) return { text: null, refusal: `${inner.length} inner files, ${refused.length} refused`, warnings: [] };
    return { text: document.parsed.text, refusal: '', warnings: document.parsed.warnings };
  } catch (cause) {
    if (cause instanceof AppError) return { text: null, refusal: `${cause.code}: ${cause.message}`, warnings: [] };
    throw cause;
  }
}

function missingWords(expected: string, text: string): { missing: readonly string[]; total: number } {
  const counts = new Map<string, number>();
  for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const wanted = wordsOf(withoutMarkup(expected));
  const missing = wanted.filter((word) => {
    const count = counts.get(word) ?? 0;
    counts.set(word, count - 1);
    return count <= 0;
  });
  return { missing, total: wanted.length };
}

/** Words broken at line ends count as whole on both sides, as the published comparison of PDF engines counts them. */
function wordsOf(text: string): readonly string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/-\s*\n\s*/g, '')
      .replace(/\u00ad/g, '')
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}

/** The expected texts are Markdown: addresses of links, comments and entities are no words of the document. */
function withoutMarkup(markdown: string): string {
  return markdown
    .replace(/<!--.*?-->/gs, ' ')
    .replace(/\]\([^)\n]*\)/g, '] ')
    .replace(/<\/?[a-z]+[^>\n]*>/gi, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\\(?=[_*#])/g, '');
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

function print(scores: readonly DocumentScore[], worst: number): void {
  const isFault = (score: DocumentScore): boolean => score.refusal === '' && score.recall === null && score.against !== 'none';
  console.log('format  against    files  median  mean   refused  vanished');
  for (const format of formats) {
    for (const against of ['expected', 'reference', 'none'] as const) {
      const group = scores.filter((score) => score.format === format && score.against === against);
      if (group.length === 0) continue;
      const recalls = group.flatMap((score) => score.recall ?? []);
      const mean = recalls.reduce((sum, value) => sum + value, 0) / recalls.length;
      const row = [
        format.padEnd(7),
        against.padEnd(10),
        String(group.length).padStart(5),
        median(recalls).toFixed(4).padStart(7),
        mean.toFixed(3).padStart(6),
        String(group.filter((score) => score.refusal !== '').length).padStart(8),
        String(group.filter(isFault).length).padStart(9),
      ];
      console.log(row.join(' '));
    }
  }
  const reviewed = scores.filter((score) => score.against === 'expected').flatMap((score) => score.recall ?? []);
  console.log(`\nall reviewed texts: ${reviewed.length} files, median ${median(reviewed).toFixed(4)}\n\nworst:`);
  for (const score of scores
    .filter(({ recall }) => recall !== null)
    .toSorted((a, b) => (a.recall ?? 1) - (b.recall ?? 1))
    .slice(0, worst)) {
    console.log(`${score.recall?.toFixed(3)} ${score.file} (${score.against}), missing: ${score.missing.slice(0, 12).join(' ')}`);
  }
  console.log('\nrefused, each with its line:');
  for (const score of scores.filter(({ refusal }) => refusal !== '')) console.log(`  ${score.file}: ${score.refusal}`);
  console.log('\nread with warnings:');
  for (const score of scores.filter(({ warnings }) => warnings.length > 0)) console.log(`  ${score.file}: ${score.warnings.join(' ')}`);
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { worst: { type: 'string', default: '15' }, missing: { type: 'string' } } });
  const scores = await scoreDocuments();
  if (scores === null) console.log('No documents to read: this evaluation needs the folder ../shared/eval beside the project.');
  else if (values.missing !== undefined) console.log(scores.find((score) => score.file.includes(values.missing ?? ''))?.missing.join(' '));
  else print(scores, Number(values.worst));
}
