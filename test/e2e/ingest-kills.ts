/** Kills the ingest process at random moments of its work and counts what that cost: nothing must be. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { type Config, configAsFlags, loadConfig } from '../../core/config.ts';
import type { AppStore } from '../../core/ports.ts';
import { checkCollection, createCollection, openAppStore, openReader } from '../../core/store/index.ts';

export interface KillOutcome {
  readonly kills: number;
  /** Kills that hit a running job; the others came before its start or after its end. */
  readonly hits: number;
  /** Documents that had been seen in the collection and were gone, or older, after a kill. */
  readonly lost: number;
  /** Documents whose text was neither the old nor the new one, and breaches of the document law. */
  readonly half: number;
  readonly doubled: number;
  /** Files that were not there when the last ingest had ended in peace. */
  readonly missing: number;
}

const program = fileURLToPath(new URL('../../ingest/process.ts', import.meta.url));
const name = 'kills';
const files = 150;

export async function killIngest(kills: number, random: () => number): Promise<KillOutcome> {
  const base = mkdtempSync(join(tmpdir(), 'carrel-kills-'));
  const config = loadConfig({ flags: { data: join(base, 'data'), parsers: '1' }, environment: {} });
  createCollection(config, name);
  const app = openAppStore(config);
  try {
    return await cycles(kills, random, join(base, 'files'), config, app);
  } finally {
    app.close();
    rmSync(base, { recursive: true, force: true });
  }
}

async function cycles(kills: number, random: () => number, folder: string, config: Config, app: AppStore): Promise<KillOutcome> {
  mkdirSync(folder);
  const newest = new Map<string, number>();
  const seen = new Map<string, number>();
  const sum = { hits: 0, lost: 0, half: 0, doubled: 0 };
  rewriteSome(folder, newest, 0, random);
  const startedAt = performance.now();
  await workOff(folder, config, app);
  // The moments are spread over a whole run as this machine does it, from the start of the process to its end.
  const longestMs = performance.now() - startedAt;
  for (let kill = 1; kill <= kills; kill += 1) {
    rewriteSome(folder, newest, kill, random);
    if (!hasOpenJob(app)) app.enqueue(name, { kind: 'ingest-folder', path: folder, inPlace: false });
    await killAfter(random() * longestMs, config);
    if (hasOpenJob(app)) sum.hits += 1;
    const damage = inspected(config, newest, seen);
    sum.lost += damage.lost;
    sum.half += damage.half;
    sum.doubled += damage.doubled;
  }
  if (hasOpenJob(app)) await workOff(null, config, app);
  await workOff(folder, config, app);
  const stale = [...newest].filter(([source, version]) => versions(config).get(source) !== version);
  return { kills, ...sum, missing: stale.length };
}

/** Gives about a third of the files a new version; in version 0, all of them. One archive is among them. */
function rewriteSome(folder: string, newest: Map<string, number>, version: number, random: () => number): void {
  for (let index = 0; index < files; index += 1) {
    if (version > 0 && random() > 1 / 3) continue;
    const source = index === 0 ? 'archive.zip/inner.txt' : `${index}.txt`;
    const content = textOf(source, version);
    if (index === 0) writeFileSync(join(folder, 'archive.zip'), zipSync({ 'inner.txt': Buffer.from(content) }));
    else writeFileSync(join(folder, source), content);
    newest.set(source, version);
  }
}

/** Long enough for several chunks, so that half a document would show. */
function textOf(source: string, version: number): string {
  const lines = Array.from(
    { length: 30 },
    (_, line) => `Line ${line} of ${source} in version ${version}, which must be whole or not be here.`,
  );
  return `${lines.join('\n\n')}\n`;
}

function hasOpenJob(app: AppStore): boolean {
  return app.jobs(name).some(({ state }) => state === 'queued' || state === 'running');
}

function started(config: Config) {
  return spawn(process.execPath, [program, JSON.stringify(configAsFlags(config))], { stdio: ['pipe', 'ignore', 'ignore'] });
}

async function killAfter(delayMs: number, config: Config): Promise<void> {
  const child = started(config);
  const gone = once(child, 'exit');
  await wait(delayMs);
  child.kill('SIGKILL');
  await gone;
}

/** Ingests the folder in peace; null lets an interrupted job end. */
async function workOff(folder: string | null, config: Config, app: AppStore): Promise<void> {
  if (folder !== null) app.enqueue(name, { kind: 'ingest-folder', path: folder, inPlace: false });
  const child = started(config);
  const gone = once(child, 'exit');
  while (hasOpenJob(app)) await wait(20);
  child.kill('SIGTERM');
  await gone;
}

/** The version of each document that is there and whole; -1 for one whose text is no version. */
function versions(config: Config): ReadonlyMap<string, number> {
  const reader = openReader(config, name);
  try {
    const indexed = reader.documents().filter(({ status }) => status === 'indexed');
    return new Map(
      indexed.map(({ id, source }) => {
        const text = reader.document(id)?.parsed.text ?? '';
        const version = Number(/in version (\d+),/.exec(text)?.[1]);
        const isWhole = text.trim() === textOf(source, version).trim() && reader.chunks(id).at(-1)?.span.end === text.length;
        return [source, isWhole ? version : -1];
      }),
    );
  } finally {
    reader.close();
  }
}

function inspected(config: Config, newest: ReadonlyMap<string, number>, seen: Map<string, number>) {
  const now = versions(config);
  const half = [...now.values()].filter((version) => version === -1).length + checkCollection(config, name).length;
  const lost = [...seen].filter(([source, version]) => (now.get(source) ?? -1) < version).length;
  // Every file has one source: one more than there are is a second copy.
  const doubled = [...now.keys()].filter((source) => !newest.has(source)).length;
  for (const [source, version] of now) seen.set(source, version);
  return { half, lost, doubled };
}
