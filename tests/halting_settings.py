"""The tests' settings for a process that is to be killed half way: there it waits for its end.

So a test need not be quick enough to catch it, and no work has to be so large that it can be.
"""

import time

from surveyapp import job_files
from tests.settings import *  # noqa: F403

note = job_files.Meter.__call__


def note_and_halt(meter, done, total):
    meter.next = 0.0  # notes each step
    note(meter, done, total)
    if meter.step == "write" and 0 < done < total:
        time.sleep(600)


job_files.Meter.__call__ = note_and_halt
