import type { DocumentRecord } from '../../core/types.ts';

export type Show = 'all' | 'doubtful' | 'unread';

export interface Matching {
  readonly shown: readonly DocumentRecord[];
  readonly doubtful: number;
  readonly unread: number;
}

export const isDoubtful = (record: DocumentRecord): boolean => record.status === 'indexed' && record.warnings.length > 0;
const isUnread = (record: DocumentRecord): boolean => record.status !== 'indexed';

/** Documents whose path or title holds the wanted words, whatever their letter case. */
export function matchingDocuments(documents: readonly DocumentRecord[], wanted: string, show: Show): Matching {
  const needle = wanted.trim().toLocaleLowerCase();
  const passes = { all: () => true, doubtful: isDoubtful, unread: isUnread }[show];
  const hasName = ({ source, title }: DocumentRecord): boolean => `${source}\n${title}`.toLocaleLowerCase().includes(needle);
  return {
    shown: documents.filter((record) => passes(record) && (needle === '' || hasName(record))),
    doubtful: documents.filter(isDoubtful).length,
    unread: documents.filter(isUnread).length,
  };
}
