import { call, send } from './http.ts';
import type { Answer } from './wire.ts';

export interface Conversation {
  readonly id: string;
  readonly collection: string;
  readonly title: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export async function getConversations(collection: string): Promise<readonly Conversation[]> {
  const path = `/api/conversations?collection=${encodeURIComponent(collection)}`;
  return (await call<{ conversations: readonly Conversation[] }>('GET', path)).conversations;
}

export function getConversation(id: string): Promise<{ conversation: Conversation; answers: readonly Answer[] }> {
  return call('GET', `/api/conversations/${encodeURIComponent(id)}`);
}

export async function deleteConversation(id: string): Promise<void> {
  await send('DELETE', `/api/conversations/${encodeURIComponent(id)}`);
}
