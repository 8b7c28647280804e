import gc
import os
import sys

from hypothesis import settings

# Whoever changes something else must not be the one to meet an example that nobody drew before.
# No deadline: on a busy machine anything takes longer than that at times.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

# Some environments forbid it, and then each process of the tests compiles all modules anew: the
# workers, the commands, the services and the judges.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# What is imported stays: to look through all of it again and again takes a quarter of collecting.
gc.disable()


def pytest_collection_finish() -> None:
    """Spare the collector what the tests never let go of: it walks all of that in every test."""
    gc.collect()
    gc.freeze()
    # A test leaves little behind, and a service that it starts makes many objects that live on.
    gc.set_threshold(50_000, 20, 20)
    gc.enable()
