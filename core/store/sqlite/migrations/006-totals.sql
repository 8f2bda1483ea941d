-- The sums over all documents, kept in step by whoever saves or removes one (totals.ts): adding up 50,000 documents for
-- each question and each look at the shelf costs more than the rest of it.
ALTER TABLE collection ADD COLUMN documents INTEGER NOT NULL DEFAULT 0;
ALTER TABLE collection ADD COLUMN chunks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE collection ADD COLUMN tokens INTEGER NOT NULL DEFAULT 0;
-- Read, with a warning.
ALTER TABLE collection ADD COLUMN doubtful INTEGER NOT NULL DEFAULT 0;
-- Met and not read: skipped or failed.
ALTER TABLE collection ADD COLUMN unread INTEGER NOT NULL DEFAULT 0;

UPDATE collection SET (documents, chunks, tokens, doubtful, unread) = (
  SELECT coalesce(sum(status = 'indexed'), 0), coalesce(sum(iif(status = 'indexed', chunks, 0)), 0),
    coalesce(sum(iif(status = 'indexed', tokens, 0)), 0), coalesce(sum(status = 'indexed' AND warnings <> ''), 0),
    coalesce(sum(status <> 'indexed'), 0)
  FROM document
);

-- It answered the sums.
DROP INDEX document_totals;
