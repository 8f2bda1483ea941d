/**
 * The `fetch` that the ollama package is given. It goes through the one outbound module, obeys a signal from before
 * the first byte, and turns everything that is not Ollama's protocol into a fault before the package can log it,
 * skip it or guess (it prints bad lines, and knows no error without JSON).
 */
import { brokenStream, modelFault } from './model-faults.ts';
import { linesOf, parsedLine, readText } from './model-stream.ts';
import { type OutboundResponse, request } from './outbound.ts';

/** `/api/show` with the whole vocabulary is about 20 MB. */
const largestReply = 64 * 1024 * 1024;
const largestError = 64 * 1024;

export interface OllamaCall {
  readonly url: string;
  readonly signal: AbortSignal;
  /** Named in faults; empty for calls about no model. */
  readonly model: string;
  /** Called whenever something arrives. */
  readonly onBytes?: () => void;
}

export function ollamaFetch({ url, signal, model, onBytes = () => {} }: OllamaCall): typeof fetch {
  const allowed = [new URL(url).origin];
  const who = model === '' ? `The model server at ${new URL(url).origin}` : model;
  return async (input, init) => {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const method = init?.method === 'POST' ? 'POST' : 'GET';
    const body = typeof init?.body === 'string' ? { body: init.body } : {};
    const response = await request(String(input), { method, headers, signal, allowed, ...body });
    if (response.status >= 400) {
      throw modelFault(response.status, await readText(response, largestError, who), { address: new URL(url).origin, model });
    }
    if (!/json/.test(response.contentType)) throw brokenStream(who, 'answers, but not as Ollama does');
    if (!response.contentType.includes('ndjson')) {
      const reply = parsedLine(await readText(response, largestReply, who), who);
      return Response.json(reply);
    }
    return new Response(ReadableStream.from(checkedLines(response, who, { address: new URL(url).origin, model }, onBytes)));
  };
}

async function* checkedLines(response: OutboundResponse, who: string, call: { address: string; model: string }, onBytes: () => void) {
  for await (const line of linesOf(response, who)) {
    if (line.trim() === '') continue;
    onBytes();
    const message = parsedLine(line, who);
    if (typeof message.error === 'string') throw modelFault(500, line, call);
    yield Buffer.from(`${line}\n`);
  }
}
