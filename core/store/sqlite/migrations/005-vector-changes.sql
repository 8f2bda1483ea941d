-- Counts the changes of vectors, so that a reader knows when those it holds in memory are out of date. It stands here because
-- the digest of the search index does not cover this column: files from before it stay sealed.
ALTER TABLE collection ADD COLUMN vector_changes INTEGER NOT NULL DEFAULT 0;
