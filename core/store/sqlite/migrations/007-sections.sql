-- What a question about everything asks of every document, so that it need not read each one's chunks: how many sections it
-- has, and whether a cut between two chunks may stand inside a word, which the word index then holds as two.
ALTER TABLE document ADD COLUMN sections INTEGER NOT NULL DEFAULT 0;
ALTER TABLE document ADD COLUMN has_cut_words INTEGER NOT NULL DEFAULT 0;

-- The same as document-sums.ts does for a document that is saved.
UPDATE document SET
  sections = (SELECT count(*) FROM (SELECT DISTINCT section_start, section_end FROM chunk WHERE document_key = document.key)),
  has_cut_words = EXISTS (
    SELECT 1 FROM chunk AS before JOIN chunk AS after ON after.document_key = before.document_key AND after.start = before."end"
    WHERE before.document_key = document.key AND NOT (
      typeof(before.text) = 'text' AND typeof(after.text) = 'text' AND (
        substr(before.text, -1) GLOB '[^0-9A-Za-z_' || char(128) || '-' || char(1114111) || ']'
        OR substr(after.text, 1, 1) GLOB '[^0-9A-Za-z_' || char(128) || '-' || char(1114111) || ']'
        OR substr(before.text, -1) IN ('。', '！', '？', '；')
      )
    )
  );
