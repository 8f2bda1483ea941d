import { count } from '../../core/number-words.ts';
import { openAppStore } from '../../core/store/index.ts';
import type { RebuiltPrompt } from '../answer/prompt/rebuilt-prompt.ts';
import { promptOfAnswer } from '../answered.ts';
import type { LocatedAccess } from '../search/places.ts';
import { type Command, type CommandInput, exitDone, jsonOption } from './command.ts';
import { openCollection } from './open-collection.ts';
import { printable, type Terminal } from './terminal.ts';
import { size } from './words.ts';

export const replay: Command = {
  name: 'replay',
  positionals: '<answer>',
  leastPositionals: 1,
  mostPositionals: 1,
  summary: 'Print the prompt behind an answer, rebuilt byte for byte from its receipt. Asks no model.',
  options: { json: jsonOption },
  run: runReplay,
};

async function runReplay({ config, terminal, positionals }: CommandInput): Promise<number> {
  const app = openAppStore(config);
  const opened: LocatedAccess[] = [];
  const open = (name: string): LocatedAccess => {
    const collection = openCollection(config, name);
    opened.push(collection);
    return collection;
  };
  try {
    const prompt = await promptOfAnswer(positionals[0] ?? '', app, open, config);
    show(prompt, terminal);
    terminal.result(prompt);
    return exitDone;
  } finally {
    app.close();
    for (const collection of opened) await collection.close();
  }
}

function show({ messages, images, model, isSent, promptTokens, promptHash }: RebuiltPrompt, terminal: Terminal): void {
  for (const { role, content } of messages) {
    terminal.print(terminal.styled('bold', `── ${role} ──`));
    terminal.print(printable(content));
  }
  for (const { source, mediaType, sizeBytes } of images)
    terminal.note(`Shown with it: ${mediaType}, ${size(sizeBytes)}, of ${printable(source)}`);
  const who = isSent ? `${count(promptTokens)} tokens for ${model}` : 'No model was asked; these are the passages that were quoted from';
  terminal.note(`${who}. The hash is that of the receipt: ${promptHash}`);
}
