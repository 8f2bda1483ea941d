import { expect, test } from 'vitest';
import { watchMemoryKills } from '../../server/generate/embedded/memory-kills.ts';
import { endedFault } from '../../server/generate/embedded/start-faults.ts';

test('memory ran out only when the system has ended a program for it since', () => {
  let kills = 3;
  const ranOut = watchMemoryKills(() => kills);
  expect(ranOut()).toBe(false);
  kills = 4;
  expect(ranOut()).toBe(true);
});

test('a program that somebody else has ended is not told to want memory', () => {
  const killed = endedFault('model', { signal: 'SIGKILL', isOutOfMemory: false });
  expect([killed.code, killed.message]).toEqual(['model-failed', 'The program that runs model was ended from outside (SIGKILL)']);
  expect(endedFault('model', { signal: 'SIGKILL', isOutOfMemory: true }).code).toBe('model-out-of-memory');
  expect(endedFault('model', { signal: 'SIGSEGV', isOutOfMemory: false }).message).toContain('crashed');
});
