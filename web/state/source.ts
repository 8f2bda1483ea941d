/** The document that is open beside the desk, and the marks in it. */
import { computed, signal } from '@preact/signals';
import type { Citation } from '../../core/types.ts';
import { getAnswer } from '../api/answers.ts';
import { type DocumentView, getDocument, getText } from '../api/documents.ts';
import { type Fault, isAbort, toFault } from '../api/http.ts';
import type { Answer } from '../api/wire.ts';
import { place, showSource } from './address.ts';
import { answers } from './desk.ts';

export interface OpenDocument {
  readonly id: string;
  readonly view: DocumentView;
  readonly text: string;
}

export const openDocument = signal<OpenDocument | null>(null);
export const sourceFault = signal<Fault | null>(null);
/** An answer named by the address that is not on the desk. */
const fetchedAnswer = signal<Answer | null>(null);

/** The answer whose citation is open. */
export const sourceAnswer = computed<Answer | null>(() => {
  const { source } = place.value;
  if (source?.kind !== 'citation') return null;
  const known = fetchedAnswer.value === null ? answers.value : [...answers.value, fetchedAnswer.value];
  return known.find(({ id }) => id === source.answer) ?? null;
});

export const openCitation = computed<Citation | null>(() => {
  const { source } = place.value;
  if (source?.kind !== 'citation') return null;
  return sourceAnswer.value?.citations.find((citation) => citation.number === source.number && isOpenable(citation)) ?? null;
});

export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly isActive: boolean;
}

/** Every passage of the open document that the answer cites, the active one last so that it wins where they overlap. */
export const marks = computed<readonly Mark[]>(() => {
  const { source } = place.value;
  if (source?.kind === 'document') return source.end > source.start ? [{ start: source.start, end: source.end, isActive: true }] : [];
  const active = openCitation.value;
  if (active === null) return [];
  const others = (sourceAnswer.value?.citations ?? []).filter(
    (citation) => citation !== active && citation.documentId === active.documentId && isOpenable(citation),
  );
  return [...others, active].map((citation) => ({ start: citation.start, end: citation.end, isActive: citation === active }));
});

export const wantedDocument = computed<string | null>(() => {
  const { source } = place.value;
  return source?.kind === 'document' ? source.document : (openCitation.value?.documentId ?? null);
});

/** A rejected citation is never a link. */
function isOpenable(citation: Citation): boolean {
  return citation.status === 'verified';
}

let loading = new AbortController();

/** Fetches what the address names and is not there yet. */
export async function loadSource(): Promise<void> {
  const { collection, source } = place.value;
  const id = wantedDocument.value;
  if (source === null || source.kind === 'doctor' || collection === null) {
    loading.abort();
    openDocument.value = null;
    sourceFault.value = null;
    return;
  }
  if (id !== null && openDocument.value?.id === id) return;
  loading.abort();
  const controller = new AbortController();
  loading = controller;
  openDocument.value = null;
  sourceFault.value = null;
  try {
    if (id === null) await fetchAnswer(source.kind === 'citation' ? source.answer : '');
    else {
      const [view, text] = await Promise.all([getDocument(collection, id, controller.signal), getText(collection, id, controller.signal)]);
      if (!controller.signal.aborted) openDocument.value = { id, view, text };
    }
  } catch (error) {
    if (!isAbort(error) && !controller.signal.aborted) sourceFault.value = toFault(error);
  }
}

async function fetchAnswer(id: string): Promise<void> {
  if (id !== '' && sourceAnswer.value === null) fetchedAnswer.value = await getAnswer(id);
}

/** The citations that `[` and `]` walk: those of the open answer, else of the newest. */
export const walk = computed<{ readonly answer: Answer; readonly citations: readonly Citation[]; readonly index: number } | null>(() => {
  const answer = sourceAnswer.value ?? answers.value.at(-1) ?? null;
  if (answer === null) return null;
  const citations = answer.citations.filter(isOpenable);
  return { answer, citations, index: openCitation.value === null ? -1 : citations.indexOf(openCitation.value) };
});

export function walkCitations(step: 1 | -1): void {
  const found = walk.value;
  if (found === null || found.citations.length === 0) return;
  const { citations, index, answer } = found;
  const next = index === -1 ? (step === 1 ? 0 : citations.length - 1) : (index + step + citations.length) % citations.length;
  const citation = citations[next];
  const how = place.value.source === null ? 'push' : 'replace';
  if (citation !== undefined) showSource({ kind: 'citation', answer: answer.id, number: citation.number }, how);
}
