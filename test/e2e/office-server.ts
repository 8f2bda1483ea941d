/** A server with one small collection, asked over HTTP as a program asks it. */
import { expect } from 'vitest';
import type { z } from 'zod';
import { problemSchema } from '../../server/http/schemas.ts';
import { createCollection, type Running, startServer, upload } from './running.ts';

export const handbook = `# Leave

## Annual leave

Every employee has 27 days of annual leave a year. Unused days expire on 31 March.

## Sick leave

Report sickness to the office before 9:30. A doctor's note is needed from the fourth day.
`;

/** The collection is called `office`; one of its files is no text, one is empty. */
export async function startOffice(): Promise<Running> {
  const server = await startServer();
  await createCollection(server, 'office');
  await upload(server, 'office', {
    'handbook/leave.md': handbook,
    'handbook/travel.md': '# Travel\n\nTrains are booked by the office. The daily allowance is 28 euros.\n',
    'scan.png': new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 1]),
    'empty.txt': '',
  });
  return server;
}

/** The problem that a reply must be. */
export async function problem(response: Response): Promise<z.infer<typeof problemSchema>> {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  return problemSchema.parse(await response.json());
}
