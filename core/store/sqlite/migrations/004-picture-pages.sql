-- Pages, or whole files, that are pictures without text: what nobody who cannot see has read.
ALTER TABLE document ADD COLUMN picture_pages INTEGER NOT NULL DEFAULT 0;

-- Pictures that a document shows and that are files of their own: found by their source when they are wanted, so that
-- either may come, change and go without the other.
CREATE TABLE picture_reference (
  document_key INTEGER NOT NULL REFERENCES document (key) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (document_key, ordinal)
) STRICT;
