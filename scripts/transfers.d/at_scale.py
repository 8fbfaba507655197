"""Orders of firmware and diagnostics for a whole fleet while it runs, and what came of them."""

import argparse
import hashlib
import http.client
import json
import os
import queue
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from urllib.parse import quote, urlsplit

SCHEMES = ("ftp", "ftps", "http", "https")
IMAGE = "fw-2.0.0.bin"
STATES = {
    "firmware": ["Downloading", "Downloaded", "Installing", "Installed"], "diagnostics": ["Uploading", "Uploaded"],
}


def parse():
    parser = argparse.ArgumentParser(
        prog="scripts/transfers-at-scale",
        description="A fleet updates its firmware and uploads diagnostics within one run, over a mix of four schemes.",
        epilog="the file endpoint is that of csms; exit codes: 0 everything holds, 1 something does not, 2 "
        "wrong usage, 3 could not be run",
    )
    parser.add_argument("--wattswarm", default=".build/release/wattswarm", help="the executable (default: %(default)s)")
    parser.add_argument("--count", type=int, default=2000, help="charge points (default: %(default)s)")
    parser.add_argument("--size", type=int, default=1 << 20, help="bytes of the firmware (default: %(default)s)")
    parser.add_argument("--duration", type=int, default=90, help="seconds of a run (default: %(default)s)")
    parser.add_argument(
        "--pairs", type=int, default=5, help="runs without and with orders, in turn (default: %(default)s)")
    parser.add_argument("--heartbeat", type=int, default=5, help="seconds between heartbeats (default: %(default)s)")
    parser.add_argument("--server-core", type=int, default=0)
    parser.add_argument("--fleet-core", type=int, default=1)
    return parser.parse_args()


class Server:
    """A child process that tells on one line that it is ready, and ends with its standard input."""

    def __init__(self, core, command):
        self.process = subprocess.Popen(
            ["taskset", "-c", str(core), *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ready = self.process.stdout.readline().strip()
        if not self.ready:
            sys.exit(f"error: {' '.join(command)} did not become ready")

    def end(self):
        self.process.stdin.close()
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()


def image(size):
    """A firmware image of our own format of about `size` bytes (FileTransfer.docc)."""
    body = os.urandom(size)
    head = f"wattswarm-firmware 1 version=2.0.0 size={size} sha256={hashlib.sha256(body).hexdigest()}\n"
    return head.encode() + body


def certificate(folder):
    """Certificate and key of HTTPS and FTPS."""
    path = f"{folder}/server"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", path + ".key",
         "-out", path + ".pem"],
        check=True, capture_output=True)
    return path


class Api:
    """The operator API over one connection."""

    def __init__(self, address):
        self.address = address
        self.connection = None

    def request(self, method, path, body=None):
        """Status and body; waits where the API asks for it."""
        while True:
            try:
                if self.connection is None:
                    self.connection = http.client.HTTPConnection(self.address, timeout=60)
                self.connection.request(method, path, body, {"Content-Type": "application/json"})
                response = self.connection.getresponse()
                text = response.read()
            except (OSError, http.client.HTTPException) as error:
                self.connection = None
                return 0, f"{type(error).__name__}: {error}".encode()
            if response.status == 429 and response.headers.get("Retry-After"):
                time.sleep(float(response.headers["Retry-After"]))
                continue
            return response.status, text

    def items(self, path):
        """Every item of a list."""
        found, cursor = [], ""
        while cursor is not None:
            mark = "&" if "?" in path else "?"
            page = f"&cursor={quote(cursor)}" if cursor else ""
            status, text = self.request("GET", f"{path}{mark}limit=1000{page}")
            if status != 200:
                raise RuntimeError(f"{path}: {status} {text[:200]}")
            page = json.loads(text)
            found += page["items"]
            cursor = page["next"]
        return found

    def book(self, path):
        """The items of a list that has no pages."""
        status, text = self.request("GET", path)
        if status != 200:
            raise RuntimeError(f"{path}: {status} {text[:200]}")
        return json.loads(text)["items"]


