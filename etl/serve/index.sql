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
CREATE INDEX facets_of_hit ON facets (hit);
