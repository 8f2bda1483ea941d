/** JSON, JSON Lines and Jupyter notebooks. */
import type { Parser } from '../../core/ports.ts';
import { parseNotebook } from './json-notebook.ts';
import { jsonFault, jsonParts, jsonValues } from './json-scan.ts';
import { plainBlocks } from './text-blocks.ts';
import { parseText, type TextOutline } from './text-document.ts';
import { outlineBlocks } from './text-outline.ts';

/** The file is the text; its members and elements are the blocks, big members are sections. */
export const json: Parser = {
  name: 'json',
  version: 1,
  extensions: ['.json', '.jsonl', '.ndjson', '.jsonc', '.json5', '.geojson', '.jsonld', '.webmanifest', '.har', '.avsc', '.ipynb'],
  matches: () => false,
  parse: (file) => (file.source.toLowerCase().endsWith('.ipynb') ? parseNotebook(file, jsonOutline) : parseText(file, jsonOutline)),
};

function jsonOutline(text: string): TextOutline {
  const fault = jsonFault(text);
  if (fault !== null) {
    return { title: null, blocks: plainBlocks(text), cells: [], warnings: [`It is no valid JSON (${fault}): it was read as plain text.`] };
  }
  const values = jsonValues(text);
  const [only] = values;
  const nodes = only !== undefined && values.length === 1 ? jsonParts(text, only.value) : values;
  const blocks = outlineBlocks(nodes.length > 0 ? nodes : values, (node) => jsonParts(text, node.value), 'json');
  return { title: null, blocks, cells: [], warnings: [] };
}
