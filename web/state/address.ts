/** The address bar and the page say the same thing, always. */
import { signal } from '@preact/signals';
import { type Place, placeAddress, readPlace, type SourcePlace } from './place.ts';

const here = (): Place => readPlace(location.pathname, location.search);

export const place = signal<Place>(here());

addEventListener('popstate', () => {
  place.value = here();
});

/** Shows another place. `replace` is for steps that Back should not stop at. */
function go(next: Place, how: 'push' | 'replace' = 'push'): void {
  const address = placeAddress(next);
  if (address === location.pathname + location.search) how = 'replace';
  history[how === 'push' ? 'pushState' : 'replaceState'](null, '', address);
  place.value = next;
}

/** The check-up is about none of them, and stays. */
export function showCollection(collection: string | null, how: 'push' | 'replace' = 'push'): void {
  const { source } = place.value;
  go({ collection, conversation: null, source: source?.kind === 'doctor' ? source : null }, how);
}

export function showConversation(conversation: string | null, how: 'push' | 'replace' = 'push'): void {
  go({ collection: place.value.collection, conversation, source: null }, how);
}

export function showSource(source: SourcePlace | null, how: 'push' | 'replace' = 'push'): void {
  go({ ...place.value, source }, how);
}
