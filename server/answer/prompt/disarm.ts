/**
 * Takes the power out of control strings. A model server that meets `<turn|>` inside a document ends the user's turn
 * there, so that the rest of the document speaks as the system (ollama-gemma.md §2.2).
 */

// Gemma 3 and 4, Llama 2 to 4, Mistral, Qwen, Phi, DeepSeek, gpt-oss; and the tags by which our own prompt parts documents.
const controlStrings = new RegExp(
  [
    '<\\|[^<>|\\s]{0,40}\\|?>',
    '<[\\w"/-]{1,40}\\|>',
    '<\uff5c[^<>\uff5c]{1,60}\uff5c>',
    '</?s>',
    '<</?SYS>>',
    '</?(?:bos|eos|pad|unk|mask|think|tool_call|tool_response|tools|start_of_\\w{1,20}|end_of_\\w{1,20}|\\w{1,10}_soft_token|unused\\d{1,5})>',
    '\\[/?(?:INST|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|SYSTEM_PROMPT)\\]',
    '</?(?:document|out-of-date)\\b',
  ].join('|'),
  'gi',
);

/** The text with every control string made inert. It keeps its length, so that offsets stay true. */
export function disarmed(text: string): string {
  return text.replace(controlStrings, (found) => `${found.startsWith('[') ? '\u2045' : '\u2039'}${found.slice(1)}`);
}