def order(address, jobs, answers):
    """Sends orders one after the other."""
    api = Api(address)
    while True:
        try:
            due, identity, action, query = jobs.get_nowait()
        except queue.Empty:
            return
        time.sleep(max(0, due - time.monotonic()))
        path = f"/api/v1/charge-points/{identity}/commands/{action}?{query}"
        status, body = api.request("POST", path, json.dumps({"retries": 2, "retryInterval": 1}))
        if status != 200 or b'"confirmation"' not in body:
            answers.append(f"{identity}: {action}: {status} {body[:200].decode(errors='replace')}")


def orders(arguments, address):
    """Diagnostics and firmware of every charge point, spread over the run; gives the answers that were not good."""
    start = time.monotonic() + 10
    span = max(1, arguments.duration - 25)
    jobs, answers, uploads, updates = queue.Queue(), [], [], []
    for number in range(1, arguments.count + 1):
        identity, scheme = f"CP{number:05}", SCHEMES[number % 4]
        due = start + span * number / arguments.count
        uploads.append((due, identity, "GetDiagnostics", f"via={scheme}"))
        # A restart after an installation ends an upload, so the update comes a little later.
        updates.append((due + 4, identity, "UpdateFirmware", f"image={IMAGE}&via={scheme}"))
    for job in sorted(uploads + updates):
        jobs.put(job)
    threads = [threading.Thread(target=order, args=(address, jobs, answers)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def run(arguments, folder, pem, data, withOrders):
    """One run; gives its summary and what is wrong with it."""
    os.makedirs(folder)
    command = [arguments.wattswarm, "csms", "--listen", "127.0.0.1:0", "--api", "127.0.0.1:0", "--until-input-closes",
               "--database", f"{folder}/csms.sqlite", "--heartbeat-interval", str(arguments.heartbeat),
               "--files-certificate", pem + ".pem", "--files-key", pem + ".key"]
    for flag in ("--http-files", "--https-files", "--ftp", "--ftps"):
        command += [flag, "127.0.0.1:0"]
    system = Server(arguments.server_core, command)
    try:
        words = dict(word.split("=", 1) for word in system.ready.split() if "=" in word)
        address = words["api"].split("://")[1].rstrip("/")
        api = Api(address)
        status, text = api.request("PUT", f"/api/v1/firmware/{IMAGE}", data)
        if status not in (200, 201):
            sys.exit(f"error: the library does not take the image: {status} {text[:200]}")
        out = f"{folder}/out"
        fleet = subprocess.Popen(
            ["taskset", "-c", str(arguments.fleet_core), arguments.wattswarm, "run",
             "scenarios/benchmark/file-orders.yaml", "--target", words["ocpp"],
             "--set", f"fleet.depot.count={arguments.count}", "--for", f"{arguments.duration}s",
             "--set", f"fleet.depot.transfers.ca={pem}.pem", "--no-progress", "--out", out],
            stdout=subprocess.PIPE, text=True)
        refused = orders(arguments, address) if withOrders else []
        text = fleet.communicate()[0]
        if not os.path.exists(f"{out}/summary.json"):
            sys.exit(f"error: the fleet left no summary: {text}")
        with open(f"{out}/summary.json", encoding="utf-8") as file:
            summary = json.load(file)
        wrong = refused + check(arguments, out, Api(address), summary, data) if withOrders else []
        if withOrders:
            print(text, flush=True)
        return summary, wrong
    finally:
        system.end()
        shutil.rmtree(f"{folder}/csms.sqlite-files", ignore_errors=True)


def check(arguments, out, api, summary, data):
    """Everything that is not as it should be, one line each."""
    return (checkLines(arguments, out, api, data) + checkSummary(arguments, summary) + checkStates(arguments, api)
            + checkHistory(arguments, api))


def checkLines(arguments, out, api, data):
    """What the fleet says that it moved, against what the endpoint keeps."""
    wrong, seen = [], {}
    kept = {file["path"]: file["sha256"] for file in api.items("/api/v1/files")}
    if kept.get(f"/firmware/{IMAGE}") != hashlib.sha256(data).hexdigest():
        wrong.append("the library holds another image")
    with open(f"{out}/transfers.jsonl", encoding="utf-8") as file:
        for text in file:
            line = json.loads(text)
            name = f"{line['chargePoint']}: {line['kind']} {line['scheme']}"
            if line["outcome"] != "done":
                wrong.append(f"{name}: {line['outcome']}")
                continue
            if line["sha256"] != kept.get(urlsplit(line["place"]).path):
                wrong.append(f"{name}: another hash")
            seen[(line["kind"], line["chargePoint"])] = line["scheme"]
    for kind in ("firmware", "diagnostics"):
        for scheme in SCHEMES:
            count = sum(1 for key, used in seen.items() if key[0] == kind and used == scheme)
            if count != sum(1 for number in range(1, arguments.count + 1) if SCHEMES[number % 4] == scheme):
                wrong.append(f"{kind}: {count} charge points over {scheme}")
    return wrong


def checkSummary(arguments, summary):
    """The run's own figures."""
    wrong = []
    for kind in ("firmware", "diagnostics"):
        done = summary["transfers"].get(kind, {}).get("orders", {}).get("done")
        if done != arguments.count:
            wrong.append(f"{kind}: {done} of {arguments.count} orders came to a good end")
    for action, each in (("FirmwareStatusNotification", 4), ("DiagnosticsStatusNotification", 2)):
        answered = summary["calls"].get(action, {}).get("answered")
        if answered != each * arguments.count:
            wrong.append(f"{action}: {answered} answered, expected {each * arguments.count}")
    return wrong


def checkStates(arguments, api):
    """Every status of every charge point, in order and once each."""
    wrong = []
    for number in range(1, arguments.count + 1):
        identity = f"CP{number:05}"
        for kind, expected in STATES.items():
            records = api.book(f"/api/v1/charge-points/{identity}/{kind}")
            steps = [(step["status"], step["repetitions"]) for record in records for step in record["steps"]]
            if len(records) != 1 or records[0]["state"] != "Succeeded" or steps != [(word, 0) for word in expected]:
                wrong.append(f"{identity}: {kind}: {[record['state'] for record in records]} {steps}")
    return wrong


def checkHistory(arguments, api):
    """The endpoint's history."""
    history = api.items("/api/v1/file-transfers")
    wrong = [f"history: {line['path']}: {line['failure']}" for line in history if "failure" in line]
    if len(history) != 2 * arguments.count:
        wrong.append(f"history: {len(history)} transfers, expected {2 * arguments.count}")
    return wrong


def main():
    arguments = parse()
    if not os.access(arguments.wattswarm, os.X_OK):
        print(f"error: {arguments.wattswarm} is missing: swift build -c release --product wattswarm", file=sys.stderr)
        return 3
    folder = tempfile.mkdtemp(prefix="at-scale-")
    os.chmod(folder, 0o755)
    pem, data, rows, failed = certificate(folder), image(arguments.size), [], False
    try:
        for pair in range(arguments.pairs):
            p99 = {}
            for withOrders in (False, True):
                summary, wrong = run(arguments, f"{folder}/{pair}-{withOrders}", pem, data, withOrders)
                p99[withOrders] = summary["calls"]["Heartbeat"]["response"]["p99"]
                for line in wrong[:20]:
                    print(f"wrong: {line}")
                if wrong:
                    print(f"wrong: {len(wrong)} in all")
                    failed = True
            rows.append((p99[False], p99[True]))
            text = f"Heartbeat p99 {p99[False]:.2f} ms without, {p99[True]:.2f} ms with orders"
            print(f"pair {pair + 1}: {text}", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    without, withOrders = (statistics.median(row[side] for row in rows) for side in (0, 1))
    ratio = statistics.median(row[1] / row[0] for row in rows)
    holds = ratio <= 2 or withOrders - without <= 10
    print(f"median of {len(rows)}: {without:.2f} ms without, {withOrders:.2f} ms with, ratio {ratio:.2f}: "
          f"{'holds' if holds else 'does not hold'} (at most 2, or 10 ms more)")
    return 1 if failed or not holds else 0


if __name__ == "__main__":
    sys.exit(main())
