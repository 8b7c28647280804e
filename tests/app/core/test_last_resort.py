import subprocess
import sys

from app.core.last_resort import EXIT_CODE

# A thread that nothing can interrupt, and that Python waits for at its end.
HANGING = """
import logging, threading, time
from app.core.last_resort import end_within
logging.basicConfig()

def hang():
    time.sleep(1000)

threading.Thread(target=hang, name="hanging").start()
end_within(0.05)
"""


def test_a_process_that_hangs_is_ended_and_says_where_it_hung() -> None:
    ended = subprocess.run([sys.executable, "-c", HANGING], capture_output=True, text=True)
    assert ended.returncode == EXIT_CODE
    assert "longer than 0.05 s" in ended.stderr
    assert "hanging:" in ended.stderr
    assert "in hang" in ended.stderr
