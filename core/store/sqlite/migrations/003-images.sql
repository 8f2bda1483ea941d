-- Pictures that stand in a document, for models that can see. Read only when such a model is asked.
CREATE TABLE document_image (
  document_key INTEGER NOT NULL REFERENCES document (key) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (document_key, ordinal)
) STRICT;
