import { expect, test } from 'vitest';
import { type Fault, faults } from '../fake-model-server/faults.ts';
import { noted, outcomes } from './fault-outcomes.ts';

const names = Object.keys(faults) as Fault[];

const ending = (fault: Fault): string => {
  const code = outcomes[fault];
  if (code !== 'answered') return `\`${code}\``;
  return noted[fault] ?? 'answered';
};

test('every fault of a model server has its documented end, and the page says it', async () => {
  const rows = names.map((fault) => `| ${fault} | ${faults[fault]} | ${ending(fault)} |`);
  const page = [
    '# What model servers do wrong, and what becomes of it',
    '',
    `The stand-in for a model server (\`test/fake-model-server/\`) can do ${names.length} things wrong, each as Ollama from 0.30 and before, llama-server, LM Studio and vLLM. \`test/contract/generators.test.ts\` asks for each that it comes to this end on each server, and that the next question is answered. No fault leaves a question hanging, and none is answered from a cut prompt: with Gemma the counts are exact, with other models as exact as their vocabulary is known; with LM Studio and a model that is no Gemma, only a prompt of which less than a seventh was read is noticed afterwards.`,
    '',
    '| fault | what the server does | what a person gets |',
    '|---|---|---|',
    ...rows,
    '',
  ];
  expect(names.toSorted()).toEqual(Object.keys(outcomes).toSorted());
  // Written anew with `vitest run test/contract/model-faults.test.ts --update`.
  await expect(page.join('\n')).toMatchFileSnapshot('../../docs/model-faults.md');
});

test('a fault that is answered says what a person is told of it', () => {
  expect(names.filter((fault) => outcomes[fault] === 'answered' && noted[fault] === undefined)).toEqual([]);
});
