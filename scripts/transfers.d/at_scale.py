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

SCHEMES = ("ftp", "ftps", "http", "https")


def parse():
    parser = argparse.ArgumentParser(
        prog="scripts/transfers-at-scale",
        description="A fleet updates its firmware and uploads diagnostics within one run, over a mix of four schemes.",
        epilog="exit codes: 0 everything holds, 1 something does not, 2 wrong usage, 3 could not be run",
    )
    parser.add_argument("--wattswarm", default=".build/release/wattswarm", help="the executable (default: %(default)s)")
    parser.add_argument("--count", type=int, default=2000, help="charge points (default: %(default)s)")
    parser.add_argument("--size", type=int, default=1 << 20, help="bytes of the firmware (default: %(default)s)")
    parser.add_argument("--duration", type=int, default=90, help="seconds of a run (default: %(default)s)")
    parser.add_argument("--pairs", type=int, default=5, help="runs without and with orders, in turn (default: %(default)s)")
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
    path = f"{folder}/server.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", path + ".key", "-out", path + ".crt"],
        check=True, capture_output=True)
    with open(path, "w", encoding="ascii") as file:
        for part in (".key", ".crt"):
            file.write(open(path + part, encoding="ascii").read())
    return path


class Files:
    """The file servers of a run: Debian's pure-ftpd and nginx, started by the tests' script."""

    def __init__(self, arguments, folder, pem):
        self.server = Server(
            arguments.server_core,
            [sys.executable, "Tests/FileTransferTests/Servers/foreign_servers.py", folder, pem])
        ports = json.loads(self.server.ready)
        if "missing" in ports:
            sys.exit(f"error: no file servers: {ports['missing']}")
        self.root = f"{folder}/files"
        login = "cp:s3cret@"
        self.bases = {
            "ftp": f"ftp://{login}localhost:{ports['pure-ftpd']}",
            "ftps": f"ftps://{login}localhost:{ports['pure-ftpd']}",
            "http": f"http://localhost:{ports['http']}",
            "https": f"https://localhost:{ports['https']}",
        }
        self.words = {"ftps": "#explicit"}

    def firmware(self, scheme):
        return f"{self.bases[scheme]}/fw-2.0.0.bin{self.words.get(scheme, '')}"

    def diagnostics(self, scheme):
        return f"{self.bases[scheme]}/up{self.words.get(scheme, '')}"

    def put(self, data):
        with open(f"{self.root}/fw-2.0.0.bin", "wb") as file:
            file.write(data)

    def hashOf(self, name):
        try:
            with open(f"{self.root}/up/{name}", "rb") as file:
                return hashlib.sha256(file.read()).hexdigest()
        except OSError:
            return None


def order(api, jobs, answers):
    """Sends orders one after the other over one connection."""
    connection = http.client.HTTPConnection(api, timeout=30)
    while True:
        try:
            due, identity, action, payload = jobs.get_nowait()
        except queue.Empty:
            return
        time.sleep(max(0, due - time.monotonic()))
        path = f"/api/v1/charge-points/{identity}/commands/{action}"
        try:
            connection.request("POST", path, json.dumps(payload), {"Content-Type": "application/json"})
            response = connection.getresponse()
            body = response.read().decode(errors="replace")
            isGood = response.status == 200 and '"confirmation"' in body
        except (OSError, http.client.HTTPException) as error:
            connection = http.client.HTTPConnection(api, timeout=30)
            isGood, body = False, f"{type(error).__name__}: {error}"
        answers.append((identity, action, isGood, body))


