/** Who may speak to us: pure policy on two headers. Stops DNS rebinding and pages of other sites. */
import { AppError } from '../../core/errors.ts';

const loopbackNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Refuses a request whose Host is not one of ours, or whose Origin is another site's.
 * @throws AppError host-refused, origin-refused
 */
export function guardRequest(headers: { readonly host: string | null; readonly origin: string | null }, listenHost: string): void {
  const name = hostName(headers.host);
  const own = [...loopbackNames, listenHost.includes(':') ? `[${listenHost}]` : listenHost];
  // Listening on every address is the user's choice; then only the Origin rule is left to protect the page.
  const open = listenHost === '0.0.0.0' || listenHost === '::';
  if (name === null || (!open && !own.includes(name))) {
    throw new AppError(
      'host-refused',
      `This server does not answer to the name "${(headers.host ?? '').slice(0, 100)}"`,
      'Use http://127.0.0.1 with the port that was printed at the start.',
    );
  }
  if (headers.origin !== null && headers.origin !== `http://${headers.host}` && headers.origin !== `https://${headers.host}`) {
    throw new AppError(
      'origin-refused',
      `A page from "${headers.origin.slice(0, 100)}" may not use this server`,
      'Open the page that Carrel itself serves.',
    );
  }
}

function hostName(host: string | null): string | null {
  const match = /^(\[[0-9a-f:.]+\]|[^:[\]/@]+)(?::\d{1,5})?$/i.exec(host ?? '');
  return match?.[1]?.toLowerCase() ?? null;
}
