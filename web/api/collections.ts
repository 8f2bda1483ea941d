import type { CollectionSummary, DocumentPage, DocumentsWanted } from '../../core/types.ts';
import { call, collectionPath, send } from './http.ts';

export interface CollectionList {
  readonly collections: readonly CollectionSummary[];
  /** Files that are there but cannot be read, each with its reason. */
  readonly damaged: readonly { readonly name: string; readonly reason: string }[];
}

export function getCollections(): Promise<CollectionList> {
  return call('GET', '/api/collections');
}

export function createCollection(name: string): Promise<CollectionSummary> {
  return call('POST', '/api/collections', { body: { name } });
}

export async function deleteCollection(name: string): Promise<void> {
  await send('DELETE', collectionPath(name));
}

export function getDocuments(name: string, { after, limit, holding, show, since }: DocumentsWanted): Promise<DocumentPage> {
  const query = new URLSearchParams({ cursor: after, limit: String(limit), find: holding, show, since });
  return call('GET', `${collectionPath(name, 'documents')}?${query}`);
}

export async function deleteDocument(name: string, id: string): Promise<void> {
  await send('DELETE', collectionPath(name, 'documents', id));
}