def orders(arguments, api, files):
    """Diagnostics and firmware of every charge point, spread over the run; gives the answers that were not good."""
    start = time.monotonic() + 12
    span = arguments.duration * 0.5
    jobs, answers = queue.Queue(), []
    for number in range(1, arguments.count + 1):
        identity, scheme = f"CP{number:05}", SCHEMES[number % 4]
        due = start + span * number / arguments.count
        jobs.put((due, identity, "GetDiagnostics", {"location": files.diagnostics(scheme), "retries": 2, "retryInterval": 1}))
        jobs.put((due, identity, "UpdateFirmware", {
            "location": files.firmware(scheme), "retrieveDate": "2020-01-01T00:00:00Z", "retries": 2, "retryInterval": 1}))
    threads = [threading.Thread(target=order, args=(api, jobs, answers)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answer for answer in answers if not answer[2]]


def run(arguments, folder, pem, data, withOrders):
    """One run; gives its summary and what is wrong with it."""
    os.makedirs(folder)
    command = [arguments.wattswarm, "csms", "--listen", "127.0.0.1:0", "--api", "127.0.0.1:0", "--until-input-closes",
               "--database", f"{folder}/csms.sqlite", "--heartbeat-interval", str(arguments.heartbeat)]
    system = Server(arguments.server_core, command)
    words = dict(word.split("=", 1) for word in system.ready.split() if "=" in word)
    files = Files(arguments, f"{folder}/files", pem) if withOrders else None
    refused = []
    try:
        out = f"{folder}/out"
        fleet = subprocess.Popen(
            ["taskset", "-c", str(arguments.fleet_core), arguments.wattswarm, "run", "scenarios/benchmark/file-orders.yaml",
             "--target", words["ocpp"], "--set", f"fleet.depot.count={arguments.count}", "--for", f"{arguments.duration}s",
             "--set", f"fleet.depot.transfers.ca={pem}", "--no-progress", "--out", out],
            stdout=subprocess.PIPE, text=True)
        if withOrders:
            files.put(data)
            refused = orders(arguments, words["api"].split("://")[1].rstrip("/"), files)
        text = fleet.communicate()[0]
        with open(f"{out}/summary.json", encoding="utf-8") as file:
            summary = json.load(file)
        wrong = check(arguments, out, files, summary, data, refused) if withOrders else []
        if withOrders:
            print(text)
        return summary, wrong
    finally:
        system.end()
        if files:
            files.server.end()


def check(arguments, out, files, summary, data, refused):
    """Everything that is not as it should be, one line each."""
    wrong = [f"{identity}: {action}: {body[:200]}" for identity, action, _, body in refused]
    image = hashlib.sha256(data).hexdigest()
    seen = {}
    with open(f"{out}/transfers.jsonl", encoding="utf-8") as file:
        for text in file:
            line = json.loads(text)
            if line["outcome"] != "done":
                wrong.append(f"{line['chargePoint']}: {line['kind']} {line['scheme']}: {line['outcome']}")
                continue
            expected = image if line["kind"] == "firmware" else files.hashOf(line["place"].rsplit("/", 1)[1])
            if line["sha256"] != expected:
                wrong.append(f"{line['chargePoint']}: {line['kind']} {line['scheme']}: another hash")
            seen[(line["kind"], line["chargePoint"])] = line["scheme"]
    for kind in ("firmware", "diagnostics"):
        count = sum(1 for key in seen if key[0] == kind)
        if count != arguments.count:
            wrong.append(f"{kind}: {count} of {arguments.count} charge points")
        done = summary["transfers"].get(kind, {}).get("orders", {}).get("done")
        if done != arguments.count:
            wrong.append(f"{kind}: {done} of {arguments.count} orders came to a good end")
    statuses = summary["calls"].get("FirmwareStatusNotification", {}).get("answered")
    if statuses != 4 * arguments.count:
        wrong.append(f"FirmwareStatusNotification: {statuses} answered, expected {4 * arguments.count}")
    statuses = summary["calls"].get("DiagnosticsStatusNotification", {}).get("answered")
    if statuses != 2 * arguments.count:
        wrong.append(f"DiagnosticsStatusNotification: {statuses} answered, expected {2 * arguments.count}")
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
            print(f"pair {pair + 1}: Heartbeat p99 {p99[False]:.2f} ms without, {p99[True]:.2f} ms with orders", flush=True)
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
