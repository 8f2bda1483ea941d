/** The embedding models that a person added: list, add, use, remove. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../core/config.ts';
import { embedderInForce } from '../../core/embed/index.ts';
import { onnxModels } from '../../core/embed/onnx/models.ts';
import { AppError } from '../../core/errors.ts';
import { addEmbedder, isAdded, removeEmbedder, unknownEmbedder } from '../embedders.ts';
import { type Command, type CommandInput, exitDone, jsonOption, textOption } from './command.ts';

export const embedder: Command = {
  name: 'embedder',
  positionals: '<list | add <folder|.jar|.whl|.zip> | use <name|auto|lsa> | remove <name>>',
  leastPositionals: 1,
  mostPositionals: 2,
  summary: 'Add a model that makes vectors, choose the one in force, list and remove them.',
  options: {
    name: { type: 'string', placeholder: '<name>', meaning: 'Name of the added model; else that of its file.' },
    json: jsonOption,
  },
  async run(input) {
    const [action = '', what = ''] = input.positionals;
    const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (run !== undefined && (what === '') === (action === 'list')) return run(input, what);
    throw new AppError('bad-request', `carrel embedder ${action} ${what} is not understood`, 'See: carrel embedder --help');
  },
};

const actions: Readonly<Record<string, (input: CommandInput, what: string) => Promise<number>>> = {
  list: listEmbedders,
  async add(input, path) {
    const { terminal, config, signal } = input;
    const model = await addEmbedder(config.data, path, textOption(input, 'name'), signal);
    terminal.print(`${model.name} is added: ${model.dimensions} dimensions, ${model.pooling} pooling.`);
    if (!['auto', `onnx:${model.name}`].includes(config.embedder))
      terminal.note(`In force is ${config.embedder}. To change it: carrel embedder use ${model.name}`);
    terminal.note('The next `carrel ingest` of a collection makes its vectors; until they are complete the old ones serve.');
    terminal.result({ embedder: model.name, dimensions: model.dimensions, digest: model.digest });
    return exitDone;
  },
  async use({ terminal, config, signal }, name) {
    const setting = ['auto', 'lsa'].includes(name) || name.includes(':') ? name : `onnx:${name}`;
    if (setting.startsWith('onnx:') && !isAdded(config.data, setting.slice('onnx:'.length))) throw unknownEmbedder(name);
    keepSetting(config, setting);
    const inForce = await embedderInForce({ ...config, embedder: setting }, signal);
    terminal.print(
      `In force: ${inForce}. The next \`carrel ingest\` of a collection makes its vectors; a running server takes it at its next start.`,
    );
    terminal.result({ embedder: inForce });
    return exitDone;
  },
  async remove({ terminal, config }, name) {
    removeEmbedder(config.data, name);
    if (config.embedder === `onnx:${name}`) terminal.note('It was in force. Choose another: carrel embedder use auto');
    terminal.print(`${name} is removed. Collections whose vectors it made are searched by words until the next ingest.`);
    terminal.result({ removed: name });
    return exitDone;
  },
};

async function listEmbedders({ terminal, config, signal }: CommandInput): Promise<number> {
  const inForce = await embedderInForce(config, signal);
  const added = onnxModels(config.data);
  for (const { name, dimensions, pooling } of added) {
    terminal.print(
      `${terminal.styled('bold', name)}  ${dimensions} dimensions, ${pooling} pooling${inForce === `onnx:${name}` ? ', in force' : ''}`,
    );
  }
  if (!added.some(({ name }) => inForce === `onnx:${name}`)) terminal.note(`In force: ${inForce}.`);
  terminal.result({ inForce, embedders: added.map(({ name, dimensions, digest }) => ({ name, dimensions, digest })) });
  return exitDone;
}

/** Keeps it in the file of settings; a flag or the environment stands above it. */
function keepSetting({ data }: Config, embedder: string): void {
  const path = join(data, 'carrel.json');
  const before: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  mkdirSync(data, { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify({ ...Object(before), embedder }, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}
