-- What people search: inquiries, answers and commitments, each with its text, its date and the facets that it can be filtered by.
CREATE TABLE hits (
  hit INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL UNIQUE, inquiry_id TEXT NOT NULL, source TEXT NOT NULL,
  title TEXT, text TEXT, happened_on TEXT NOT NULL DEFAULT ''
);
CREATE TABLE facets (hit INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (name, value, hit)) WITHOUT ROWID;

INSERT INTO hits (kind, id, inquiry_id, source, title, text, happened_on)
SELECT 'inquiry', i.inquiry_id, i.inquiry_id, i.source, i.title,
  (SELECT group_concat(q.text, char(10)) FROM (SELECT text FROM questions WHERE inquiry_id = i.inquiry_id ORDER BY position) q),
  COALESCE(i.received_on, p.published_on, i.session_on, '')
FROM inquiries i LEFT JOIN papers p USING (paper_id);

INSERT INTO hits (kind, id, inquiry_id, source, title, text, happened_on)
SELECT 'answer', a.answer_id, a.inquiry_id, a.source, i.title,
  (SELECT group_concat(t.text, char(10)) FROM (SELECT text FROM answer_items WHERE answer_id = a.answer_id ORDER BY position) t),
  COALESCE(a.answered_on, h.happened_on)
FROM answers a JOIN inquiries i USING (inquiry_id) JOIN hits h ON h.id = i.inquiry_id;

INSERT INTO hits (kind, id, inquiry_id, source, title, text, happened_on)
SELECT 'commitment', c.commitment_id, h.inquiry_id, c.source, c.committing_party_name, c.quote, h.happened_on
FROM commitments c JOIN hits h ON h.id = c.answer_id;

CREATE INDEX hits_in_time ON hits (kind, happened_on, id);
CREATE INDEX hits_of_inquiry ON hits (inquiry_id);

INSERT OR IGNORE INTO facets SELECT hit, 'type', kind FROM hits;
INSERT OR IGNORE INTO facets SELECT hit, 'council', b.name
FROM hits h JOIN inquiries i USING (inquiry_id) JOIN papers p USING (paper_id) JOIN bodies b USING (body_id);
INSERT OR IGNORE INTO facets SELECT h.hit, 'year', substr(q.happened_on, 1, 4) FROM hits h JOIN hits q ON q.id = h.inquiry_id WHERE q.happened_on <> '';
INSERT OR IGNORE INTO facets SELECT h.hit, 'faction', COALESCE(NULLIF(o.short_name, ''), o.name, a.name)
FROM hits h JOIN inquiry_authors a USING (inquiry_id) LEFT JOIN organizations o USING (organization_id) WHERE a.kind_code = 'group';
INSERT OR IGNORE INTO facets SELECT h.hit, 'office', COALESCE(o.name, w.name)
FROM hits h JOIN answers a USING (inquiry_id) JOIN answer_authors w USING (answer_id) LEFT JOIN organizations o USING (organization_id)
WHERE w.kind_code = 'organization';
INSERT OR IGNORE INTO facets SELECT h.hit, 'answered', CASE WHEN a.answer_id IS NULL THEN 'no' ELSE 'yes' END
FROM hits h LEFT JOIN answers a USING (inquiry_id) WHERE h.kind = 'inquiry';
INSERT OR IGNORE INTO facets SELECT h.hit, 'kind', c.kind_code FROM hits h JOIN commitments c ON c.commitment_id = h.id;
INSERT OR IGNORE INTO facets SELECT h.hit, 'status', c.status_code FROM hits h JOIN commitments c ON c.commitment_id = h.id;
INSERT OR IGNORE INTO facets SELECT h.hit, 'partnership', CASE c.is_partnership WHEN 1 THEN 'yes' ELSE 'no' END
FROM hits h JOIN commitments c ON c.commitment_id = h.id;
INSERT OR IGNORE INTO facets SELECT h.hit, 'partner', COALESCE(o.name, w.name)
FROM hits h JOIN commitment_partners w ON w.commitment_id = h.id LEFT JOIN organizations o USING (organization_id);
INSERT OR IGNORE INTO facets SELECT h.hit, 'organization', a.organization_id FROM hits h JOIN inquiry_authors a ON a.inquiry_id = h.id WHERE a.organization_id <> '';
INSERT OR IGNORE INTO facets SELECT h.hit, 'organization', a.organization_id FROM hits h JOIN answer_authors a ON a.answer_id = h.id WHERE a.organization_id <> '';
INSERT OR IGNORE INTO facets SELECT h.hit, 'organization', w.organization_id FROM hits h JOIN commitment_partners w ON w.commitment_id = h.id WHERE w.organization_id <> '';
INSERT OR IGNORE INTO facets SELECT h.hit, 'organization', c.committing_party_id FROM hits h JOIN commitments c ON c.commitment_id = h.id WHERE c.committing_party_id <> '';
CREATE INDEX facets_of_hit ON facets (hit);

