/**
 * Deletes documents and collections under every spelling of their names, while pages poll, while ingests run, with servers
 * that are killed and others that try to start beside them, and looks for what was deleted in every answer and every file.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type KillableServer, openKillableServer } from './killable-server.ts';

export interface DeletionOutcome {
  readonly deletions: number;
  readonly polls: number;
  readonly kills: number;
  readonly secondServers: number;
  /** Words of deleted text that a call that began after the deletion gave away, with the call. */
  readonly told: readonly string[];
  /** Files that still held some after the longest time that a wipe may take. */
  readonly left: readonly string[];
  /** The longest time until no file held any. */
  readonly wipedAfterMs: number;
  /** What should not have been: statuses, a second server that started. */
  readonly odd: readonly string[];
}

interface Rounds {
  readonly server: KillableServer;
  readonly data: string;
  readonly sum: Sum;
  readonly random: () => number;
}

type Sum = { -readonly [Key in keyof DeletionOutcome]: DeletionOutcome[Key] extends readonly string[] ? string[] : number };

const names = ['Büro', 'Straße 7', 'دفتر', 'Ledger'];
const wipeWithinMs = 30_000;
const ingestedAtOnce = 40;

export async function deleteInRounds(rounds: number, random: () => number): Promise<DeletionOutcome> {
  const data = mkdtempSync(join(tmpdir(), 'carrel-deletions-'));
  const server = await openKillableServer(data);
  const sum: Sum = { deletions: 0, polls: 0, kills: 0, secondServers: 0, told: [], left: [], wipedAfterMs: 0, odd: [] };
  try {
    for (let round = 0; round < rounds; round += 1) {
      await oneRound(round, { server, data, sum, random });
      if (round % 25 === 12) await secondServer(server, sum);
    }
    return sum;
  } finally {
    await server.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

/** Makes, fills, asks, polls, deletes, looks. */
async function oneRound(round: number, { server, data, sum, random }: Rounds): Promise<void> {
  const secret = `xylo${Array.from({ length: 12 }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join('')}`;
  const name = names[Math.floor(random() * names.length)] ?? '';
  const spelled = (): string => spellings(name)[Math.floor(random() * spellings(name).length)] ?? name;
  const [isCollection, isDuringIngest] = [round % 2 === 0, round % 4 >= 2];
  const files = {
    'safe.md': `# The safe\n\nThe code of the safe is ${secret}.\n`,
    'leave.md': 'Every employee has thirty days of leave.\n',
  };

  await made(server, spelled(), sum);
  await sent(server, spelled(), files, false);
  const asked = await answered(server, spelled());
  if (!asked.includes(secret)) sum.odd.push(`round ${round}: it was not there: ${asked.slice(0, 200)}`);
  if (isDuringIngest) {
    const more = Array.from({ length: ingestedAtOnce }, (_, index) => [
      `${index}.md`,
      `${isCollection ? files['safe.md'] : ''}Copy ${index}.\n`,
    ]);
    await sent(server, spelled(), Object.fromEntries(more), true);
  }
  const target = isCollection ? '' : `/documents/${await idOf(server, spelled(), 'safe.md')}`;
  const ids = [...asked.matchAll(/"(?:id|conversationId)":"([0-9a-f-]{36})"/g)].map((match) => match[1] ?? '');

  let deletedAt = Number.POSITIVE_INFINITY;
  let isOver = false;
  const polls = [0, 1].map(async () => {
    while (!isOver) {
      const begun = performance.now();
      const said = await search(server, spelled()).catch(() => '');
      sum.polls += 1;
      await wait(5);
      if (begun > deletedAt && said.includes(secret)) sum.told.push(`round ${round}: poll`);
    }
  });
  await deleted(server, () => pathOf(spelled(), target), round, sum, random);
  deletedAt = performance.now();
  sum.deletions += 1;
  if (isCollection) await made(server, spelled(), sum);
  for (const [call, said] of await everythingSaid(server, spelled(), ids)) {
    if (said.includes(secret)) sum.told.push(`round ${round}: ${call}`);
  }
  isOver = true;
  await Promise.all(polls);
  await wiped(data, secret, sum);
  await deleted(server, () => pathOf(spelled(), ''), -1, sum, random);
}

/** Every tenth round the server is killed right after it has promised, every tenth while it is being asked. */
async function deleted(server: KillableServer, path: () => string, round: number, sum: Sum, random: () => number): Promise<void> {
  const isKilledInside = round % 10 === 7;
  const asked = fetch(`${server.address()}${path()}`, { method: 'DELETE' }).then(
    ({ status }) => status,
    () => 0,
  );
  if (isKilledInside) {
    await wait(random() * 60);
    await server.restart('SIGKILL');
    sum.kills += 1;
  }
  const status = await asked;
  if (round % 10 === 3) {
    await server.restart(random() < 0.5 ? 'SIGKILL' : 'SIGTERM');
    sum.kills += 1;
  }
  if (status === 204) return;
  if (!isKilledInside) sum.odd.push(`round ${round}: DELETE answered ${status}`);
  // It may have been promised, or not: asked again until it is gone.
  for (;;) {
    const again = await fetch(`${server.address()}${path()}`, { method: 'DELETE' });
    if (again.status === 204 || again.status === 404) return;
    await wait(20);
  }
}

async function secondServer(server: KillableServer, sum: Sum): Promise<void> {
  const { status, stderr } = await server.second();
  sum.secondServers += 1;
  if (status !== 1 || !stderr.includes('serves this data folder already')) sum.odd.push(`a second server ended with ${status}: ${stderr}`);
}

/** Looks until no file holds a byte of it, as text or as SQLite keeps odd text. */
async function wiped(data: string, secret: string, sum: Sum): Promise<void> {
  const begun = performance.now();
  const forms = [Buffer.from(secret), Buffer.from(secret, 'utf16le')];
  for (;;) {
    const found = filesWith(data, forms);
    const took = performance.now() - begun;
    if (found.length === 0 || took > wipeWithinMs) {
      sum.left.push(...found);
      sum.wipedAfterMs = Math.max(sum.wipedAfterMs, Math.round(took));
      return;
    }
    await wait(50);
  }
}

function filesWith(data: string, forms: readonly Buffer[]): readonly string[] {
  return readdirSync(data, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    try {
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      return forms.some((form) => bytes.includes(form)) ? [entry.name] : [];
    } catch {
      // It went away in this moment.
      return [];
    }
  });
}

const spellings = (name: string): readonly string[] => [
  name,
  name.normalize('NFD'),
  name.toUpperCase(),
  name.toLowerCase().normalize('NFD'),
];
const pathOf = (name: string, rest: string): string => `/api/collections/${encodeURIComponent(name)}${rest}`;

function posted(server: KillableServer, path: string, body: unknown): Promise<Response> {
  return fetch(`${server.address()}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function made(server: KillableServer, name: string, sum: Sum): Promise<void> {
  const response = await posted(server, '/api/collections', { name });
  if (response.status !== 201) sum.odd.push(`making ${name}: ${await response.text()}`);
}

/** Sends files, and waits for the end of their job unless they are only to be on their way. */
async function sent(server: KillableServer, name: string, files: Readonly<Record<string, string>>, isOnItsWay: boolean): Promise<void> {
  const form = new FormData();
  for (const [file, text] of Object.entries(files)) form.append('files', new Blob([text]), file);
  const response = await fetch(`${server.address()}${pathOf(name, '/documents')}`, { method: 'POST', body: form });
  const { job } = (await response.json()) as { readonly job: { readonly id: string } };
  if (!isOnItsWay) await (await fetch(`${server.address()}/api/jobs/${job.id}/events`)).text();
}

const search = async (server: KillableServer, name: string): Promise<string> =>
  (await posted(server, pathOf(name, '/search'), { question: 'What is the code of the safe?' })).text();

const answered = async (server: KillableServer, name: string): Promise<string> =>
  (await posted(server, pathOf(name, '/answers'), { question: 'What is the code of the safe?', conversationId: 'new' })).text();

async function idOf(server: KillableServer, name: string, source: string): Promise<string> {
  const response = await fetch(`${server.address()}${pathOf(name, '/documents')}`);
  const { documents } = (await response.json()) as { readonly documents: readonly { readonly id: string; readonly source: string }[] };
  return documents.find((record) => record.source === source)?.id ?? '';
}

/** What every door says, also of the answers that were given before. */
async function everythingSaid(
  server: KillableServer,
  name: string,
  ids: readonly string[],
): Promise<readonly (readonly [string, string])[]> {
  const paths = [
    ...['/documents', '/ledger', '/warm-up'].map((rest) => pathOf(name, rest)),
    ...ids.flatMap((id) => [`/api/answers/${id}`, `/api/answers/${id}/prompt`, `/api/conversations/${id}`]),
    `/api/conversations?collection=${encodeURIComponent(name)}`,
    '/api/collections',
    '/api/jobs',
  ];
  const said = await Promise.all([
    ...paths.map(async (path) => [path, await (await fetch(`${server.address()}${path}`)).text()] as const),
    search(server, name).then((text) => ['search', text] as const),
    answered(server, name).then((text) => ['answers', text] as const),
  ]);
  return said;
}
