import { describe, expect, test } from 'vitest';
import { openCollectionDatabase } from '../../core/store/sqlite/collection-files.ts';
import { isSealed } from '../../core/store/sqlite/index-seal.ts';
import { startFakeModelServer } from '../fake-model-server/index.ts';
import { fakeModels } from '../fake-model-server/model.ts';
import { collection, lineOf, openDesk } from './ingest-desk.ts';

describe('a second embedder', () => {
  test('gets a vector for every passage, and serves when it has', async () => {
    const server = await startFakeModelServer({ models: [fakeModels.embedding] });
    const other = openDesk({ ollamaUrl: server.url, embedder: 'ollama:embeddinggemma' });
    try {
      other.put({ 'a.txt': 'Thirty days of leave.', 'b.txt': 'The rent is due in May.' });
      expect((await other.ingest()).lines).toEqual([]);
      expect(other.servingEmbedder()).toMatch(/embeddinggemma/);
      const database = openCollectionDatabase(other.config.data, collection);
      expect(isSealed(database)).toBe(true);
      database.close();
    } finally {
      other.close();
      await server.close();
    }
  });

  test('whose model server is down is a line in the report, and the documents are there', async () => {
    const other = openDesk({ ollamaUrl: 'http://127.0.0.1:9', embedder: 'ollama:embeddinggemma' });
    try {
      other.put({ 'a.txt': 'Thirty days of leave.' });
      const report = await other.ingest();
      expect(report).toMatchObject({ added: 1, failed: 1 });
      expect(lineOf(report, '(vectors of ollama:embeddinggemma)')?.reason).toContain('everything else works');
    } finally {
      other.close();
    }
  });
});
