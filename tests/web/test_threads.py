"""A server computes each request in the thread that asks, and leaves the processes that it starts alone."""

import subprocess
import sys

CODE = """
import os
from threadpoolctl import threadpool_info
from vsearch.web.threads import one_each
one_each()
import numpy
numpy.ones((64, 64)) @ numpy.ones((64, 64))
pools = {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] in ("blas", "openmp")}
print(pools, os.environ.get("OMP_NUM_THREADS"))
"""


def test_arithmetic_takes_one_thread_and_children_may_take_more():
    made = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True, timeout=60)
    assert made.stdout.strip() == "{1} None"
