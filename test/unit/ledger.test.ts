import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import { documentIdOf } from '../../core/hash.ts';
import type { TokenCounter } from '../../core/ports.ts';
import { countTokens } from '../../core/tokens/index.ts';
import type { LedgerModel, ModelDescription } from '../../core/types.ts';
import { ledgerModel } from '../../server/answer/plan/ledger.ts';
import type { ReadingLength } from '../../server/answer/reading/reading-length.ts';
import { scripted } from '../../server/generate/scripted.ts';
import { estimateCounter, gemmaCounter } from '../../server/generate/token-counter.ts';
import { collectionLedger } from '../../server/ledger.ts';
import { handbook, openShelf } from './answer-shelf.ts';

function model(id: string, contextTokens: number, details: Partial<ModelDescription> = {}): ModelDescription {
  const unknown = { embeds: false, loaded: false, digest: null, sizeBytes: null, parameters: null, memory: null };
  return { id, engine: 'ollama', contextTokens, ...unknown, ...details };
}

/** Documents of these packed tokens, named by letters. */
function ledgerOf(
  packed: readonly number[],
  asked: ModelDescription,
  counter: Pick<TokenCounter, 'countedBy' | 'margin'> = gemmaCounter,
  readingLength: ReadingLength | null = null,
): LedgerModel {
  const documents = packed.map((packedTokens, index) => {
    const source = `${String.fromCharCode(97 + index)}.md`;
    return { id: documentIdOf(source), source, tokens: packedTokens - 30, packedTokens };
  });
  const packedTokens = packed.reduce((sum, tokens) => sum + tokens, 0);
  return ledgerModel({ documents, packedTokens, tailTokens: 500, reservedTokens: 400, counter }, asked, readingLength);
}

const twelve = (contextTokens: number) => model('gemma4:12b', contextTokens);

describe('a collection against a window', () => {
  test('fits with what is spare, to the token', () => {
    // 64 is the margin that is kept free.
    expect(ledgerOf([3_000, 1_000], twelve(5_000))).toMatchObject({ neededTokens: 4_964, spareTokens: 36, fits: true, leaveOut: [] });
    expect(ledgerOf([3_000, 1_000], twelve(4_964))).toMatchObject({ spareTokens: 0, fits: true });
    expect(ledgerOf([3_000, 1_000], twelve(4_963))).toMatchObject({ spareTokens: -1, fits: false });
  });

  test('says so in a sentence', () => {
    expect(ledgerOf([3_000, 1_000], twelve(5_000)).verdict).toBe('Fits with 36 tokens to spare.');
    expect(ledgerOf([3_000, 1_000], twelve(4_000)).verdict).toBe('Short by 964 tokens: leave out 1 file (b.md), or retrieve.');
  });

  test.each([
    ['one that is just enough, not the largest', [9_000, 300, 200, 100], 10_300, ['b.md']],
    ['the smallest of those that are enough', [9_000, 800, 700, 600], 11_564, ['d.md']],
    ['the largest first where one is not enough', [900, 800, 700, 600], 2_264, ['a.md', 'b.md']],
    ['nothing where only nothing would fit', [9_000], 2_000, []],
  ] as const)('leaves out %s', (_, packed, window, leaveOut) => {
    const ledger = ledgerOf(packed, twelve(window));
    expect(ledger.leaveOut).toEqual(leaveOut);
    const left = packed.reduce(
      (sum, tokens, index) => sum + (ledger.leaveOut.includes(`${String.fromCharCode(97 + index)}.md`) ? 0 : tokens),
      0,
    );
    if (leaveOut.length > 0) expect(left + 964).toBeLessThanOrEqual(window);
  });

  test('names a hundred documents to leave out and counts the others', () => {
    const many = ledgerOf(
      Array.from({ length: 1_000 }, () => 100),
      twelve(1_000 + 64),
    );
    expect(many.leaveOut).toHaveLength(100);
    // 964 tokens of rules, question and answer leave room for one document of a hundred.
    expect(many.moreToLeaveOut).toBe(899);
    expect(many.verdict).toContain('leave out 999 files (');
    expect(many.verdict).toContain(' and 996 more)');
  });

  test('tells that a small model reads badly what it can hold, and which memory is missing', () => {
    expect(ledgerOf([50_000], model('gemma4:e4b', 131_072)).verdict).toMatch(/^Fits with .* reads well up to about 8,000 tokens/);
    const memory = { neededBytes: 30 * 1024 ** 3, availableBytes: 25 * 1024 ** 3 };
    expect(ledgerOf([50_000], model('gemma4:31b', 131_072, { memory })).verdict).toMatch(/needs 30 GiB.*may use 25 GiB/);
    expect(ledgerOf([50_000], model('gemma4:31b', 131_072, { memory, loaded: true })).verdict).not.toMatch(/GiB/);
  });

  test('says so where nobody has counted as the model does', () => {
    const other = model('qwen3:30b', 131_072);
    expect(ledgerOf([50_000], other, estimateCounter).verdict).toContain('An estimate until it is loaded');
    expect(ledgerOf([50_000], other, { countedBy: 'server', margin: 0.03 }).verdict).toContain(
      'samples that its server counted, taken 3 % higher',
    );
    expect(ledgerOf([50_000], other, { countedBy: 'vocabulary', margin: 0 }).verdict).not.toContain('estimate');
    expect(ledgerOf([50_000], model('gemma4:12b', 131_072)).verdict).not.toContain('estimate');
  });
});

