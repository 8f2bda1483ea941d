import { openedSockets } from '../../core/outbound.ts';
import { type Finding, good } from './finding.ts';

/** To be asked last: it tells whom everything before has spoken to. */
export function network(): Finding {
  const sockets = openedSockets();
  const told = sockets.length === 0 ? 'none' : sockets.map(({ host, count }) => `${host} (${count})`).join(', ');
  return good('network', `Connections opened by this program: ${told}.`);
}
