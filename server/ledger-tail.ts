import { promptTail, tailTokens } from './answer/prompt/prompt.ts';

/** ollama-gemma.md §7 rule 6: question and history stay under a batch of 512 tokens where they can. */
const questionTokens = 512;

/** What follows the documents in a prompt, with room for a question and its history. */
export const questionAndRules = (count: (text: string) => number): number =>
  tailTokens(promptTail('', [], '', count), count) + questionTokens;