test('the ledger counts what a question about the whole really sends', async () => {
  const shelf = await openShelf(handbook);
  try {
    const config = loadConfig({ flags: {}, environment: {} });
    const embedder = model('embeddinggemma', 2_048, { embeds: true });
    const quoting = model('extractive', 0);
    const other = model('qwen3:30b', 32_768);
    const ledger = await collectionLedger(
      shelf.deps.collection,
      [twelve(32_768), embedder, quoting, other],
      config,
      new AbortController().signal,
    );
    expect(ledger.models.map(({ id }) => id)).toEqual(['gemma4:12b', 'qwen3:30b']);
    const [gemma, qwen] = ledger.models;
    // A quarter more, as nobody has asked a server what it counts.
    expect(qwen?.neededTokens).toBeGreaterThan((gemma?.neededTokens ?? 0) + 0.2 * ledger.packedTokens);
    let prefix = '';
    const spying = scripted(({ prompt }) => {
      prefix = prompt.prefix;
      return 'Nothing.';
    });
    await shelf.ask(spying, { question: 'What is in there?', mode: 'whole' });
    expect(ledger.packedTokens).toBe(countTokens(prefix));
    expect(ledger.documents.reduce((sum, { packedTokens }) => sum + packedTokens, 0) + ledger.documents.length - 1).toBe(
      ledger.packedTokens,
    );
    expect(ledger.tokens).toBeLessThan(ledger.packedTokens);
  } finally {
    shelf.close();
  }
});

test('a collection too large for any window is judged by the sums it keeps, and its documents stay where they are', async () => {
  const shelf = await openShelf(handbook);
  try {
    const { collection } = shelf.deps;
    const counted = await collectionLedger(
      collection,
      [twelve(32_768)],
      loadConfig({ flags: {}, environment: {} }),
      AbortSignal.timeout(60_000),
    );
    const summary = { ...(await collection.summary()), tokens: 43_000_000, documents: 50_000 };
    const untouchable = async (): Promise<never> => Promise.reject(new Error('Every document was asked for.'));
    const vast = { ...collection, summary: async () => summary, documents: untouchable, chunks: untouchable, allChunks: untouchable };
    const models = [twelve(262_144), model('qwen3:30b', 32_768), model('embeddinggemma', 2_048, { embeds: true })];
    const ledger = await collectionLedger(vast, models, loadConfig({ flags: {}, environment: {} }), AbortSignal.timeout(60_000));
    expect(ledger.tokens).toBe(43_000_000);
    expect(ledger.packedTokens).toBeGreaterThan(43_000_000);
    expect(ledger.documents.map(({ source, tokens }) => ({ source, tokens }))).toEqual(
      counted.documents.map(({ source, tokens }) => ({ source, tokens })),
    );
    expect(ledger.documents.length + ledger.moreDocuments).toBe(50_000);
    expect(ledger.models.map(({ id, fits, leaveOut }) => ({ id, fits, leaveOut }))).toEqual([
      { id: 'gemma4:12b', fits: false, leaveOut: [] },
      { id: 'qwen3:30b', fits: false, leaveOut: [] },
    ]);
    for (const { verdict } of ledger.models) expect(verdict).toMatch(/^Short by .* so questions retrieve\. An estimate from the tokens/);
  } finally {
    shelf.close();
  }
});
