/**
 * Runs a piece of work whose library leaves promises behind. pdf.js rejects some that nobody awaits when a file is damaged
 * (4 of 1,000 mutated files); Node would end the process for each, although the caller handles the fault.
 */
export async function containRejections<Result>(work: () => Promise<Result>): Promise<{ result: Result; contained: number }> {
  let contained = 0;
  const listener = (): void => {
    contained += 1;
  };
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', listener);
  try {
    const result = await work();
    // Rejections are reported after the microtasks of the turn in which they happened.
    await new Promise((resolve) => setImmediate(resolve));
    return { result, contained };
  } finally {
    process.removeListener('unhandledRejection', listener);
    for (const other of others) process.on('unhandledRejection', other);
  }
}
