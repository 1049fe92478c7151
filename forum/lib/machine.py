"""What this process may use of the machine: cores and memory, less what a container or service may not."""

import os
from collections.abc import Iterator
from math import ceil
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")
OWN_GROUP = Path("/proc/self/cgroup")
UNLIMITED = "max"


def cores() -> int:
    """Cores that this process may run on at the same time."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quotas = [line.split() for line in _limits("cpu.max")]
    return max(1, min([allowed, *(ceil(int(quota) / int(period)) for quota, period in quotas)]))


def memory() -> int:
    """Bytes of memory that this process and its kin may hold."""
    whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min([whole, *(int(line) for line in _limits("memory.max"))])


def _limits(name: str) -> Iterator[str]:
    """What the control groups say that this process is in, from the innermost outwards."""
    for group in _groups():
        try:
            line = (group / name).read_text().strip()
        except OSError:  # the outermost has none, and some systems have no groups
            continue
        if not line.startswith(UNLIMITED):
            yield line


def _groups() -> Iterator[Path]:
    try:
        lines = OWN_GROUP.read_text().splitlines()
    except OSError:
        return
    for line in lines:
        if line.startswith("0::"):  # the unified hierarchy; the older ones are not asked
            group = GROUPS / line[3:].lstrip("/")
            yield from (group, *(parent for parent in group.parents if parent.is_relative_to(GROUPS)))
