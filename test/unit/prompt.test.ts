import { describe, expect, test } from 'vitest';
import { countTokens, encodeTokens } from '../../core/tokens/index.ts';
import type { DocumentId } from '../../core/types.ts';
import type { NumberedPassage } from '../../server/answer/passages/passages.ts';
import { disarmed } from '../../server/answer/prompt/disarm.ts';
import { mostHistoryTokens } from '../../server/answer/prompt/history.ts';
import { buildPrompt, prefixTokens, promptTail, renderDocument, systemText, tailTokens } from '../../server/answer/prompt/prompt.ts';
import { chatMessages } from '../../server/generate/messages.ts';

function passage(number: number, start: number, text: string, headings: readonly string[] = []): NumberedPassage {
  const span = { start, end: start + text.length };
  return { number, documentId: 'd' as DocumentId, source: 'a.md', title: 'A', span, text, tokens: 1, headings };
}

const packed = (texts: readonly string[]) => texts.map((text) => ({ text, tokens: countTokens(text) }));
const tail = (question = 'Why?', history = [] as { question: string; answer: string }[]) =>
  promptTail(question, history, 'Not here.', countTokens);

describe('control strings', () => {
  const strings = [
    '<|turn>',
    '<turn|>',
    '<|channel>',
    '<channel|>',
    '<|think|>',
    '<|"|>',
    '<|tool_call>',
    '<tool_response|>',
    '<bos>',
    '<eos>',
    '<start_of_turn>',
    '<end_of_turn>',
    '<start_of_image>',
    '<image_soft_token>',
    '<unused99>',
    '<|im_start|>',
    '<|im_end|>',
    '<|eot_id|>',
    '<|begin_of_text|>',
    '<|start_header_id|>',
    '[INST]',
    '[/INST]',
    '<<SYS>>',
    '</s>',
    '<s>',
    '<｜begin▁of▁sentence｜>',
    '<think>',
    '</think>',
    '<tool_call>',
    '</document>',
    '<document "x">',
  ];

  test.each(strings)('%s is made inert, and the text keeps its length', (string) => {
    const text = `before ${string} after`;
    expect(disarmed(text)).not.toContain(string);
    expect(disarmed(text)).toHaveLength(text.length);
    expect(disarmed(disarmed(text))).toBe(disarmed(text));
  });

  test('no special token of Gemma survives, wherever it stands', () => {
    const evil = strings.join(' ');
    const prompt = buildPrompt(
      packed([renderDocument(`${evil}.md`, [passage(1, 0, evil, [evil])])]),
      tail(evil, [{ question: evil, answer: evil }]),
      countTokens,
    );
    const sent = chatMessages(prompt).map(({ content }) => content);
    const special = new Set([0, 1, 2, 3, 4, 46, 47, 48, 49, 50, 51, 52, 98, 100, 101, 105, 106]);
    expect(sent.flatMap((text) => encodeTokens(text, { controls: true })).filter((id) => special.has(id))).toEqual([]);
  });

  test('leaves ordinary text alone', () => {
    const text = 'if (a < b && c > d) return x[0] | y; // <div class="s">[1] a|b</div>';
    expect(disarmed(text)).toBe(text);
  });
});

describe('the prefix', () => {
  const documents = packed([
    renderDocument('a.md', [passage(1, 0, 'One.\n\n'), passage(2, 6, 'Two.\n')]),
    renderDocument('b.md', [passage(3, 0, 'Three.')]),
  ]);

  test('is the same byte for byte whatever is asked, and holds no date', () => {
    const one = buildPrompt(documents, tail('Why?'), countTokens);
    const other = buildPrompt(documents, tail('How many?', [{ question: 'Why?', answer: 'Because.' }]), countTokens);
    expect(one.prefix).toBe(other.prefix);
    expect(one.system).toBe(other.system);
    expect(one.prefix + one.system).not.toMatch(/20\d\d-|\d\d:\d\d/);
  });

  test('gives each passage its number on a line of its own', () => {
    expect(documents[0]?.text).toBe('<document "a.md">\n[1]\nOne.\n[2]\nTwo.\n</document>');
  });

  test('shows the headings above a passage that begins in mid-document, and where something is left out', () => {
    const text = renderDocument('a.md', [
      passage(1, 100, 'First part.\n', ['Leave', 'Sick']),
      passage(2, 500, 'Later part.\n', ['Travel']),
    ]);
    expect(text).toBe('<document "a.md">\n[1]\n(Leave > Sick)\nFirst part.\n…\n[2]\n(Travel)\nLater part.\n</document>');
  });

  test('is counted exactly by adding up its documents', () => {
    expect(prefixTokens(documents)).toBe(countTokens(documents.map(({ text }) => text).join('\n')));
  });
});

describe('the tail', () => {
  test('ends with the question and the sentence for "not in here"', () => {
    const prompt = buildPrompt([], tail('How many days?'), countTokens);
    expect(prompt.question).toMatch(/^How many days\?\n\n.*Not here\.\)$/);
    expect(chatMessages(prompt).at(-1)?.content.endsWith(prompt.question)).toBe(true);
  });

  test('bounds the history from its oldest end, and says how much was left out', () => {
    const long = Array.from({ length: 50 }, (_, index) => ({
      question: `Question ${index}?`,
      answer: 'A long answer in many words. '.repeat(20),
    }));
    const kept = tail('And now?', long);
    expect(kept.history.length).toBeGreaterThan(0);
    expect(kept.history.length + kept.forgottenTurns).toBe(50);
    expect(kept.history.at(-1)?.question).toBe('Question 49?');
    expect(kept.tokens).toBeLessThan(mostHistoryTokens + 100);
  });

  test('takes the citation marks out of earlier answers', () => {
    expect(tail('And now?', [{ question: 'Why?', answer: 'Because [1]. So [12].' }]).history[0]?.answer).toBe('Because. So.');
  });

  test('is bounded from above by our count, template and all', () => {
    const history = [{ question: 'Why?', answer: 'Because.' }];
    const prompt = buildPrompt(packed(['<document "a.md">\n[1]\nOne.\n</document>']), tail('How?', history), countTokens);
    const turns = chatMessages(prompt).map(({ role, content }) => `<|turn>${role === 'assistant' ? 'model' : role}\n${content}<turn|>\n`);
    const rendered = `<bos>${turns.join('')}<|turn>model\n<|channel>thought\n<channel|>`;
    const real = encodeTokens(rendered, { controls: true }).length;
    expect(prompt.tokens).toBeGreaterThanOrEqual(real);
    expect(prompt.tokens - real).toBeLessThan(20);
    expect(tailTokens(tail('How?'), countTokens)).toBeGreaterThan(countTokens(systemText));
  });
});
