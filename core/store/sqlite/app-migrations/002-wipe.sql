-- What was deleted from this file and may still be read in it with tools: 1 until the file has been written anew.
CREATE TABLE debt (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  wipe_due INTEGER NOT NULL DEFAULT 0
) STRICT;

INSERT INTO debt (id) VALUES (1);
