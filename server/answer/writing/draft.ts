/**
 * An answer while it is being written. What has been shown is never taken back: numbers are given in the order of
 * reading, and a sentence that forgot its source gets its mark before the next one is shown.
 */
import type { AnswerEvent, Citation, Span } from '../../../core/types.ts';
import { maySayNotFound } from '../phrases/phrases.ts';
import type { CitationLedger } from '../proof/citations.ts';
import { endsWithFence, indentOfFence } from './kept-whole.ts';
import { type MarkedText, markParser } from './marks.ts';
import { type StreamedClaim, sentenceStream } from './sentence-stream.ts';

export interface Draft {
  write(piece: string): AsyncIterable<AnswerEvent>;
  /** Words copied from a passage, shown as given and followed by their mark; above them the file and the lines when asked for. */
  quote(text: string, passageNumber: number, span: Span, saysPlace?: boolean): AsyncIterable<AnswerEvent>;
  end(): AsyncIterable<AnswerEvent>;
  /** Adds a sentence of our own; it is no claim. */
  say(sentence: string): Iterable<AnswerEvent>;
  /** Everything shown so far: the deltas, joined. */
  text(): string;
  /** What the generator wrote, marks and all. */
  written(): string;
}

export function draft(ledger: CitationLedger): Draft {
  let shown = '';
  let written = '';
  // The sentence for "not in the documents" may still become a wider look, so it is not shown while it might be that one.
  let held: string | null = '';
  // What was shown last are the marks of a block of code.
  let standsAlone = false;
  const parser = markParser();
  let stream = sentenceStream();
  const announced = new Set<number>();

  function* show(text: string): Iterable<AnswerEvent> {
    if (text === '') return;
    // Marks below a block of code would otherwise begin the paragraph that follows it.
    const added = standsAlone && /^\n(?![^\S\n]*\n)/.test(text) ? `\n${text}` : text;
    standsAlone = false;
    shown += added;
    yield { type: 'text-delta', text: added };
  }

  function* mark(citations: readonly Citation[]): Iterable<AnswerEvent> {
    for (const citation of citations) {
      if (announced.has(citation.number)) continue;
      announced.add(citation.number);
      yield { type: 'citation-found', citation };
    }
    const isBelowBlock = endsWithFence(shown);
    const blank = /[\s([]$/.test(shown) || shown === '' ? '' : ' ';
    const gap = isBelowBlock ? `\n${indentOfFence(shown)}` : blank;
    yield* show(gap + citations.map(({ number }) => `[${number}]`).join(''));
    standsAlone = isBelowBlock;
  }

  async function* follow(claims: readonly StreamedClaim[]): AsyncIterable<AnswerEvent> {
    for (const claim of claims) {
      if (claim.kind === 'text') yield* show(claim.text);
      else if (claim.kind === 'cited') yield* mark(await ledger.cite(claim.claim, claim.ids));
      else {
        const found = await ledger.findFor(claim.claim);
        if (found !== null) yield* mark([found]);
      }
    }
  }

  async function* parse(pieces: readonly MarkedText[]): AsyncIterable<AnswerEvent> {
    for (const piece of pieces) yield* follow(stream.push(piece));
  }

  /** Lets go of what was held back. */
  async function* release(): AsyncIterable<AnswerEvent> {
    const text = held;
    held = null;
    if (text !== null && text !== '') yield* parse(parser.push(text));
  }

  return {
    async *write(piece) {
      written += piece;
      if (held === null) yield* parse(parser.push(piece));
      else if (maySayNotFound(held + piece)) held += piece;
      else {
        held += piece;
        yield* release();
      }
    },
    async *quote(text, passageNumber, span, saysPlace = false) {
      yield* release();
      yield* parse(parser.end());
      yield* follow(stream.end());
      stream = sentenceStream();
      written += text;
      const citation = await ledger.quote(passageNumber, span);
      yield* show(saysPlace ? `\n\n\`${linesOf(citation)}\`${text}` : text);
      yield* mark([citation]);
    },
    async *end() {
      yield* release();
      yield* parse(parser.end());
      yield* follow(stream.end());
    },
    say: show,
    text: () => shown,
    written: () => written,
  };
}

/** `file.ts:12-14`, as editors and compilers say it in every language. */
function linesOf({ source, place: { lineStart, lineEnd } }: Citation): string {
  return `${source}:${lineStart}${lineEnd === lineStart ? '' : `-${lineEnd}`}`;
}
