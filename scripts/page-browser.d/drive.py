"""The web page in a browser: see ../page-browser. Arguments: WATTSWARM CHROMIUM [SCREENSHOT-FOLDER]."""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request

from browser import Browser

SCENARIO = """
scenario: page
seed: 3
duration: 900s
clock: 60x
fleet:
  lot:
    count: 12
    identity: "LOT-{index:03}"
    charge-point: ac-22kw-two-connectors
    arrive: at once
    behaviour: long-visit
  quiet:
    count: 3
    identity: "QUIET-{index:02}"
    charge-point: dc-50kw
    arrive: at once
    behaviour: idle
behaviours:
  long-visit:
    - repeat: forever
      steps:
        - wait: uniform 10s..120s
        - plug-in
        - authorize: {pool: visitors}
        - charge: {for: 40m}
        - unplug
"""

CONTRAST = """(() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const color = parse(getComputedStyle(node).backgroundColor);
      if (color.length < 4 || color[3] > 0.99) return color;
    }
    return [255, 255, 255];
  };
  const bad = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.textContent.trim() || !parent.checkVisibility({visibilityProperty: true})) continue;
    if (parent.closest("script, noscript, svg, option")) continue;
    const style = getComputedStyle(parent);
    const a = light(parse(style.color)), b = light(ground(parent));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) bad.add(`${ratio.toFixed(2)} ${parent.tagName}.${parent.className}: ${node.textContent.trim()}`);
  }
  return [...bad].slice(0, 10);
})()"""

UNLABELLED = """[...document.querySelectorAll("input:not([type=hidden]), select, textarea, button")].filter(
  (e) => !(e.labels && e.labels.length) && !e.textContent.trim() && !e.getAttribute("aria-label"))
  .map((e) => e.outerHTML)"""


def check(condition, text, more=None):
    if not condition:
        raise AssertionError(text + ("" if more is None else ": " + str(more)))
    print("ok   " + text, flush=True)


