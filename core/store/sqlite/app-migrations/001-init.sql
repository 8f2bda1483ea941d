-- Queue, conversations and answers of one data folder.

CREATE TABLE job (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  collection TEXT NOT NULL,
  task TEXT NOT NULL,
  -- 1 for removals: what a person wants gone goes first.
  removes INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  -- The process that runs it, as process-owner.ts names it.
  owner TEXT,
  cancel_wanted INTEGER NOT NULL DEFAULT 0,
  -- Times an owner died since the job last got further than ever before.
  deaths INTEGER NOT NULL DEFAULT 0,
  furthest INTEGER NOT NULL DEFAULT 0,
  done INTEGER NOT NULL DEFAULT 0,
  total INTEGER NOT NULL DEFAULT 0,
  eta_ms INTEGER,
  current TEXT NOT NULL DEFAULT '',
  report TEXT,
  reason TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL
) STRICT;

CREATE INDEX job_next ON job (state, removes DESC, sequence);
CREATE INDEX job_collection ON job (collection, sequence);

CREATE TABLE conversation (
  id TEXT PRIMARY KEY,
  collection TEXT NOT NULL,
  title TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX conversation_latest ON conversation (collection, updated_at DESC);

CREATE TABLE answer (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  collection TEXT NOT NULL,
  conversation_id TEXT REFERENCES conversation (id) ON DELETE CASCADE,
  -- The Answer as deflated JSON: whole-mode answers carry every passage they were given.
  body BLOB NOT NULL
) STRICT;

CREATE INDEX answer_conversation ON answer (conversation_id, sequence);
CREATE INDEX answer_collection ON answer (collection);
