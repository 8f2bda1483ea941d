import { expect, test } from 'vitest';
import { believedWindow, noteLowered } from '../../server/generate/believed-window.ts';

const running = (contextLength: number) => ({ name: 'm', digest: '', context_length: contextLength });
const minute = 60_000;

test('a window that was lowered is planned for as long as it is in force, and for ten minutes', () => {
  noteLowered('force', 8_192, 0);
  expect(believedWindow('force', 32_768, running(8_192), minute)).toBe(8_192);
  expect(believedWindow('force', 32_768, running(8_192), 11 * minute)).toBe(32_768);
});

test('a server that came back, or loads the model anew, is asked for all again', () => {
  noteLowered('back', 8_192, 0);
  expect(believedWindow('back', 32_768, null, minute)).toBe(32_768);
  noteLowered('anew', 8_192, 0);
  expect(believedWindow('anew', 32_768, running(32_768), minute)).toBe(32_768);
});

test('a window that would refuse every question is asked for again and not believed in', () => {
  noteLowered('tiny', 1_024, 0);
  expect(believedWindow('tiny', 32_768, running(1_024), 1)).toBe(32_768);
});
