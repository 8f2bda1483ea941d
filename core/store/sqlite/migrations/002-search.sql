-- The search index of one collection. Everything here can be made again from chunk and document.

-- Chunks are indexed in segments, each with its own posting lists; ids ascend from segment to segment.
CREATE TABLE segment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- Packed by posting-codec.ts: id, document key and lengths of each chunk.
  chunks BLOB NOT NULL
) STRICT;

-- leg 0: words, leg 1: trigrams.
CREATE TABLE posting (
  leg INTEGER NOT NULL,
  term TEXT NOT NULL,
  segment INTEGER NOT NULL,
  -- Packed by posting-codec.ts: chunk ids and how often the term is in title, headings and body.
  chunks BLOB NOT NULL,
  PRIMARY KEY (leg, term, segment)
) STRICT, WITHOUT ROWID;

-- Chunks that are in no segment yet. Readers search them as well; a few hundred of them make a segment.
CREATE TABLE fresh_chunk (
  chunk_id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  headings TEXT NOT NULL,
  body TEXT NOT NULL,
  letters TEXT NOT NULL
) STRICT;

-- Removed chunks whose words are still in posting lists; gone once the lists are rewritten.
CREATE TABLE dead_chunk (
  chunk_id INTEGER PRIMARY KEY
) STRICT;

-- One row an embedder. Its vectors are in the vec0 table vector_<number>.
CREATE TABLE embedder (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  dimensions INTEGER NOT NULL,
  -- For LSA: chunks there were when it was learned; 0 for a model.
  learned_chunks INTEGER NOT NULL
) STRICT;

-- What LSA knows of a word: its weight and its place in the space.
CREATE TABLE lsa_term (
  term TEXT PRIMARY KEY,
  idf REAL NOT NULL,
  scale REAL NOT NULL,
  vector BLOB NOT NULL
) STRICT, WITHOUT ROWID;
