/** Who may speak to us: pure policy on headers. Stops DNS rebinding and the pages of other sites. */
import { AppError } from '../../core/errors.ts';

export interface Caller {
  readonly method: string;
  readonly path: string;
  header(name: string): string | null;
}

/**
 * Refuses a call under a name that is not ours, and every call that a page of another origin makes: by Origin, by
 * Sec-Fetch-Site, and where something on the way has taken away what a browser always sends.
 * @throws AppError host-refused, origin-refused
 */
export function guardRequest(caller: Caller, names: readonly string[]): void {
  const host = caller.header('host');
  const name = hostName(host);
  if (name === null || !names.includes(name)) {
    throw new AppError(
      'host-refused',
      `This server does not answer to the name "${(host ?? '').slice(0, 100)}"`,
      'Use http://127.0.0.1 with the port that was printed at the start, or name the host in CARREL_ALLOWED_HOSTS.',
    );
  }
  const origin = caller.header('origin');
  if (origin !== null && origin !== `http://${host}` && origin !== `https://${host}`) {
    throw refusal(
      `A page from "${origin.slice(0, 100)}" may not use this server`,
      'Open the page that Carrel itself serves. A proxy before it must pass on the Host header as it came (wrangler-free.md).',
    );
  }
  const site = caller.header('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none' && !isLinkToThePage(caller)) {
    throw refusal('A page of another site may not use this server', 'Open the page that Carrel itself serves.');
  }
  if (origin === null && site === null && changesSomething(caller.method) && isBrowser(caller)) {
    throw refusal(
      'A browser sent this without saying from which page',
      'A proxy before Carrel takes the Origin header away; it must pass it on (wrangler-free.md).',
    );
  }
}

/** Following a link from a wiki to the page is no attack: nothing of the answer can be read or framed over there. */
function isLinkToThePage({ method, path, header }: Caller): boolean {
  const isNavigation = header('sec-fetch-mode') === 'navigate' && header('sec-fetch-dest') === 'document';
  return method === 'GET' && isNavigation && path !== '/api' && !path.startsWith('/api/');
}

// Fetch standard, "append a request Origin header": every browser sends Origin with these, from whatever page.
const changesSomething = (method: string): boolean => method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';

// Every browser's User-Agent begins so, and a page of another site cannot change it without asking first. So does that of
// PowerShell, which names itself further on.
const isBrowser = ({ header }: Caller): boolean => /^Mozilla\/(?!.*PowerShell\/)/.test(header('user-agent') ?? '');

function refusal(message: string, hint: string): AppError {
  return new AppError('origin-refused', message, hint);
}

function hostName(host: string | null): string | null {
  const match = /^(\[[0-9a-f:.]+\]|[^:[\]/@]+)(?::\d{1,5})?$/i.exec(host ?? '');
  return match?.[1]?.toLowerCase() ?? null;
}
