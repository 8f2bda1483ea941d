import type { Words } from './en.ts';

/** Names that are the same in every language. */
const properNames: Readonly<Record<string, string>> = {
  markdown: 'Markdown',
  pdf: 'PDF',
  docx: 'Word',
  pptx: 'PowerPoint',
  odf: 'OpenDocument',
  sql: 'SQL',
  json: 'JSON',
  yaml: 'YAML',
  toml: 'TOML',
  ini: 'INI',
};

/** What a person calls the format of a document; one that has no name here is shown as the server has it. */
export function formatName(format: string, { shelf: { formats } }: Words): string {
  if (format in formats) return formats[format as keyof typeof formats];
  return properNames[format] ?? format;
}
