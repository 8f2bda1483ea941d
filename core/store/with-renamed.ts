/** Lets stored answers follow documents that are there under another name, with the same text. */
import type { Renamed } from '../ports.ts';
import type { Answer, DocumentId } from '../types.ts';

interface Named {
  readonly documentId: DocumentId;
  readonly source?: string;
  readonly title?: string;
}

/** The answer with the new names of what it rests on; the same object when it names none of them. Its words stay as they are. */
export function withRenamed(answer: Answer, renamed: Renamed): Answer {
  const { citations, passages, receipt } = answer;
  const parts = receipt.promptParts?.documents ?? [];
  const named: readonly Named[] = [...citations, ...passages, ...receipt.documents, ...receipt.passages, ...receipt.images, ...parts];
  if (!named.some(({ documentId }) => renamed.has(documentId))) return answer;
  const follow = <Thing extends Named>(things: readonly Thing[]): readonly Thing[] => things.map((thing) => followed(thing, renamed));
  return {
    ...answer,
    citations: follow(citations),
    passages: follow(passages),
    receipt: {
      ...receipt,
      documents: follow(receipt.documents),
      passages: follow(receipt.passages),
      images: follow(receipt.images),
      // The old name was part of the prompt: the same bytes cannot be put together again.
      promptParts: null,
    },
  };
}

function followed<Thing extends Named>(thing: Thing, renamed: Renamed): Thing {
  const now = renamed.get(thing.documentId);
  if (now === undefined) return thing;
  const { source, title } = now;
  return {
    ...thing,
    documentId: now.id,
    ...(thing.source === undefined ? {} : { source }),
    ...(thing.title === undefined ? {} : { title }),
  };
}
