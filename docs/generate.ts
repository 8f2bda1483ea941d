/** `npm run docs`: writes the pages that are made from code. With --check it only says whether they are true. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { settings } from '../core/config.ts';
import type { Command } from '../server/cli/command.ts';
import { allCommands } from '../server/cli/commands.ts';
import { optionUsage, usageOf } from '../server/cli/help.ts';
import { routes } from '../server/http/index.ts';
import { openApiDocument } from '../server/http/openapi.ts';
import { decisionTablePage } from './decision-table.ts';

const made = 'Made by `npm run docs`; a test compares it with the code.';

/** Path from the root of the project to text. */
export async function generatedPages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['docs/cli.md', cliPage(await allCommands())],
    ['docs/config.md', configPage()],
    ['docs/http.md', httpPage()],
    ['docs/decision-table.md', decisionTablePage(made)],
    ['docs/decisions/README.md', decisionsPage()],
    ['.env.example', environmentExample()],
  ]);
}

function cliPage(commands: readonly Command[]): string {
  const parts = commands.map((command) => {
    const options = Object.entries(command.options).map(([name, option]) => `| \`${optionUsage(name, option)}\` | ${option.meaning} |`);
    const table = options.length === 0 ? '' : `\n| option | meaning |\n|---|---|\n${options.join('\n')}\n`;
    return `## carrel ${usageOf(command)}\n\n${command.summary}\n${table}`;
  });
  const general = Object.values(settings).flatMap(({ flag, meaning }) => (flag === null ? [] : [`| \`--${flag}\` | ${meaning} |`]));
  return `# The command line

${made} In a checkout, \`npm run carrel -- <command>\` is the same as \`carrel <command>\`.

Results go to stdout, everything else to stderr. Exit status: 0 done, also when the answer is "not in these documents"; 1 a fault, with one line \`carrel: what, culprit. What to do.\`; 2 wrong usage; 130 interrupted.

${parts.join('\n')}
## Options of every command

| option | meaning |
|---|---|
${general.join('\n')}
`;
}

function configPage(): string {
  const rows = Object.entries(settings).map(([name, { variables, flag, meaning, fallback }]) => {
    const shown = Array.isArray(fallback) ? fallback.join(';') : String(fallback);
    // The number of processors differs between machines, so that default is told in words.
    const value = name === 'parsers' ? '2, or 1 on one core' : shown === '' ? '(empty)' : `\`${shown}\``;
    return `| \`${name}\` | ${variables.map((variable) => `\`${variable}\``).join(', ')} | ${flag === null ? '' : `\`--${flag}\``} | ${value} | ${meaning} |`;
  });
  return `# Settings

${made} A flag wins over the environment, the environment over \`carrel.json\` in the data folder, and that over the default. \`carrel doctor\` prints what is in force.

| in carrel.json | environment | flag | default | meaning |
|---|---|---|---|---|
${rows.join('\n')}
`;
}

function decisionsPage(): string {
  const folder = new URL('decisions/', import.meta.url);
  const names = readdirSync(folder).filter((name) => /^\d/.test(name));
  const rows = names.toSorted().map((name) => {
    const title = readFileSync(new URL(name, folder), 'utf8').split('\n', 1)[0] ?? '';
    const [, number = '', decision = ''] = /^# (\d+): (.+)$/.exec(title) ?? [];
    return `| [${number}](${name}) | ${decision} |`;
  });
  return `# Decisions

${made}

A page for each choice that someone could undo by mistake: why it was to be made, what was chosen, what follows, and what was rejected. When a choice changes, its page is rewritten and says what was taken back. Numbers leave room: 00 the whole, 01 the collection file, 02 tokens and model servers, 03 reading files, 04 citations, 05 answers and models, 06 doors, 08 parser processes.

| | decision |
|---|---|
${rows.join('\n')}
`;
}

