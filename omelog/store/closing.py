"""Cases that somebody has closed: what they held then is in no report any more, what comes later is."""

from collections.abc import Set as AbstractSet

from omelog.store.store import Store

Closed = AbstractSet[tuple[str, str]]  # cases, each with every content that it had when it was closed


def close(store: Store, case: str) -> int:
    """Close a case as all runs know it; return how many contents it had that can be told."""
    with store.transaction() as connection:
        connection.execute(
            "INSERT OR IGNORE INTO closed SELECT case_id, content FROM bundle WHERE case_id = ? AND content <> ''",
            (case,),
        )
    return sum(one == case for one, _ in closed(store))


def reopen(store: Store, case: str) -> int:
    """Open a case again; return how many contents had been closed with it."""
    with store.transaction() as connection:
        return connection.execute("DELETE FROM closed WHERE case_id = ?", (case,)).rowcount


def closed(store: Store) -> Closed:
    """Return the closed cases, each with every content that it had then."""
    return {(case, content) for case, content in store.rows(tuple[str, str], "SELECT case_id, content FROM closed")}
