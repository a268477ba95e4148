"""The tables of the store."""

APPLICATION = 0x6F6D6C67  # "omlg": what tells our file from another program's
VERSION = 3

TABLES = """
-- A file as it was last read: its stamp (size and times) stands for the digest of its content.
CREATE TABLE file (path BLOB PRIMARY KEY, stamp BLOB NOT NULL, content TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX file_content ON file (content);
CREATE TABLE content (digest TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX content_size ON content (size);

-- What was made of a content. `key` digests all that it was made with. `used` is the day of its last use.
CREATE TABLE kept (
    kind TEXT NOT NULL, content TEXT NOT NULL, key TEXT NOT NULL, used TEXT NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (kind, content, key)
);
CREATE INDEX kept_content ON kept (content);

-- Runs that came to their end, and the bundles in them. `scope` digests what a run was asked to look at, `place` the
-- absolute path of a bundle and its root. Names may be equal. `kept` is the content by which the table of that name has
-- what was made of it: of a folder another one than that of its logs.
CREATE TABLE run (id INTEGER PRIMARY KEY, scope TEXT NOT NULL, completed TEXT NOT NULL);
CREATE INDEX run_scope ON run (scope);
CREATE TABLE bundle (
    id INTEGER PRIMARY KEY, scope TEXT NOT NULL, name TEXT NOT NULL, case_id TEXT NOT NULL, content TEXT NOT NULL,
    status TEXT NOT NULL, log_ends TEXT, first_run INTEGER NOT NULL, last_run INTEGER NOT NULL, runs INTEGER NOT NULL,
    place TEXT NOT NULL, errors BLOB, kept TEXT NOT NULL DEFAULT '',
    UNIQUE (scope, place, name, case_id, content)
);
CREATE INDEX bundle_run ON bundle (last_run);
CREATE INDEX bundle_content ON bundle (content);
-- From which run to which, one after another, a bundle was seen: it may have been away in between.
CREATE TABLE stay (
    bundle INTEGER NOT NULL, first_run INTEGER NOT NULL, last_run INTEGER NOT NULL, PRIMARY KEY (bundle, first_run)
) WITHOUT ROWID;
CREATE TABLE found (
    bundle INTEGER NOT NULL, cause TEXT NOT NULL, certainty TEXT NOT NULL, errors INTEGER NOT NULL, last_error TEXT,
    PRIMARY KEY (bundle, cause)
) WITHOUT ROWID;

-- Contents that a case had when it was closed: they are in no report any more. What comes later is.
CREATE TABLE closed (case_id TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (case_id, content)) WITHOUT ROWID;
"""

# From each earlier version to the next. A table whose UNIQUE changes is made anew: SQLite cannot alter it.
UPGRADES = {
    1: """
CREATE TABLE older AS SELECT * FROM bundle;
DROP TABLE bundle;
CREATE TABLE bundle (
    id INTEGER PRIMARY KEY, scope TEXT NOT NULL, name TEXT NOT NULL, case_id TEXT NOT NULL, content TEXT NOT NULL,
    status TEXT NOT NULL, log_ends TEXT, first_run INTEGER NOT NULL, last_run INTEGER NOT NULL, runs INTEGER NOT NULL,
    place TEXT NOT NULL,
    UNIQUE (scope, place, name, case_id, content)
);
INSERT INTO bundle SELECT *, '' FROM older;
DROP TABLE older;
CREATE INDEX bundle_run ON bundle (last_run);
CREATE INDEX bundle_content ON bundle (content);
""",
    2: """
ALTER TABLE bundle ADD COLUMN errors BLOB;
ALTER TABLE bundle ADD COLUMN kept TEXT NOT NULL DEFAULT '';
CREATE TABLE stay (
    bundle INTEGER NOT NULL, first_run INTEGER NOT NULL, last_run INTEGER NOT NULL, PRIMARY KEY (bundle, first_run)
) WITHOUT ROWID;
INSERT INTO stay SELECT id, first_run, last_run FROM bundle;
CREATE TABLE closed (case_id TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (case_id, content)) WITHOUT ROWID;
""",
}
