"""The tables of the SQLite file, and what brings a file of an earlier version to this one."""

from __future__ import annotations

#: Goes up with every change of the tables or of what is indexed.
SCHEMA_VERSION = 2

#: The tables of version 1; the upgrades bring them to the present one.
TABLES = """
CREATE TABLE findings (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    id_key TEXT NOT NULL UNIQUE,
    text_key TEXT NOT NULL,
    version INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    edited_at INTEGER,
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    scheme TEXT,
    role TEXT NOT NULL,
    review INTEGER NOT NULL,
    score REAL NOT NULL,
    model TEXT NOT NULL,
    doc BLOB NOT NULL
) STRICT;
CREATE INDEX findings_text ON findings (text_key);
CREATE INDEX findings_version ON findings (version);
CREATE INDEX findings_score ON findings (score);
CREATE INDEX findings_edited ON findings (edited_at) WHERE edited_at IS NOT NULL;

CREATE TABLE evidence (
    finding TEXT PRIMARY KEY REFERENCES findings (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    fragment BLOB NOT NULL
) STRICT;
CREATE INDEX evidence_version ON evidence (version);

-- exact, folded: the text; named: its indicators; marks: one opaque token for each field and value
CREATE VIRTUAL TABLE finding_words USING fts5 (
    exact, folded, named, marks,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'", columnsize = 0
);

CREATE TABLE seen (
    id_key TEXT NOT NULL,
    text_key TEXT NOT NULL,
    model TEXT NOT NULL,
    since INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    PRIMARY KEY (id_key, text_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_last ON seen (last_seen);

CREATE TABLE tombstones (
    id_key TEXT NOT NULL,
    text_key TEXT NOT NULL,
    version INTEGER NOT NULL,
    purged_at INTEGER NOT NULL,
    PRIMARY KEY (id_key, text_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE batches (
    batch TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    day TEXT NOT NULL,
    posts INTEGER NOT NULL,
    new INTEGER NOT NULL,
    screened INTEGER NOT NULL,
    offers INTEGER NOT NULL,
    reports INTEGER NOT NULL,
    review INTEGER NOT NULL,
    image_only INTEGER NOT NULL,
    quarantined INTEGER NOT NULL
) STRICT;
CREATE INDEX batches_day ON batches (day);

CREATE TABLE decisions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    target TEXT NOT NULL,
    at INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    doc BLOB NOT NULL
) STRICT;
CREATE INDEX decisions_target ON decisions (target);
CREATE TRIGGER decisions_are_kept BEFORE DELETE ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are an audit: none is deleted'); END;
CREATE TRIGGER decisions_stand BEFORE UPDATE ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are an audit: none is changed'); END;

-- the decision that holds for each text or indicator; made of `decisions`
CREATE TABLE verdicts (
    subject TEXT NOT NULL,
    target TEXT NOT NULL,
    verdict TEXT NOT NULL,
    at INTEGER NOT NULL,
    decision INTEGER NOT NULL REFERENCES decisions (seq),
    PRIMARY KEY (subject, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX verdicts_verdict ON verdicts (subject, verdict);

CREATE TABLE visits (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    finished_at INTEGER NOT NULL,
    doc BLOB NOT NULL
) STRICT;
CREATE INDEX visits_source ON visits (source, finished_at);
CREATE INDEX visits_finished ON visits (finished_at);

CREATE TABLE frozen_days (day TEXT PRIMARY KEY, figures BLOB NOT NULL) STRICT;
CREATE TABLE purges (seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, report BLOB NOT NULL) STRICT;
"""

# what the campaigns job makes; `mine`: the watch list names it; `schemes`, `categories`: names between spaces
_GROUP_TABLES = """
CREATE TABLE groups_run (one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL, doc BLOB NOT NULL) STRICT;

CREATE TABLE clusters (
    id TEXT PRIMARY KEY,
    template TEXT NOT NULL,
    campaign TEXT NOT NULL,
    text_key TEXT NOT NULL,
    category TEXT NOT NULL,
    scheme TEXT,
    role TEXT NOT NULL,
    review INTEGER NOT NULL,
    mine INTEGER NOT NULL,
    score REAL NOT NULL,
    findings INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    recent INTEGER NOT NULL,
    before INTEGER NOT NULL,
    doc BLOB NOT NULL
) STRICT;
CREATE INDEX clusters_last ON clusters (last_seen);
CREATE INDEX clusters_campaign ON clusters (campaign);
CREATE INDEX clusters_template ON clusters (template);

CREATE TABLE campaigns (
    id TEXT PRIMARY KEY,
    category TEXT NOT NULL,
    schemes TEXT NOT NULL,
    mine INTEGER NOT NULL,
    score REAL NOT NULL,
    findings INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    recent INTEGER NOT NULL,
    before INTEGER NOT NULL,
    doc BLOB NOT NULL
) STRICT;

CREATE TABLE indicators (
    type TEXT NOT NULL,
    value TEXT NOT NULL,
    bank TEXT NOT NULL,
    strength TEXT NOT NULL,
    categories TEXT NOT NULL,
    mine INTEGER NOT NULL,
    offers INTEGER NOT NULL,
    reports INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    recent INTEGER NOT NULL,
    before INTEGER NOT NULL,
    doc BLOB NOT NULL,
    PRIMARY KEY (value, type, bank)
) STRICT;
CREATE INDEX indicators_last ON indicators (last_seen);

CREATE TABLE members (
    finding TEXT PRIMARY KEY REFERENCES findings (id) ON DELETE CASCADE,
    cluster TEXT NOT NULL,
    campaign TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX members_cluster ON members (cluster);
CREATE INDEX members_campaign ON members (campaign);

CREATE TABLE merged_ids (id TEXT PRIMARY KEY, into_id TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
"""

#: What brings a file from each earlier version to the next; adding tables alone can be done in place.
UPGRADES = {1: _GROUP_TABLES}
