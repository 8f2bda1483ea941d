import { describe, expect, test } from 'vitest';
import { isLoopback, isPrivateAddress } from '../../core/offline.ts';

describe('a private address', () => {
  test.each([
    '127.0.0.1',
    '127.8.9.10',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.178.20',
    '100.64.0.1',
    '::1',
    '[::1]',
    'fd12:3456::1',
    'fe80::1%eth0',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
  ])('is one: %s', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  test.each([
    '8.8.8.8',
    '172.32.0.1',
    '192.169.0.1',
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '::ffff:8.8.8.8',
    '0.0.0.0',
    '::',
    '2001:db8::1',
    'localhost',
    '',
    '127.0.0.1.nip.io',
  ])('is none: %s', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });
});

test('this machine is known by its loopback names only', () => {
  expect(['http://127.0.0.1:1', 'http://localhost:1', 'http://[::1]:1'].every(isLoopback)).toBe(true);
  expect(['http://192.168.0.2:1', 'http://gpu:1', 'http://127.evil.example:1'].some(isLoopback)).toBe(false);
});
