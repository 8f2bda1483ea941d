/** Who may speak to the server, by the headers alone. */
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import { guardRequest } from '../../server/http/guard.ts';
import { ownNames } from '../../server/own-names.ts';

interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** CARREL_HOST and CARREL_ALLOWED_HOSTS. */
  readonly settings?: Readonly<Record<string, string>>;
}

function refusalOf({ method = 'GET', path = '/api/collections', headers, settings = {} }: Call): string | null {
  const config = loadConfig({ flags: {}, environment: settings });
  try {
    guardRequest({ method, path, header: (name) => headers[name] ?? null }, ownNames(config));
    return null;
  } catch (fault) {
    return fault instanceof AppError ? fault.code : 'another fault';
  }
}

const host = '127.0.0.1:8642';
const everywhere = { CARREL_HOST: '0.0.0.0' };
const browser = 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0';

describe('the name', () => {
  test.each([
    ['loopback', { headers: { host } }],
    ['localhost', { headers: { host: 'localhost:8642' } }],
    ['loopback by IPv6', { headers: { host: '[::1]:8642' } }],
    ['loopback while it listens on all addresses, as in a container', { headers: { host }, settings: everywhere }],
    ['the address it listens on', { headers: { host: '192.168.7.5:8642' }, settings: { CARREL_HOST: '192.168.7.5' } }],
    ['the IPv6 address it listens on', { headers: { host: '[fd00::5]:8642' }, settings: { CARREL_HOST: 'fd00::5' } }],
    [
      'a name that is set',
      { headers: { host: 'carrel.example.org' }, settings: { CARREL_ALLOWED_HOSTS: 'a.example; Carrel.example.org' } },
    ],
  ] satisfies readonly (readonly [string, Call])[])('%s is answered', (_name, call) => {
    expect(refusalOf(call)).toBeNull();
  });

  test.each([
    ['of somebody else', { headers: { host: 'evil.example:8642' } }],
    ['of somebody else while it listens on all addresses', { headers: { host: 'evil.example:8642' }, settings: everywhere }],
    ['of somebody else, with his origin', { headers: { host: 'evil.example', origin: 'http://evil.example' }, settings: everywhere }],
    ['for all addresses', { headers: { host: '0.0.0.0:8642' }, settings: everywhere }],
    ['below one that is set', { headers: { host: 'x.carrel.example' }, settings: { CARREL_ALLOWED_HOSTS: 'carrel.example' } }],
    ['that goes on behind ours', { headers: { host: '127.0.0.1.evil.example' } }],
    ['that is none', { headers: {} }],
  ] satisfies readonly (readonly [string, Call])[])('one %s is refused', (_name, call) => {
    expect(refusalOf(call)).toBe('host-refused');
  });

  test.each(['*', 'http://carrel.example', 'carrel.example:443'])('%s is no name to allow', (name) => {
    expect(() => loadConfig({ flags: {}, environment: { CARREL_ALLOWED_HOSTS: name } })).toThrow(/CARREL_ALLOWED_HOSTS is/);
  });
});

describe('the page', () => {
  const settings = { CARREL_ALLOWED_HOSTS: 'carrel.example' };
  const link = { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

  test.each([
    ['our own', { method: 'POST', headers: { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' } }],
    ['our own, behind TLS', { method: 'POST', headers: { host: 'carrel.example', origin: 'https://carrel.example' }, settings }],
    ['no page but the address bar', { headers: { host, 'sec-fetch-site': 'none', 'user-agent': browser } }],
    ['no page but a program', { method: 'POST', headers: { host, 'user-agent': 'curl/8.14.1' } }],
    ['no page but PowerShell', { method: 'POST', headers: { host, 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) PowerShell/7.5.0' } }],
    ['our own whose Origin a proxy takes away', { method: 'POST', headers: { host, 'sec-fetch-site': 'same-origin' } }],
    ['a link from a wiki', { path: '/', headers: link }],
  ] satisfies readonly (readonly [string, Call])[])('%s is answered', (_name, call) => {
    expect(refusalOf(call)).toBeNull();
  });

  test.each([
    ['of another site', { headers: { host, origin: 'https://evil.example' } }],
    ['in a sandbox', { method: 'POST', headers: { host, origin: 'null' } }],
    ['on another port', { headers: { host, origin: 'http://127.0.0.1:3000' } }],
    ['of another site, without Origin', { headers: { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' } }],
    ['on another port, without Origin', { headers: { host, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' } }],
    ['of another site that sends a form without Origin', { method: 'POST', path: '/', headers: link }],
    ['of another site that frames ours', { path: '/', headers: { ...link, 'sec-fetch-dest': 'iframe' } }],
    ['of another site that opens a document', { path: '/api/collections/a/documents/b/original', headers: link }],
    ['that a proxy has stripped of all its headers', { method: 'POST', headers: { host, 'user-agent': browser } }],
    ['that a proxy has stripped, deleting', { method: 'DELETE', headers: { host, 'user-agent': browser } }],
  ] satisfies readonly (readonly [string, Call])[])('one %s is refused', (_name, call) => {
    expect(refusalOf(call)).toBe('origin-refused');
  });
});