-- One flat row per thing, as lists, CSVs and the API give it; its columns are theirs.
CREATE TABLE inquiry_list AS
SELECT i.inquiry_id AS id, i.title, p.reference, h.happened_on AS asked_on, i.answered_on, i.days_to_answer, i.mode_code, b.name AS council,
  (SELECT group_concat(value, '; ') FROM facets WHERE hit = h.hit AND name = 'faction') AS factions,
  (SELECT group_concat(value, '; ') FROM facets WHERE hit = h.hit AND name = 'office') AS offices,
  (SELECT count(*) FROM questions q WHERE q.inquiry_id = i.inquiry_id) AS questions,
  (SELECT count(*) FROM answers a WHERE a.inquiry_id = i.inquiry_id) AS answers,
  (SELECT count(*) FROM hits c WHERE c.inquiry_id = i.inquiry_id AND c.kind = 'commitment') AS commitments,
  d.download_url AS document_url, p.source_url
FROM inquiries i JOIN hits h ON h.id = i.inquiry_id LEFT JOIN papers p USING (paper_id) LEFT JOIN bodies b USING (body_id)
LEFT JOIN documents d ON d.document_id = i.document_id;
CREATE UNIQUE INDEX inquiry_list_by_id ON inquiry_list (id);

CREATE TABLE answer_list AS
SELECT a.answer_id AS id, a.inquiry_id, i.title, i.reference, h.happened_on AS answered_on, i.council, i.factions,
  (SELECT group_concat(value, '; ') FROM facets WHERE hit = h.hit AND name = 'office') AS offices,
  (SELECT count(*) FROM answer_items t WHERE t.answer_id = a.answer_id) AS answer_items,
  (SELECT count(*) FROM commitments c WHERE c.answer_id = a.answer_id) AS commitments,
  h.text, d.download_url AS document_url, d.source_url
FROM answers a JOIN hits h ON h.id = a.answer_id JOIN inquiry_list i ON i.id = a.inquiry_id LEFT JOIN documents d ON d.document_id = a.document_id;
CREATE UNIQUE INDEX answer_list_by_id ON answer_list (id);

CREATE TABLE commitment_list AS
SELECT c.commitment_id AS id, i.id AS inquiry_id, c.answer_id, i.title AS inquiry_title, h.happened_on AS stated_on, i.council,
  c.kind_code, c.status_code, c.is_partnership, c.committing_party_name, c.committing_party_id,
  (SELECT group_concat(value, '; ') FROM facets WHERE hit = h.hit AND name = 'partner') AS partners,
  c.quote, c.confidence, c.method, c.document_id, c.start, c."end", d.download_url AS document_url, d.source_url
FROM commitments c JOIN hits h ON h.id = c.commitment_id JOIN inquiry_list i ON i.id = h.inquiry_id
LEFT JOIN documents d ON d.document_id = c.document_id;
CREATE UNIQUE INDEX commitment_list_by_id ON commitment_list (id);
CREATE INDEX commitment_list_by_inquiry ON commitment_list (inquiry_id);

CREATE TABLE organization_list AS
SELECT o.organization_id AS id, o.name, o.short_name, o.kind_code, b.name AS council,
  (SELECT count(DISTINCT w.inquiry_id) FROM inquiry_authors w WHERE w.organization_id = o.organization_id) AS inquiries,
  (SELECT count(DISTINCT w.answer_id) FROM answer_authors w WHERE w.organization_id = o.organization_id) AS answers,
  (SELECT count(*) FROM commitments c WHERE c.committing_party_id = o.organization_id) AS commitments_made,
  (SELECT count(DISTINCT w.commitment_id) FROM commitment_partners w WHERE w.organization_id = o.organization_id) AS commitments_joined,
  o.wikidata_id, o.source_url
FROM organizations o LEFT JOIN bodies b USING (body_id);
CREATE UNIQUE INDEX organization_list_by_id ON organization_list (id);
