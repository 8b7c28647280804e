import gc


def pytest_collection_finish() -> None:
    """Spare the collector what the tests never let go of: it walks all of that in every test."""
    gc.collect()
    gc.freeze()
