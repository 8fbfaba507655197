"""1,000 files at once: `transfer-benchmark` beside `curl --parallel`, moving the same files from the same server."""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager

import goals
from figures import Comparison, Side, Text
from processes import Child, Failed

SERVER = "Tests/FileTransferTests/Servers/ftp_server.py"
PARALLEL = 100


@contextmanager
def ftpServer(settings, size):
    """pyftpdlib on the server's core, with one file of `size` bytes; yields its URL."""
    try:
        import pyftpdlib  # noqa: F401
    except ImportError:
        raise Failed("the suite transfers needs Python's pyftpdlib: pip install pyftpdlib") from None
    folder = tempfile.mkdtemp(prefix="files-")
    with open(f"{folder}/fw.bin", "wb") as file:
        file.write(os.urandom(size))
    child = Child(settings.serverCore, [sys.executable, SERVER, folder, "--stay"])
    try:
        port = child.line("ready ", 20).split()[1]
        yield f"ftp://cp:secret@127.0.0.1:{port}"
    finally:
        child.end()
        shutil.rmtree(folder)


def curl(settings, url, count):
    """Seconds and CPU of `curl --parallel` over the same files."""
    with tempfile.NamedTemporaryFile("w", suffix=".curl", delete=False) as file:
        for _ in range(count):
            file.write(f'url = "{url}"\noutput = "/dev/null"\n')
    try:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.monotonic()
        result = subprocess.run(
            ["taskset", "-c", str(settings.clientCore), "curl", "--parallel", "--parallel-max", str(PARALLEL)]
            + ["--no-progress-meter", "--fail-early", "-K", file.name],
            capture_output=True, text=True, check=False,
        )
        seconds = time.monotonic() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    finally:
        os.unlink(file.name)
    if result.returncode != 0:
        raise Failed(f"curl: exit {result.returncode}: {result.stderr[:300]}")
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ours(settings, url, count, *more):
    """What `transfer-benchmark` tells of itself."""
    command = [settings.transfers, "get", "--url", url, "--count", str(count), *more]
    child = Child(settings.clientCore, command)
    if child.wait(300) != 0:
        raise Failed(child.story("failed\n" + child.output()))
    return json.loads(child.output().strip().splitlines()[-1])


def transfers(settings):
    """Throughput in pairs, then the memory of 1,000 transfers at once."""
    count = 100 if settings.quick else 1000
    size = 1 << 20
    what = f"MB of {count} files of 1 MiB by FTP, {PARALLEL} at once, beside `curl --parallel`"
    comparison = Comparison("transfers", what, "MB/s", goal=goals.RATIOS["transfers"])
    lines = []
    for _ in range(settings.pairs):
        with ftpServer(settings, size) as url:
            seconds, cpu = curl(settings, f"{url}/fw.bin", count)
            other = Side(count * size / 1e6 / seconds, cpu * 1e6 / count)
            line = ours(settings, f"{url}/fw.bin", count, "--parallel", str(PARALLEL))
            if line["bytes"] != count * size:
                raise Failed(f"moved {line['bytes']} bytes: {line}")
            comparison.add(other, Side(line["bytes"] / 1e6 / line["seconds"], line["cpuSeconds"] * 1e6 / count))
    with ftpServer(settings, size) as url:
        for parallel in (PARALLEL, count):
            line = ours(settings, f"{url}/fw.bin", count, "--parallel", str(parallel))
            lines.append((parallel, line))
    text = "| 1 MiB files under way at once | waiting | memory before, MiB | most, MiB | per file under way, KiB |\n"
    text += "|---|---|---|---|---|\n"
    for parallel, line in lines:
        grown = line["kibibytesPeak"] - line["kibibytesBefore"]
        text += f"| {parallel} | {count - parallel} | {line['kibibytesBefore'] / 1024:.1f} "
        text += f"| {line['kibibytesPeak'] / 1024:.1f} | {grown / parallel:.1f} |\n"
    return [comparison, Text("transfers", text)]
