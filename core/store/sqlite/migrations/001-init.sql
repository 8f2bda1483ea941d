-- One collection. Offsets count UTF-16 code units of the document's canonical text, half-open.
-- Search tables are in 002-search.sql; they hang on chunk.id, which is never given out twice.

CREATE TABLE collection (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  updated_at TEXT NOT NULL,
  -- 1 after a removal until the freed pages have left the file.
  compaction_due INTEGER NOT NULL DEFAULT 0,
  -- Over the tables of the search index while they are at rest (index-seal.ts); NULL after a change until they are again.
  index_digest TEXT
) STRICT;

INSERT INTO collection (id, updated_at) VALUES (1, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));

CREATE TABLE document (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  format TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('indexed', 'skipped', 'failed')),
  reason TEXT NOT NULL,
  -- JSON array of sentences; empty text when there are none, so that listing parses nothing.
  warnings TEXT NOT NULL,
  pages INTEGER NOT NULL,
  characters INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  chunks INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  hash TEXT NOT NULL,
  language TEXT NOT NULL,
  recipe TEXT NOT NULL,
  -- Which folder ingest it came from; empty for uploads.
  origin TEXT NOT NULL,
  ingested_at TEXT NOT NULL,
  -- Over the row, the text, the chunks and the maps (digest.ts): proves to the checker that they are as they were stored.
  digest TEXT NOT NULL
) STRICT;

-- Answers summary() from the index alone.
CREATE INDEX document_totals ON document (status, chunks, tokens);

-- Chunks tile the text, so the text is stored here and nowhere else: a slice reads the chunks it touches.
CREATE TABLE chunk (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document_key INTEGER NOT NULL REFERENCES document (key) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  section_start INTEGER NOT NULL,
  section_end INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  -- JSON array, outermost first; empty text when there are none.
  headings TEXT NOT NULL,
  -- TEXT; or a BLOB of UTF-16LE when the text holds a lone surrogate, which UTF-8 cannot carry.
  text ANY NOT NULL
) STRICT;

CREATE UNIQUE INDEX chunk_place ON chunk (document_key, start, "end");

-- Blocks, page starts, boxes and cells, packed by maps.ts: large, and read only when a document is opened.
CREATE TABLE document_maps (
  document_key INTEGER PRIMARY KEY REFERENCES document (key) ON DELETE CASCADE,
  maps BLOB NOT NULL,
  boxes BLOB NOT NULL
) STRICT;

-- The original: its bytes, or the path when the folder is read in place.
CREATE TABLE document_original (
  document_key INTEGER PRIMARY KEY REFERENCES document (key) ON DELETE CASCADE,
  path TEXT,
  bytes BLOB,
  CHECK ((path IS NULL) <> (bytes IS NULL))
) STRICT;
