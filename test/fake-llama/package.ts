/**
 * Plays node-llama-cpp for our real child program: words are tokens, reading is a list that grows, and a state is that
 * list in a file. What it is to do wrong is said in the name of the model's file: `model.crash-mid-answer.gguf`.
 */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

type Token = number;

const words: string[] = ['<end>', '<user>', '<model>', '<system>', '<stop>'];
const numbers = new Map(words.map((word, number) => [word, number]));
const [end, user, model, system, stop] = [0, 1, 2, 3, 4] as const;
const marks = { user, model, system };

function tokenOf(word: string): Token {
  const known = numbers.get(word);
  if (known !== undefined) return known;
  words.push(word);
  numbers.set(word, words.length - 1);
  return words.length - 1;
}

const tokenize = (text: string): Token[] => (text.match(/\s*\S+/g) ?? []).map(tokenOf);
const detokenize = (tokens: readonly Token[]): string => tokens.map((token) => words[token] ?? '?').join('');

let fault = '';
let log = '';

/** What the tests look at afterwards: one line for each thing done. */
const note = (line: string): void => appendFileSync(log, `${line}\n`);

function sequence(contextSize: number) {
  let held: Token[] = [];
  return {
    get nextTokenIndex() {
      return held.length;
    },
    get contextTokens() {
      return held;
    },
    async adaptStateToTokens(tokens: readonly Token[]) {
      const differs = held.findIndex((token, place) => token !== tokens[place]);
      if (differs !== -1) held = held.slice(0, differs);
    },
    async evaluateWithoutGeneratingNewTokens(tokens: readonly Token[]) {
      note(`read ${tokens.length}`);
      if (fault === 'crash-while-reading') process.kill(process.pid, 'SIGSEGV');
      if (fault === 'hang-while-reading') await new Promise(() => setInterval(() => undefined, 1000));
      // One turn of the loop for each batch, as in real life: orders to stop come in between.
      await new Promise((resolve) => setTimeout(resolve, fault === 'slow' ? 20 : 0));
      held = [...held, ...tokens];
    },
    async *evaluate(tokens: readonly Token[]) {
      held = [...held, ...tokens];
      if (held.length >= contextSize) throw new Error('the window is full');
      const reply = [...tokenize('The lease ends in May [1].'), ...(fault === 'stop-mark' ? [stop, ...tokenize(' never seen')] : []), end];
      for (const [place, token] of reply.entries()) {
        if (fault === 'crash-mid-answer' && place === 3) process.kill(process.pid, 'SIGSEGV');
        if (fault === 'killed-mid-answer' && place === 3) process.kill(process.pid, 'SIGKILL');
        if (fault === 'hang-mid-answer' && place === 3) await new Promise(() => setInterval(() => undefined, 1000));
        if (fault === 'throw-mid-answer' && place === 3) throw new Error('decode failed at /secret/path');
        if (fault === 'garbage-mid-answer' && place === 3) process.send?.({ type: 'text', id: 'one', text: 7 });
        held.push(token);
        yield token;
      }
    },
    async takeCheckpoint() {
      note(`checkpoint at ${held.length}`);
    },
    async saveStateToFile(path: string) {
      note(`saved ${held.length}`);
      writeFileSync(path, JSON.stringify(held.map((token) => words[token])));
    },
    async loadStateFromFile(path: string) {
      note('restore');
      if (fault === 'crash-while-restoring') process.kill(process.pid, 'SIGSEGV');
      if (fault === 'refuse-while-restoring') throw new Error('no state of mine');
      held = (JSON.parse(readFileSync(path, 'utf8')) as string[]).map(tokenOf);
    },
    async dispose() {
      held = [];
    },
  };
}

const chatText = (tokens: readonly Token[]) => ({ tokenize: () => tokens });

interface Item {
  readonly type: 'system' | 'user' | 'model';
  readonly text?: string;
  readonly response?: readonly string[];
}

export async function getLlama(options: { readonly build: string }) {
  if (options.build !== 'never') throw new Error('would compile');
  return {
    gpu: false,
    async loadModel({ modelPath, onLoadProgress }: { readonly modelPath: string; onLoadProgress(share: number): void }) {
      fault = /\.([\w-]+)\.gguf$/.exec(basename(modelPath))?.[1] ?? '';
      log = `${modelPath}.log`;
      note('load');
      if (fault === 'no-model') throw new Error('unknown architecture');
      if (fault === 'no-memory') throw new Error('failed to allocate buffer');
      onLoadProgress(1);
      return {
        tokenizer: {},
        tokenize,
        detokenize,
        isEogToken: (token: Token) => token === end,
        async createContext({ contextSize }: { readonly contextSize: number }) {
          return { contextSize, stateSize: 1000, getSequence: () => sequence(contextSize) };
        },
      };
    },
  };
}

export function resolveChatWrapper() {
  return {
    wrapperName: 'words',
    generateContextState: ({ chatHistory }: { readonly chatHistory: readonly Item[] }) => ({
      contextText: chatText(chatHistory.flatMap((item) => [marks[item.type], ...tokenize(item.text ?? item.response?.join('') ?? '')])),
      stopGenerationTriggers: [chatText([stop])],
    }),
  };
}

export const getModuleVersion = async (): Promise<string> => '0.0.0-words';
