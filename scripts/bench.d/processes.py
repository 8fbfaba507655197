"""Child processes of a measurement: pinned to a core, bounded in time, ended by their own id."""

import json
import os
import signal
import subprocess
import tempfile
import threading
import time


class Failed(Exception):
    """A measurement that could not be carried out."""


class Child:
    """A process pinned with taskset. Its standard error goes to a file, which is shown when something fails."""

    running = []

    def __init__(self, core, command, environment=None):
        self.command = command
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            ["taskset", "-c", str(core), *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            env=environment,
        )
        self.lines = []
        self.usage = None
        self.changed = threading.Condition()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        Child.running.append(self)

    def _read(self):
        for line in self.process.stdout:
            with self.changed:
                self.lines.append(line.decode(errors="replace").rstrip("\n"))
                self.changed.notify_all()
        with self.changed:
            self.lines.append(None)
            self.changed.notify_all()

    @property
    def pid(self):
        return self.process.pid

    def line(self, wanted, timeout, start=0):
        """The first line of standard output from index `start` that contains `wanted`."""
        deadline = time.monotonic() + timeout
        with self.changed:
            while True:
                for line in self.lines[start:]:
                    if line is None:
                        raise Failed(self.story(f"ended before it printed '{wanted}'"))
                    if wanted in line:
                        return line
                left = deadline - time.monotonic()
                if left <= 0:
                    raise Failed(self.story(f"did not print '{wanted}' within {timeout:.0f} s"))
                self.changed.wait(left)

    def errorText(self):
        """Standard error so far."""
        size = os.fstat(self.errors.fileno()).st_size
        return os.pread(self.errors.fileno(), min(size, 1 << 20), 0).decode(errors="replace")

    def story(self, what):
        text = self.errorText().strip()
        return f"{' '.join(self.command)}: {what}" + (f"\n{text[-2000:]}" if text else "")

    def waitForErrorLine(self, wanted, timeout):
        """Waits until standard error contains `wanted`."""
        deadline = time.monotonic() + timeout
        while wanted not in self.errorText():
            if not self.isAlive() or time.monotonic() > deadline:
                raise Failed(self.story(f"did not report '{wanted}' within {timeout:.0f} s"))
            time.sleep(0.05)

    def isAlive(self):
        return self.usage is None and not self._reap(os.WNOHANG)

    def _reap(self, options):
        pid, status, usage = os.wait4(self.pid, options)
        if pid == 0:
            return False
        self.usage = usage
        self.process.returncode = os.waitstatus_to_exitcode(status)
        Child.running.remove(self)
        return True

    def wait(self, timeout):
        """Waits for the end; returns the exit code."""
        deadline = time.monotonic() + timeout
        while self.isAlive():
            if time.monotonic() > deadline:
                self.end(signal.SIGKILL)
                raise Failed(self.story(f"did not end within {timeout:.0f} s"))
            time.sleep(0.02)
        self.reader.join(5)
        return self.process.returncode

    def end(self, signalNumber=signal.SIGTERM, timeout=30):
        """Asks the process to stop; returns the exit code."""
        if self.isAlive():
            self.process.send_signal(signalNumber)
        return self.wait(timeout)

    def output(self):
        return "\n".join(line for line in self.lines if line is not None)

    def lastJSON(self):
        """The last line of standard output that is a JSON object."""
        for line in reversed(self.lines):
            if line is not None and line.startswith("{"):
                return json.loads(line)
        raise Failed(self.story("printed no figures"))

    def cpuSeconds(self):
        """CPU seconds of the whole life of a process that has ended."""
        return self.usage.ru_utime + self.usage.ru_stime

    def anonymousKiB(self):
        """Anonymous resident memory now."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("RssAnon:"):
                    return int(line.split()[1])
        raise Failed("the kernel does not report RssAnon")

    @classmethod
    def endAll(cls):
        """Ends what a failed measurement has left running."""
        for child in list(cls.running):
            try:
                child.end(signal.SIGKILL, timeout=5)
            except (Failed, OSError):
                pass