class World:
    """A central system with a fleet."""

    def __init__(self, program, folder):
        self.program = os.path.abspath(program)
        self.folder = folder
        self.csms = subprocess.Popen(
            [self.program, "csms", "--listen", "127.0.0.1:0", "--api", "127.0.0.1:0", "--database",
             os.path.join(folder, "csms.sqlite"), "--clock", "60x@2030-03-01T08:00:00Z", "--id-tags", self.tags(),
             "--files", os.path.join(folder, "files"), "--http-files", "127.0.0.1:0", "--ftp", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.csms.stdout.readline().split()
        assert line and line[0] == "ready", "the central system did not start"
        self.urls = dict(word.split("=", 1) for word in line[1:])
        self.fleet = subprocess.Popen(
            [self.program, "run", "-", "--target", self.urls["ocpp"], "--no-progress", "--out",
             os.path.join(folder, "results")],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.fleet.stdin.write(SCENARIO)
        self.fleet.stdin.close()

    def tags(self):
        path = os.path.join(self.folder, "tags.json")
        with open(path, "w") as file:
            # The tags of a pool that a scenario does not declare: pool, group, charge point, connector.
            for number in range(1, 13):
                for connector in (1, 2):
                    file.write(json.dumps({"idTag": "POOL0-0-%d-%d" % (number, connector)}) + "\n")
            file.write(json.dumps({"idTag": "<b>hostile</b>", "status": "Blocked"}) + "\n")
        return path

    def get(self, path):
        with urllib.request.urlopen(self.urls["api"] + path) as answer:
            return json.load(answer)

    def send(self, method, path, body):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(self.urls["api"] + path, data, method=method)) as answer:
            return answer.read()

    def wait(self, what, condition, seconds=180):
        end = time.monotonic() + seconds
        while not condition():
            if self.fleet.poll() is not None:
                raise AssertionError("the fleet ended: " + self.fleet.stderr.read()[-2000:])
            if time.monotonic() > end:
                raise AssertionError("it did not come about within %d s: %s" % (seconds, what))
            time.sleep(0.2)

    def close(self):
        for process in (self.fleet, self.csms):
            process.terminate()
        for process in (self.fleet, self.csms):
            process.wait(timeout=30)


def commands(world, browser):
    """A command from the form, its effect at the charge point, its frames in the live log."""
    base = world.urls["api"]
    browser.screen(1280, 900, "light")
    browser.open(base + "/charge-points?search=quiet")
    browser.wait("document.querySelectorAll('tbody tr').length === 3")
    browser.run("document.querySelector('tbody a').click()")
    browser.wait("document.title.startsWith('QUIET-')")
    identity = browser.run("document.title.split(' ')[0]")
    browser.wait("document.getElementById('log-state').textContent === 'live'")
    browser.run("""(() => {
      const command = [...document.querySelectorAll('.command')].find(
        (d) => d.querySelector('summary').textContent === 'ChangeAvailability');
      command.open = true;
      command.querySelector('[name=connectorId]').value = '1';
      command.querySelector('[name=type]').value = 'Inoperative';
      command.querySelector('button').click();
    })()""")
    browser.wait("document.getElementById('notice') !== null")
    notice = browser.run("document.getElementById('notice').textContent")
    check("Accepted" in notice, "a command from the form is confirmed by the charge point", notice)
    browser.wait("document.activeElement.id === 'notice'")
    check(True, "the outcome has the focus, so it is read out")

    def status():
        items = world.get("/api/v1/charge-points/%s/connectors" % identity)["items"]
        return {item["connectorId"]: item["status"] for item in items}.get(1)

    world.wait("connector 1 Unavailable", lambda: status() == "Unavailable")
    browser.open(base + "/charge-points/" + identity)
    browser.wait("document.querySelector('tbody').textContent.includes('Unavailable')")
    check(True, "its effect is seen at the charge point: the connector is Unavailable")
    browser.wait("document.getElementById('log-state').textContent === 'live'")
    urllib.request.urlopen(urllib.request.Request(
        base + "/api/v1/charge-points/%s/commands/TriggerMessage" % identity, method="POST",
        data=b'{"requestedMessage":"Heartbeat"}')).read()
    browser.wait("[...document.querySelectorAll('.log li')].some((l) => l.textContent.includes('TriggerMessage'))")
    browser.wait("[...document.querySelectorAll('.log li')].some((l) => l.textContent.includes('\"Heartbeat\"'))")
    check(True, "frames of the charge point appear while they pass")
    browser.run("""(() => {
      const free = document.querySelector('form.free');
      free.closest('details').open = true;
      free.querySelector('[name=action]').value = 'Reset';
      free.querySelector('[name=payload]').value = '{"type":"Gentle"}';
      free.querySelector('button').click();
    })()""")
    browser.wait("document.getElementById('notice')?.textContent.includes('Gentle')")
    notice = browser.run("document.getElementById('notice').textContent")
    check("type: unknown value" in notice, "a wrong payload is refused by the name of its member", notice)
    return identity


def keyboard(world, browser):
    """The page without a mouse."""
    browser.open(world.urls["api"] + "/charge-points")
    browser.key("Tab", 9)
    check(
        browser.run("document.activeElement.textContent") == "Skip to content", "the first Tab reaches the skip link")
    browser.key("Enter", 13, "\r")
    browser.wait("document.activeElement.id === 'content'")
    check(True, "the skip link leads into the content")
    names = []
    for _ in range(6):
        browser.key("Tab", 9)
        names.append(browser.run("(document.activeElement.name || document.activeElement.textContent).slice(0, 20)"))
        outlined = browser.run("getComputedStyle(document.activeElement).outlineStyle !== 'none'")
        assert outlined, "the focus cannot be seen on " + names[-1]
    check("search" in names and "Show" in names, "Tab goes on through the form and the focus is seen", names)


def appearance(world, browser, pages, folder):
    """Every page, narrow and wide, dark and light."""
    for name, path in pages.items():
        for scheme in ("light", "dark"):
            for width in (1280, 390):
                browser.screen(width, 900, scheme)
                browser.open(world.urls["api"] + path)
                browser.run("new Promise((done) => setTimeout(done, 300))")
                if folder:
                    browser.picture(os.path.join(folder, "%s-%d-%s.png" % (name, width, scheme)))
                bad = browser.run(CONTRAST)
                assert not bad, "%s at %d px, %s: contrast below 4.5: %s" % (name, width, scheme, bad)
        browser.screen(360, 800, "light")
        browser.run("new Promise((done) => setTimeout(done, 100))")
        hidden = browser.run("""[...document.querySelectorAll('.bar nav a')].filter((link) => {
          const box = link.getBoundingClientRect();
          return box.left < 0 || box.right > innerWidth;
        }).map((link) => link.textContent).join(', ')""")
        assert not hidden, "%s: of the navigation %s cannot be seen at 360 px" % (name, hidden)
        lines = browser.run("new Set([...document.querySelectorAll('.bar nav a')].map((a) => a.offsetTop)).size")
        assert lines <= 1, "%s: the navigation takes %d lines at 360 px" % (name, lines)
        overflow = browser.run("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, "%s is %d px too wide for 360 px" % (name, overflow)
        bare = browser.run(UNLABELLED)
        assert not bare, "%s has fields without a label: %s" % (name, bare)
        check(True, name + ": contrast in both schemes, fits 360 px, every field has a label")


def profiles(world):
    """A limit for every transaction, so that the page has a schedule to draw over the power."""
    periods = [{"startPeriod": 0, "limit": 11000}, {"startPeriod": 600, "limit": 6000},
               {"startPeriod": 1500, "limit": 11000}]
    profile = {
        "chargingProfileId": 1, "stackLevel": 0, "chargingProfilePurpose": "TxDefaultProfile",
        "chargingProfileKind": "Relative",
        "chargingSchedule": {"chargingRateUnit": "W", "chargingSchedulePeriod": periods}}
    for number in range(1, 13):
        world.send("POST", "/api/v1/charge-points/LOT-%03d/commands/SetChargingProfile" % number,
                   {"connectorId": 0, "csChargingProfiles": profile})


def files(world, identity):
    """A firmware image, and diagnostics that a charge point really uploads."""
    world.send("PUT", "/api/v1/firmware/acme-2.1.0.bin", os.urandom(300_000))
    world.send("POST", "/api/v1/charge-points/%s/commands/GetDiagnostics?via=ftp" % identity, {})
    world.wait("diagnostics in the store", lambda: any(
        "diagnostics" in item["path"] for item in world.get("/api/v1/files")["items"]))


def main():
    program, chromium = sys.argv[1], sys.argv[2]
    folder = sys.argv[3] if len(sys.argv) > 3 else None
    if folder:
        os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="wattswarm-page-") as work:
        world = World(program, work)
        browser = None
        try:
            world.wait("15 charge points", lambda: len(
                world.get("/api/v1/charge-points?registration=Accepted")["items"]) == 15)
            profiles(world)
            browser = Browser(chromium)
            identity = commands(world, browser)
            files(world, identity)
            keyboard(world, browser)
            world.wait("an ended transaction with a curve", lambda: world.get(
                "/api/v1/transactions?open=false")["items"], 300)
            ended = world.get("/api/v1/transactions?open=false&limit=1")["items"][0]["transactionId"]
            appearance(world, browser, {
                "overview": "/", "charge-points": "/charge-points", "charge-point": "/charge-points/" + identity,
                "transactions": "/transactions", "transaction": "/transactions/%d" % ended, "id-tags": "/id-tags",
                "files": "/files", "login": "/login",
            }, folder)
            browser.open(world.urls["api"] + "/id-tags?search=%3Cb")
            check(
                browser.run("document.querySelector('tbody td').textContent") == "<b>hostile</b>",
                "a hostile id tag is text")
            complaints = browser.complaints()
            check(not complaints, "the browser has nothing to complain of, the content policy included", complaints)
        except (AssertionError, RuntimeError, OSError) as error:
            print("FAIL " + str(error), flush=True)
            return 1
        finally:
            if browser:
                browser.close()
            world.close()
    print("passed", flush=True)
    return 0


sys.exit(main())
