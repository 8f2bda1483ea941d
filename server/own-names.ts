/** The names a browser may know this server by. A name that is not here may have been pointed at us by anybody's DNS. */
import type { Config } from '../core/config.ts';

const loopbackNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** As the Host header writes them, without port. An address that stands for every address is no name. */
export function ownNames({ host, allowedHosts }: Pick<Config, 'host' | 'allowedHosts'>): readonly string[] {
  const listening = listensEverywhere(host) ? [] : [host.includes(':') ? `[${host}]` : host];
  return [...new Set([...loopbackNames, ...listening, ...allowedHosts].map((name) => name.toLowerCase()))];
}

export function listensEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
