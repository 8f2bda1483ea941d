/** The list of documents for whoever answers, read in pages and once: a list of 50,000 in one message stops the loop that gets it. */
import type { DocumentRecord } from '../../core/types.ts';
import type { LocatedAccess } from './places.ts';

/** One message of so many takes some three milliseconds of the loop (test/bench/many-documents.ts). */
const pageLength = 500;

export interface KnownDocuments {
  /** Every document by source; the same list as long as the collection has not changed. */
  of(access: Pick<LocatedAccess, 'summary' | 'documentPage'>): Promise<readonly DocumentRecord[]>;
}

/** Remembers one collection's list; it goes with the worker that has read it. */
export function knownDocuments(): KnownDocuments {
  let known: { readonly updatedAt: string; readonly records: Promise<readonly DocumentRecord[]> } | null = null;

  return {
    async of(access) {
      const { updatedAt } = await access.summary();
      if (known?.updatedAt === updatedAt) return known.records;
      const records = allPages(access);
      const reading = { updatedAt, records };
      known = reading;
      const forget = (): void => {
        if (known === reading) known = null;
      };
      // A list that was read while the collection changed is some of both: good for this question, and for no other.
      const isStill = records.then(async () => (await access.summary()).updatedAt === updatedAt);
      isStill.then((still) => still || forget(), forget);
      return records;
    },
  };
}

async function allPages(access: Pick<LocatedAccess, 'documentPage'>): Promise<readonly DocumentRecord[]> {
  const records: DocumentRecord[] = [];
  let after: string | null = '';
  while (after !== null) {
    const page: Awaited<ReturnType<LocatedAccess['documentPage']>> = await access.documentPage({
      ...{ after, limit: pageLength, holding: '', show: 'all', since: '' },
    });
    records.push(...page.documents);
    after = page.cursor;
  }
  return records;
}
