"""The database's shape, as numbered migrations that are only ever appended to."""

from __future__ import annotations

MIGRATIONS: tuple[str, ...] = (
    # 1: posts and what was thought of them, what was decided, what is to be said
    """
    CREATE TABLE post (
        id          INTEGER PRIMARY KEY,
        platform    TEXT NOT NULL,
        ref         TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        thread      TEXT NOT NULL,
        parent_ref  TEXT,
        community   TEXT,
        author      TEXT,
        posted_at   TEXT,
        text        TEXT NOT NULL,
        likes       INTEGER,
        url         TEXT,
        seen_at     TEXT NOT NULL,
        judged_at   TEXT,
        UNIQUE (platform, ref)
    ) STRICT;
    CREATE INDEX post_unjudged ON post (platform, thread) WHERE judged_at IS NULL;
    CREATE INDEX post_fingerprint ON post (platform, fingerprint);
    CREATE INDEX post_thread ON post (platform, thread);
    CREATE INDEX post_parent ON post (platform, parent_ref);

    CREATE TABLE verdict (
        post        INTEGER PRIMARY KEY REFERENCES post ON DELETE CASCADE,
        opportunity INTEGER NOT NULL CHECK (opportunity IN (0, 1)),
        score       REAL NOT NULL,
        kind        TEXT NOT NULL,
        topic       TEXT,
        language    TEXT NOT NULL,
        signals     TEXT NOT NULL CHECK (json_valid(signals))
    ) STRICT;

    CREATE TABLE opportunity (
        number       INTEGER PRIMARY KEY AUTOINCREMENT,
        post         INTEGER NOT NULL UNIQUE REFERENCES post ON DELETE CASCADE,
        found_at     TEXT NOT NULL,
        announced_at TEXT
    ) STRICT;
    CREATE INDEX opportunity_unannounced ON opportunity (number) WHERE announced_at IS NULL;

    CREATE TABLE decision (
        id          INTEGER PRIMARY KEY,
        opportunity INTEGER NOT NULL REFERENCES opportunity ON DELETE CASCADE,
        action      TEXT NOT NULL,
        by          TEXT NOT NULL,
        note        TEXT NOT NULL DEFAULT '',
        until       TEXT,
        made_at     TEXT NOT NULL
    ) STRICT;
    CREATE INDEX decision_opportunity ON decision (opportunity, id);

    CREATE VIEW last_decision AS
        SELECT * FROM decision WHERE id IN (SELECT max(id) FROM decision GROUP BY opportunity);

    CREATE TABLE message (
        id        INTEGER PRIMARY KEY,
        key       TEXT NOT NULL,
        address   TEXT NOT NULL,
        sort      TEXT NOT NULL,
        subject   TEXT NOT NULL,
        notice    TEXT CHECK (notice IS NULL OR json_valid(notice)),
        reply_to  TEXT,
        queued_at TEXT NOT NULL,
        due_at    TEXT NOT NULL,
        attempts  INTEGER NOT NULL DEFAULT 0,
        sent_at   TEXT,
        reference TEXT,
        failed_at TEXT,
        error     TEXT,
        UNIQUE (key, address)
    ) STRICT;
    CREATE INDEX message_waiting ON message (due_at, id) WHERE sent_at IS NULL AND failed_at IS NULL;
    CREATE INDEX message_reference ON message (reference);

    CREATE TABLE about (
        message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
        number  INTEGER NOT NULL REFERENCES opportunity ON DELETE CASCADE,
        PRIMARY KEY (message, number)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX about_number ON about (number);

    CREATE TABLE carried_out (
        key TEXT PRIMARY KEY,
        at  TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE import (
        id            INTEGER PRIMARY KEY,
        file          TEXT NOT NULL,
        reader        TEXT NOT NULL,
        at            TEXT NOT NULL,
        new           INTEGER NOT NULL,
        known         INTEGER NOT NULL,
        edited        INTEGER NOT NULL,
        rejected      INTEGER NOT NULL,
        opportunities INTEGER NOT NULL
    ) STRICT;
    """,
    # 2: the digest asks for decisions by time
    """
    CREATE INDEX decision_made ON decision (made_at);
    CREATE INDEX opportunity_found ON opportunity (found_at);
    """,
    # 3: why something was dismissed, in the terms of the training data
    """
    DROP VIEW last_decision;
    ALTER TABLE decision ADD COLUMN reason TEXT;
    CREATE VIEW last_decision AS
        SELECT * FROM decision WHERE id IN (SELECT max(id) FROM decision GROUP BY opportunity);
    """,
    # 4: what staff do not want to hear of for a while
    """
    CREATE TABLE mute (
        scope TEXT NOT NULL CHECK (scope IN ('community', 'topic')),
        name  TEXT NOT NULL,
        until TEXT NOT NULL,
        by    TEXT NOT NULL,
        PRIMARY KEY (scope, name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE imported_community (
        name TEXT PRIMARY KEY,
        at   TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """,
    # 5: what was learnt from staff's decisions
    """
    CREATE TABLE correction (
        number   INTEGER PRIMARY KEY AUTOINCREMENT,
        made_at  TEXT NOT NULL,
        data     TEXT NOT NULL CHECK (json_valid(data)),
        figures  TEXT NOT NULL CHECK (json_valid(figures)),
        accepted INTEGER NOT NULL CHECK (accepted IN (0, 1)),
        active   INTEGER NOT NULL CHECK (active IN (0, 1))
    ) STRICT;
    """,
    # 6: who does what
    """
    CREATE TABLE assignment (
        opportunity INTEGER PRIMARY KEY REFERENCES opportunity ON DELETE CASCADE,
        person      TEXT NOT NULL,
        mention     TEXT NOT NULL
    ) STRICT;

    CREATE TABLE absence (
        person   TEXT PRIMARY KEY,
        last_day TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE member (
        telegram_id INTEGER PRIMARY KEY,
        name        TEXT NOT NULL,
        role        TEXT NOT NULL,
        language    TEXT,
        joined_at   TEXT NOT NULL
    ) STRICT;

    CREATE TABLE invitation (
        code_hash  TEXT PRIMARY KEY,
        name       TEXT NOT NULL,
        role       TEXT NOT NULL,
        expires_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    ALTER TABLE opportunity ADD COLUMN reminded_at TEXT;
    ALTER TABLE opportunity ADD COLUMN escalated_at TEXT;
    """,
    # 7: the same question in several places, or again
    """
    CREATE TABLE same (
        opportunity INTEGER PRIMARY KEY REFERENCES opportunity ON DELETE CASCADE,
        first       INTEGER NOT NULL REFERENCES opportunity ON DELETE CASCADE,
        silent      INTEGER NOT NULL CHECK (silent IN (0, 1))
    ) STRICT;
    CREATE INDEX same_first ON same (first);
    """,
    # 8: decisions that were taken back, messages that were sent anew, addresses that moved or are shut
    """
    CREATE TABLE undone (
        decision INTEGER PRIMARY KEY REFERENCES decision ON DELETE CASCADE,
        undo     INTEGER NOT NULL REFERENCES decision ON DELETE CASCADE
    ) STRICT;
    CREATE INDEX undone_by ON undone (undo);

    CREATE VIEW standing AS
        SELECT * FROM decision
        WHERE id NOT IN (SELECT decision FROM undone) AND id NOT IN (SELECT undo FROM undone);

    DROP VIEW last_decision;
    CREATE VIEW last_decision AS
        SELECT * FROM decision WHERE id IN (SELECT max(id) FROM standing GROUP BY opportunity);

    ALTER TABLE message ADD COLUMN replaced_at TEXT;

    CREATE TABLE moved_address (
        old TEXT PRIMARY KEY,
        new TEXT NOT NULL,
        at  TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE barred_address (
        address TEXT PRIMARY KEY,
        since   TEXT NOT NULL,
        why     TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE heartbeat (
        id      INTEGER PRIMARY KEY CHECK (id = 1),
        at      TEXT NOT NULL,
        channel TEXT NOT NULL
    ) STRICT;
    """,
    # 9: past weeks stay as they were: what was thought when it was found, likes before they changed; the audit
    """
    ALTER TABLE opportunity ADD COLUMN kind TEXT;
    ALTER TABLE opportunity ADD COLUMN topic TEXT;
    ALTER TABLE opportunity ADD COLUMN score REAL;
    UPDATE opportunity SET (kind, topic, score) =
        (SELECT verdict.kind, verdict.topic, verdict.score FROM verdict WHERE verdict.post = opportunity.post);

    ALTER TABLE same ADD COLUMN at TEXT;
    UPDATE same SET at = (SELECT found_at FROM opportunity WHERE opportunity.number = same.opportunity);

    CREATE TABLE liked (
        post  INTEGER NOT NULL REFERENCES post ON DELETE CASCADE,
        until TEXT NOT NULL,
        likes INTEGER NOT NULL,
        PRIMARY KEY (post, until)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX post_author ON post (author);
    CREATE INDEX post_seen ON post (seen_at);
    CREATE INDEX post_community ON post (community, seen_at);

    CREATE TABLE audit (
        number      INTEGER PRIMARY KEY AUTOINCREMENT,
        week        TEXT NOT NULL,
        stratum     TEXT NOT NULL,
        post        INTEGER NOT NULL UNIQUE REFERENCES post ON DELETE CASCADE,
        drawn_at    TEXT NOT NULL,
        answer      TEXT,
        by          TEXT,
        answered_at TEXT
    ) STRICT;

    CREATE TABLE audited (
        week       TEXT NOT NULL,
        stratum    TEXT NOT NULL,
        population INTEGER NOT NULL,
        PRIMARY KEY (week, stratum)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE account_figure (
        platform  TEXT NOT NULL,
        day       TEXT NOT NULL,
        url       TEXT NOT NULL,
        post_type TEXT NOT NULL,
        followers INTEGER,
        likes     INTEGER,
        comments  INTEGER,
        PRIMARY KEY (platform, day, url, post_type)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE follower (
        platform  TEXT NOT NULL,
        key       TEXT NOT NULL,
        name      TEXT,
        sector    TEXT NOT NULL,
        corrected INTEGER NOT NULL CHECK (corrected IN (0, 1)),
        PRIMARY KEY (platform, key)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE follower_count (
        day      TEXT NOT NULL,
        platform TEXT NOT NULL,
        sector   TEXT NOT NULL,
        count    INTEGER NOT NULL,
        PRIMARY KEY (day, platform, sector)
    ) STRICT, WITHOUT ROWID;
    """,
    # 10: closed communities, what may not come back, when what was deleted
    """
    ALTER TABLE post ADD COLUMN closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1));

    CREATE TABLE forgotten (
        trace TEXT PRIMARY KEY,
        why   TEXT NOT NULL CHECK (why IN ('asked', 'expired')),
        at    TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE noted (
        name  TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """,
    # 11: settings that staff changed, in place of those of the file
    """
    CREATE TABLE setting_change (
        id        INTEGER PRIMARY KEY,
        name      TEXT NOT NULL,
        value     TEXT CHECK (value IS NULL OR json_valid(value)),
        by        TEXT NOT NULL,
        made_at   TEXT NOT NULL,
        undone_at TEXT,
        undone_by TEXT
    ) STRICT;
    CREATE INDEX setting_change_name ON setting_change (name, id);
    """,
    # 12: which entry of the answer bank fitted best when, and whether it was good enough then
    """
    CREATE TABLE suggestion (
        opportunity INTEGER NOT NULL REFERENCES opportunity ON DELETE CASCADE,
        at          TEXT NOT NULL,
        bank        TEXT NOT NULL,
        answer      TEXT NOT NULL,
        score       REAL NOT NULL,
        fits        INTEGER NOT NULL CHECK (fits IN (0, 1)),
        PRIMARY KEY (opportunity, at)
    ) STRICT, WITHOUT ROWID;
    """,
    # 13: who decided, by their id on the channel; what is asked for with each command is found without reading all
    """
    ALTER TABLE decision ADD COLUMN user INTEGER;

    DROP VIEW last_decision;
    CREATE VIEW last_decision AS
        SELECT * FROM decision AS made
        WHERE NOT EXISTS (SELECT * FROM undone WHERE made.id IN (decision, undo))
            AND NOT EXISTS (
                SELECT * FROM decision AS later
                WHERE later.opportunity = made.opportunity AND later.id > made.id
                    AND NOT EXISTS (SELECT * FROM undone WHERE later.id IN (decision, undo))
            );

    CREATE INDEX message_failed ON message (failed_at) WHERE failed_at IS NOT NULL;
    """,
)
