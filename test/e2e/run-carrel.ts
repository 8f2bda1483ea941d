/** Runs the program as a person does, as a child process. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const launcher = fileURLToPath(new URL('../../bin/carrel.js', import.meta.url));

/** The environment of the test, without settings that a developer may have. */
export function cleanEnvironment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('CARREL_') && name !== 'OLLAMA_HOST');
  return { ...Object.fromEntries(kept), CARREL_OLLAMA_URL: 'http://127.0.0.1:9', CARREL_MODEL_PORTS: 'none', ...extra };
}

export function runCarrel(words: readonly string[], data: string, extra: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return runProgram(process.execPath, [launcher, ...words], { CARREL_DATA: data, ...extra });
}

export function runProgram(
  program: string,
  words: readonly string[],
  extra: Readonly<Record<string, string>>,
  folder?: string,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { env: cleanEnvironment(extra), stdio: ['ignore', 'pipe', 'pipe'], cwd: folder });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

export function lastJson(text: string): unknown {
  return JSON.parse(text.trim().split('\n').at(-1) ?? 'null');
}
