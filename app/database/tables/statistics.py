"""Counts of verdicts, and the changes that they lack yet: see `app.rollup`."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Float, Index, Integer, String, Table, Text

from app.database.tables.base import RowNumber, UtcDateTime, metadata

# What the counts below lack yet: each submission that ended (1), and as it was before its verdict
# was replaced or it was deleted (-1). Triggers on the submissions write it: see migration 0016.
verdict_changes = Table(
    "verdict_changes",
    metadata,
    Column("number", RowNumber, primary_key=True),
    Column("sign", Integer, nullable=False),
    Column("site", Text, nullable=False),
    Column("problem", Text, nullable=False),
    # Empty for none.
    Column("learner", Text, nullable=False),
    # Its number. Not a foreign key: it may be deleted.
    Column("submission", BigInteger, nullable=False),
    # Null if it was cancelled.
    Column("outcome", String(32)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("time_ms", Float),
    Column("memory_mb", Float),
    Column("mistake", Text),
    Column("likeness", String(16)),
    Column("case_outcomes", Text),
    Column("case_pattern", BigInteger),
)
Index(
    "ix_verdict_changes_learners",
    verdict_changes.c.site,
    verdict_changes.c.problem,
    verdict_changes.c.learner,
    verdict_changes.c.number,
)

# Counts of the submissions of a site to a problem, by `what` is counted and its `name`: see
# `app.rollup.counting`.
statistics_counts = Table(
    "statistics_counts",
    metadata,
    Column("site", Text, primary_key=True),
    Column("what", String(16), primary_key=True),
    Column("problem", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("submissions", BigInteger, nullable=False),
    # Of the submissions, or of the learners: those that failed, or solved it.
    Column("part", BigInteger, nullable=False),
    Column("learners", BigInteger, nullable=False),
)

# How many runs took so much time or memory, `what`; a figure has three digits, the rest cut off.
statistics_figures = Table(
    "statistics_figures",
    metadata,
    Column("site", Text, primary_key=True),
    Column("problem", Text, primary_key=True),
    Column("what", String(16), primary_key=True),
    Column("figure", Float, primary_key=True),
    Column("submissions", BigInteger, nullable=False),
    Column("accepted", BigInteger, nullable=False),
)

statistics_days = Table(
    "statistics_days",
    metadata,
    Column("site", Text, primary_key=True),
    Column("problem", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("submissions", BigInteger, nullable=False),
    Column("accepted", BigInteger, nullable=False),
    Column("judge_errors", BigInteger, nullable=False),
)
Index(None, statistics_days.c.day)

# How many learners handed in (or solved) a problem on a day, and before it last on another. Summed
# over the days of a period where that other one precedes it, each learner counts once.
statistics_visits = Table(
    "statistics_visits",
    metadata,
    Column("day", Date, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("problem", Text, primary_key=True),
    Column("solved", Boolean(create_constraint=False), primary_key=True),
    # The first of all days where there was none before.
    Column("previous", Date, primary_key=True),
    Column("learners", BigInteger, nullable=False),
)

# Who tried a problem and has not solved it, as far as verdicts are counted: a trigger on their log
# looks, for each change that is counted and leaves it. In the order of lists of learners.
unsolved_problems = Table(
    "unsolved_problems",
    metadata,
    Column("site", Text, primary_key=True),
    Column("learner", Text, primary_key=True),
    Column("problem", Text, primary_key=True),
)
# The same order for one problem.
Index(None, unsolved_problems.c.problem, unsolved_problems.c.site, unsolved_problems.c.learner)
