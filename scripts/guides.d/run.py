"""Runs the commands of guides; see scripts/guides."""

import argparse
import fcntl
import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile

import blocks

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
# The longest that one command may take, in seconds.
COMMAND_SECONDS = 150


class Session:
    """A shell that lives as long as the guide, so that variables, folders and background jobs stay."""

    def __init__(self, folder, tool):
        self.folder = folder
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="wattswarm-guide-"))
        ended, self.ended = os.pipe()
        self.reader = os.fdopen(ended)
        environment = dict(os.environ, PATH=f"{tool.parent}:{os.environ['PATH']}", NO_COLOR="1", LC_ALL="C.UTF-8")
        self.shell = subprocess.Popen(
            ["bash", "--noprofile", "--norc"], cwd=folder, env=environment, stdin=subprocess.PIPE, text=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, pass_fds=[self.ended])
        self.count = 0

    def run(self, command):
        """The exit code and everything that the command wrote, both streams in their order."""
        self.count += 1
        source = self.scratch / f"{self.count}.sh"
        output = self.scratch / f"{self.count}.out"
        source.write_text(command + "\n")
        # A background job must not keep the pipe to us open.
        self.shell.stdin.write(
            f"{{ . '{source}'; }} </dev/null >'{output}' 2>&1 {self.ended}>&-; echo $? >&{self.ended}\n")
        self.shell.stdin.flush()
        signal.alarm(COMMAND_SECONDS)
        try:
            line = self.reader.readline()
        except TimeoutError:
            return None, output.read_text(errors="replace")
        finally:
            signal.alarm(0)
        return int(line or "-1"), output.read_text(errors="replace")

    def end(self):
        """Ends the shell and all that it left running, gently first."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.shell.pid, number)
                self.shell.wait(timeout=10)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                pass
            if number == signal.SIGTERM:
                self.await_group()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def await_group(self):
        """Waits until no process of the session is left, or for ten seconds."""
        for _ in range(100):
            try:
                os.killpg(self.shell.pid, 0)
            except ProcessLookupError:
                return
            try:
                self.shell.wait(timeout=0.1)
            except subprocess.TimeoutExpired:
                pass


def late(_signal, _frame):
    raise TimeoutError


def checkout(tool):
    """A folder that holds what a checkout holds after `scripts/quickstart`, and that commands may write into."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="wattswarm-checkout-"))
    for entry in TOP.iterdir():
        if entry.name not in (".build", ".git", "results"):
            (folder / entry.name).symlink_to(entry)
    (folder / ".build").mkdir()
    (folder / ".build" / "release").symlink_to(tool.parent)
    return folder


def run_guide(guide, tool):
    """Runs one guide; returns the complaints."""
    steps = blocks.steps(guide.read_text())
    folder = checkout(tool)
    session = Session(folder, tool)
    complaints = []
    try:
        for step in steps:
            code, output = session.run(step.command)
            problem = step.problem(code, output)
            if problem:
                complaints.append(f"{guide.relative_to(TOP)}:{step.line}: {step.command}\n  {problem}\n"
                                  + "".join(f"  | {line}\n" for line in output.splitlines()[-40:]))
                # What follows stands on this command.
                break
    finally:
        session.end()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{guide.relative_to(TOP)}: {len(steps)} commands, {'FAILED' if complaints else 'as printed'}", flush=True)
    return complaints


def raise_loopback():
    """Brings `lo` of a new network namespace up: SIOCSIFFLAGS with IFF_UP and IFF_RUNNING."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sH14s", b"lo", 0x41, b""))


def isolated(arguments):
    """Starts this script again in a network namespace of its own; returns its exit code, or nothing without one."""
    for flags in (["-n"], ["-r", "-n"]):
        probe = subprocess.run(["unshare", *flags, "true"], stderr=subprocess.DEVNULL, check=False)
        if probe.returncode == 0:
            return subprocess.run(
                ["unshare", *flags, sys.executable, __file__, "--inside", *arguments], check=False).returncode
    return None


def main():
    parser = argparse.ArgumentParser(prog="scripts/guides", description="Runs the commands of the guides.")
    parser.add_argument("--tool", default=".build/release/wattswarm", help="the executable")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--list", action="store_true", help="name the guides that have commands")
    parser.add_argument("guides", nargs="*")
    arguments = parser.parse_args()
    os.chdir(TOP)
    guides = [pathlib.Path(name).resolve() for name in arguments.guides] or blocks.guides(TOP)
    if arguments.list:
        print("\n".join(str(guide.relative_to(TOP)) for guide in guides))
        return 0
    tool = pathlib.Path(arguments.tool).resolve()
    if not os.access(tool, os.X_OK):
        print(f"error: there is no {tool}: run scripts/quickstart first, or name it with --tool", file=sys.stderr)
        return 2
    if arguments.inside:
        raise_loopback()
    else:
        code = isolated(sys.argv[1:])
        if code is not None:
            return code
        print("note: no network namespace can be made here: the ports of the guides must be free", file=sys.stderr)
    signal.signal(signal.SIGALRM, late)
    complaints = []
    for guide in guides:
        complaints += run_guide(guide, tool)
    print("\n".join(complaints), end="")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