function environmentExample(): string {
  const lines = Object.entries(settings).map(([name, { variables, fallback, meaning }]) => {
    const shown = name === 'parsers' ? '2' : Array.isArray(fallback) ? fallback.join(';') : String(fallback);
    return `# ${meaning}\n# ${variables[0]}=${shown}\n`;
  });
  return `# ${made.replaceAll('`', '')} Settings of Carrel: docs/config.md.\n\n${lines.join('\n')}`;
}

function httpPage(): string {
  const parts = routes.map((route) => {
    const body = route.bodyMediaType === null ? '' : `\nBody: \`${route.bodyMediaType}\`.\n`;
    const reply = route.reply === null ? '204, no body' : `${route.status}, \`${route.reply.mediaType}\``;
    return `## ${route.method.toUpperCase()} ${route.path}\n\n${route.summary}\n${body}\nReply: ${reply}.\n${shapes(route)}`;
  });
  return `# The HTTP API

${made} The same, for programs: \`GET /api/openapi.json\` (OpenAPI 3.1).

JSON in and out. A fault is \`application/problem+json\` (RFC 9457): \`{type, title, status, detail, code, hint}\`; \`code\` is stable and \`hint\` says what to do. Offsets count UTF-16 code units of the canonical text, half-open; pages, lines and columns count from 1. The server answers to 127.0.0.1 and localhost only, unless it was told to listen elsewhere, and refuses pages of other sites.

Events of \`POST …/answers\` with \`Accept: text/event-stream\`: \`plan-ready\` {plan}, \`progress\` {phase, done, total, etaMs}, \`text-delta\` {text}, \`citation-found\` {citation}, \`answer-end\` {answer}; with \`?trace=1\` before the last \`trace\` {steps}. A fault after the start is \`event: problem\` and ends the stream.

${parts.join('\n')}`;
}

type Json = Readonly<Record<string, unknown>>;

/** The shapes of a call in short notation, from the OpenAPI document. */
function shapes(route: (typeof routes)[number]): string {
  const document = openApiDocument([route], '0') as { paths: Record<string, Record<string, Json>> };
  const operation = document.paths[route.path]?.[route.method] ?? {};
  const content = (part: unknown): Json | null => {
    const json = (part as { content?: Record<string, { schema: Json }> } | undefined)?.content?.['application/json'];
    return json?.schema ?? null;
  };
  const request = content(operation.requestBody);
  const reply = content((operation.responses as Record<string, unknown>)[String(route.status)]);
  const lines = [request === null ? '' : `request  ${notation(request)}`, reply === null ? '' : `reply    ${notation(reply)}`].filter(
    (line) => line !== '',
  );
  return lines.length === 0 ? '' : `\n\`\`\`\n${lines.join('\n')}\n\`\`\`\n`;
}

function notation(schema: Json): string {
  const options = (schema.anyOf ?? schema.oneOf) as readonly Json[] | undefined;
  if (options !== undefined) return options.map(notation).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const values = schema.enum as readonly unknown[] | undefined;
  if (values !== undefined) return values.join(' | ');
  if (schema.type === 'array') return `[${notation(schema.items as Json)}]`;
  const properties = schema.properties as Record<string, Json> | undefined;
  if (properties === undefined) return String(schema.type ?? 'any');
  return `{${Object.entries(properties)
    .map(([name, property]) => `${name}: ${notation(property)}`)
    .join(', ')}}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = new URL('../', import.meta.url);
  const stale = [...(await generatedPages())].filter(([path, text]) => {
    const file = new URL(path, root);
    return !existsSync(file) || readFileSync(file, 'utf8') !== text;
  });
  if (process.argv.includes('--check')) {
    for (const [path] of stale) console.error(`${path} is not what the code says: npm run docs`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    for (const [path, text] of stale) writeFileSync(new URL(path, root), text);
    console.log(stale.length === 0 ? 'All pages were true.' : `Written: ${stale.map(([path]) => path).join(', ')}`);
  }
}
