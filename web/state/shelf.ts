/** Collections, and the earlier conversations of the one that is shown. */
import { computed, signal } from '@preact/signals';
import type { CollectionSummary } from '../../core/types.ts';
import { type CollectionList, deleteCollection, deleteDocument, getCollections } from '../api/collections.ts';
import { type Conversation, deleteConversation, getConversations } from '../api/conversations.ts';
import { place, showCollection, showConversation } from './address.ts';
import { loadDocuments } from './documents.ts';
import { guarded } from './shelf-fault.ts';

/** Null until the server has said which there are. */
export const collections = signal<readonly CollectionSummary[] | null>(null);
export const damaged = signal<CollectionList['damaged']>([]);
export const conversations = signal<readonly Conversation[]>([]);

export const collection = computed(() => collections.value?.find(({ name }) => name === place.value.collection) ?? null);

export async function loadCollections(): Promise<void> {
  await guarded(async () => {
    const list = await getCollections();
    damaged.value = list.damaged;
    collections.value = list.collections;
  });
}

/** Without a collection in the address the one used last is shown; the only one, at a first start. */
export function chooseCollection(): void {
  const known = collections.value ?? [];
  if (place.value.collection !== null || known.length === 0) return;
  const newest = known.toSorted((first, second) => second.updatedAt.localeCompare(first.updatedAt))[0];
  if (newest !== undefined) showCollection(newest.name, 'replace');
}

export async function loadConversations(): Promise<void> {
  const name = place.value.collection;
  if (name === null) return;
  await guarded(async () => {
    const loaded = await getConversations(name);
    if (place.value.collection === name) conversations.value = loaded;
  });
}

export async function removeCollection(name: string): Promise<void> {
  await guarded(async () => {
    await deleteCollection(name);
    if (place.value.collection === name) showCollection(null);
    await loadCollections();
    chooseCollection();
  });
}

export async function removeDocument(id: string): Promise<void> {
  const name = place.value.collection;
  if (name === null) return;
  await guarded(async () => {
    await deleteDocument(name, id);
    await Promise.all([loadDocuments(), loadCollections()]);
  });
}

export async function removeConversation(id: string): Promise<void> {
  await guarded(async () => {
    await deleteConversation(id);
    if (place.value.conversation === id) showConversation(null);
    await loadConversations();
  });
}
