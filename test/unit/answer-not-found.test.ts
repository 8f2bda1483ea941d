import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scripted } from '../../server/generate/scripted.ts';
import { handbook, openShelf, type Shelf } from './answer-shelf.ts';

let shelf: Shelf;
beforeAll(async () => {
  shelf = await openShelf(handbook);
});
afterAll(() => shelf.close());

describe('not in the documents', () => {
  const soup = { question: 'What does the cafeteria serve on Fridays?' };

  test('is an answer with the nearest passages and no citation', async () => {
    const given = await shelf.ask(scripted(['This is not in these documents.']), { ...soup, mode: 'retrieve' });
    expect(given).toMatchObject({ outcome: 'closest', abstained: true, citations: [] });
    expect(given.text).toBe(
      'I found no sentence that says this in your words (nowhere here: “cafeteria”, “serve”, “Fridays”). The closest:',
    );
    expect(given.passages.length).toBeGreaterThan(0);
    expect(given.passages.length).toBeLessThanOrEqual(3);
  });

  test('is said in the language of the question', async () => {
    const given = await shelf.ask(scripted(['Das steht nicht in diesen Dokumenten.']), {
      question: 'Was gibt es am Freitag in der Kantine und wie viel kostet das?',
      mode: 'retrieve',
    });
    expect(given.text).toBe('Ich habe keinen Satz gefunden, der das mit deinen Worten sagt. Am nächsten kommen:');
  });

  test('is said when nothing that the model wrote could be proven', async () => {
    const given = await shelf.ask(scripted(['The cafeteria serves warm soup on Fridays.']), soup);
    expect(given.abstained).toBe(true);
    expect(given.text).toMatch(/None of this could be found in the documents\.$/);
  });

  test('about everything but read in passages says how much was not read', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`note-${index}.md`, `# Note ${index}\n\nTeam ${index} has leave.\n`]),
    );
    const many = await openShelf(files, { retrieveTokens: '100' });
    try {
      const small = scripted(['Team 7 has leave.'], { parameters: '4B', contextTokens: 8_192 });
      const all = await many.ask(small, { question: 'List all teams that have leave', mode: 'retrieve' });
      expect(all.receipt.sections?.total).toBe(30);
      const unread = 30 - (all.receipt.sections?.read ?? 0);
      expect(unread).toBeGreaterThan(0);
      expect(all.text).toContain(`${unread} of 30 sections were not read.`);
      const one = await many.ask(small, { question: 'Does team 7 have leave?', mode: 'retrieve' });
      expect(one.receipt.sections).toBeNull();
      expect(one.text).not.toContain('were not read');
    } finally {
      many.close();
    }
  });

  test('in a small window sends no more than it holds, in passages and in sections', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `long-folder-name/of-the-team/note-${index}.md`,
        `# Note ${index}\n\nTeam ${index} has leave.\n`,
      ]),
    );
    const many = await openShelf(files);
    try {
      for (const mode of ['retrieve', 'sections'] as const) {
        const windowTokens = 1_800;
        const generator = scripted(['Team 7 has leave.'], { parameters: '4B', contextTokens: windowTokens });
        const { plan } = await many.ask(generator, { question: 'Which leave does team 7 have?', mode });
        expect(plan.documentsIn).toBeGreaterThan(0);
        expect(plan.promptTokens + plan.reservedTokens).toBeLessThanOrEqual(windowTokens);
      }
    } finally {
      many.close();
    }
  });

  test('of an empty collection asks nobody', async () => {
    const empty = await openShelf({});
    try {
      const given = await empty.ask(
        scripted(() => {
          throw new Error('Nobody is to be asked');
        }),
        soup,
      );
      expect(given).toMatchObject({ abstained: true, confidence: 0, plan: { mode: 'none' }, passages: [] });
      expect(given.text).toContain('no document');
    } finally {
      empty.close();
    }
  });
});
