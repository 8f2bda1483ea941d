/** Takes documents that are gone out of stored answers: what was deleted is not to be read on in what was said of it (decision 013). */
import { termsOfText } from '../text/analyze.ts';
import type { Answer, DocumentId, Passage } from '../types.ts';

/** What an answer says from now on that rested on a document that is gone. */
const deletedText = 'This answer was deleted together with a document that it rested on.';

type IsThere = (id: DocumentId) => boolean;

/**
 * The answers of one conversation in order, or one answer alone, without what they hold of documents that are gone;
 * one that holds nothing of them is given back as the same object. Safe to repeat.
 */
export function withoutGone(answers: readonly Answer[], isThere: IsThere): readonly Answer[] {
  const tellTale = tellTaleOf(answers, isThere);
  const after = answers.map((answer) => {
    if (restsOnGone(answer, tellTale, isThere)) return deleted(answer, isThere);
    return namesGone(answer, isThere) ? trimmed(answer, isThere) : answer;
  });
  const isAnyChanged = after.some((answer, index) => answer !== answers[index]);
  return isAnyChanged ? after.map(withoutHistory) : after;
}

function namesGone({ passages, receipt }: Answer, isThere: IsThere): boolean {
  const parts = receipt.promptParts?.documents ?? [];
  return [...passages, ...receipt.documents, ...receipt.passages, ...parts].some(({ documentId }) => !isThere(documentId));
}

/** An answer has those before it in view, and may repeat them without any passage of its own. */
function restsOnGone({ text, citations }: Answer, tellTale: ReadonlySet<string>, isThere: IsThere): boolean {
  if (citations.some(({ documentId }) => !isThere(documentId))) return true;
  return tellTale.size > 0 && [...wordsOf(text)].some((word) => tellTale.has(word));
}

/**
 * Words that only documents that are gone have brought into the conversation, and that an answer says: it has them from
 * there. The other passages, which may be a whole collection each time, are read only until every such word is explained.
 */
function tellTaleOf(answers: readonly Answer[], isThere: IsThere): ReadonlySet<string> {
  const heard = answers.flatMap(({ passages }) => passages);
  const gone = heard.filter(({ documentId }) => !isThere(documentId));
  if (gone.length === 0) return new Set();
  const said = new Set(answers.flatMap(({ text }) => [...wordsOf(text)]));
  const words = new Set(gone.flatMap((passage) => [...wordsOf(shown(passage))]).filter((word) => said.has(word)));
  for (const { question } of answers) for (const word of wordsOf(question)) words.delete(word);
  for (const passage of heard) {
    if (words.size === 0) break;
    if (isThere(passage.documentId)) for (const word of wordsOf(shown(passage))) words.delete(word);
  }
  return words;
}

const shown = ({ title, text }: Passage): string => `${title}\n${text}`;

// No language: whole words as they stand are what is to be gone, and scripts without blanks come in pairs.
const wordsOf = (text: string): ReadonlySet<string> => new Set(termsOfText(text, 'und'));

/** The text stays: nothing in it comes from there. */
function trimmed(answer: Answer, isThere: IsThere): Answer {
  const stays = ({ documentId }: { readonly documentId: DocumentId }): boolean => isThere(documentId);
  const { receipt } = answer;
  return {
    ...answer,
    passages: answer.passages.filter(stays),
    receipt: {
      ...receipt,
      documents: receipt.documents.filter(stays),
      passages: receipt.passages.filter(stays),
      images: receipt.images.filter(stays),
      // The same prompt cannot be put together again.
      promptParts: null,
    },
  };
}

function deleted(answer: Answer, isThere: IsThere): Answer {
  const { receipt, ...rest } = trimmed(answer, isThere);
  return { ...rest, text: deletedText, citations: [], table: null, receipt: { ...receipt, sql: null } };
}

/** A prompt holds the earlier answers as they were sent. */
function withoutHistory(answer: Answer): Answer {
  const { promptParts } = answer.receipt;
  if (promptParts === null || promptParts.history.length === 0) return answer;
  return { ...answer, receipt: { ...answer.receipt, promptParts: null } };
}
