/**
 * A server with canned states, for the screenshots: what a real one shows only for a moment (waiting, faults)
 * or with much work (ten thousand documents). Shapes are those of core/types.ts and server/http/schemas.ts.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isWanted, pageOf } from '../core/store/document-page.ts';
import type {
  CollectionSummary,
  DocumentPage,
  DocumentRecord,
  DocumentsShown,
  DocumentsWanted,
  Job,
  Ledger,
  ModelDescription,
  Plan,
  WarmUp,
} from '../core/types.ts';
import { builtPageFolder, openPage, pageHeaders } from '../server/http/static.ts';
import type { Examination } from '../web/api/doctor.ts';

/** One event of an answer stream; `hold` keeps the stream open for ever. */
export type FakeEvent = { readonly name: string; readonly data: unknown } | 'hold';

export interface FakeState {
  readonly collections: readonly CollectionSummary[];
  readonly documents: readonly DocumentRecord[];
  readonly models: readonly ModelDescription[];
  readonly plan: Plan;
  readonly planModel: string;
  readonly conversations: readonly { readonly id: string; readonly title: string; readonly answers: readonly unknown[] }[];
  readonly jobs: readonly Job[];
  readonly text: string;
  readonly outline: readonly { readonly title: string; readonly depth: number; readonly start: number; readonly end: number }[];
  readonly pageStarts: readonly number[];
  readonly events: readonly FakeEvent[];
  readonly ledger: Ledger | null;
  readonly warmUp: WarmUp | null;
  readonly examination: Examination;
  /** What a trial of the model sends. */
  readonly trial: readonly FakeEvent[];
}

export interface FakeServer {
  readonly address: string;
  close(): Promise<void>;
}

/** Serves the built page and the state on a free loopback port. */
export async function openFakeServer(state: FakeState): Promise<FakeServer> {
  const page = openPage(builtPageFolder());
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname.startsWith('/api/')) answerCall(request, response, url, state);
    else void sendPage(response, url.pathname, page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function sendPage(response: ServerResponse, path: string, page: ReturnType<typeof openPage>): Promise<void> {
  const found = await page.respond(path);
  response.writeHead(found?.status ?? 404, { ...pageHeaders, ...Object.fromEntries(found?.headers ?? []) });
  response.end(found === null ? '' : Buffer.from(await found.arrayBuffer()));
}

function answerCall(request: IncomingMessage, response: ServerResponse, url: URL, state: FakeState): void {
  const path = url.pathname.replace(/^\/api\//, '');
  if (path === 'doctor' && request.method === 'POST') stream(response, state.trial);
  else if (path.endsWith('/answers')) stream(response, state.events);
  else if (/^jobs\/[^/]+\/events$/.test(path)) stream(response, [{ name: 'progress', data: { job: state.jobs[0] } }, 'hold']);
  else if (path.endsWith('/text')) send(response, 'text/plain; charset=utf-8', state.text);
  else {
    const found = reply(path, url.searchParams, request.method ?? 'GET', state);
    if (found === null) response.writeHead(404).end();
    else send(response, 'application/json', JSON.stringify(found));
  }
}

/** Null for what this server does not have. */
function reply(path: string, query: URLSearchParams, method: string, state: FakeState): unknown {
  const [root, id, kind, item] = path.split('/');
  if (root === 'status') {
    return {
      version: '0.1.0',
      limits: { maxUploadBytes: 2 ** 31, maxFileBytes: 2 ** 28, maxQuestionCharacters: 8000 },
      folders: [],
      defaultModel: '',
    };
  }
  if (root === 'models') {
    const found = state.models.length;
    return {
      models: state.models,
      engines: [{ name: 'ollama', address: 'http://127.0.0.1:11434', reachable: found > 1, models: found - 1 }],
    };
  }
  if (root === 'doctor') return state.examination;
  if (root === 'jobs') return { jobs: state.jobs };
  if (root === 'conversations' && id !== undefined) {
    const found = state.conversations.find((conversation) => conversation.id === id);
    return { conversation: onWire(found ?? { id, title: '' }), answers: found?.answers ?? [] };
  }
  if (root === 'conversations') return { conversations: state.conversations.map(onWire) };
  if (kind === 'plan')
    return { plan: state.plan, model: { id: state.planModel, engine: 'ollama', contextTokens: state.plan.windowTokens } };
  if (kind === 'ledger') return state.ledger;
  if (kind === 'warm-up') return state.warmUp;
  if (kind === 'prompt') {
    const messages = [
      { role: 'system', content: 'Answer from the documents alone.' },
      {
        role: 'user',
        content: `${state.text}

How many days?`,
      },
    ];
    return { isSent: true, messages };
  }
  if (kind === 'documents' && item !== undefined) {
    const document = state.documents.find((record) => record.id === item) ?? state.documents[0];
    return { document, outline: state.outline, pageStarts: state.pageStarts, pictures: [] };
  }
  if (kind === 'documents') return pageOfDocuments(state.documents, query);
  return method === 'GET'
    ? { collections: state.collections.map((summary) => ({ ...summary, ...countsOf(state.documents) })), damaged: [] }
    : {};
}

/** The canned collections all hold the canned documents. */
function countsOf(documents: readonly DocumentRecord[]): Pick<CollectionSummary, 'doubtful' | 'unread'> {
  const countOf = (show: DocumentsShown): number => documents.filter((record) => isWanted(record, { ...anyDocument, show })).length;
  return { doubtful: countOf('doubtful'), unread: countOf('unread') };
}

const anyDocument: DocumentsWanted = { after: '', limit: 0, holding: '', show: 'all', since: '' };

function pageOfDocuments(documents: readonly DocumentRecord[], query: URLSearchParams): DocumentPage {
  const shows: readonly DocumentsShown[] = ['all', 'doubtful', 'unread'];
  const show = shows.find((one) => one === query.get('show')) ?? 'all';
  const after = query.get('cursor') ?? '';
  const limit = Number(query.get('limit'));
  const wanted = { after, limit, holding: query.get('find') ?? '', show, since: query.get('since') ?? '' };
  const all = documents.filter((record) => isWanted(record, wanted));
  const from = after === '' ? 0 : 1 + all.findIndex(({ source }) => source === after);
  return pageOf(all.slice(from, from + limit + 1), limit, all.length);
}

function onWire({ id, title }: { readonly id: string; readonly title: string }): unknown {
  return { id, collection: 'sample', title, createdAt: '2026-11-24T08:00:00.000Z', updatedAt: '2026-11-24T08:00:00.000Z' };
}

function stream(response: ServerResponse, events: readonly FakeEvent[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  for (const event of events) {
    if (event === 'hold') return;
    response.write(`event: ${event.name}\ndata: ${JSON.stringify(event.data)}\n\n`);
  }
  response.end();
}

function send(response: ServerResponse, mediaType: string, body: string): void {
  response.writeHead(200, { 'content-type': mediaType });
  response.end(body);
}
