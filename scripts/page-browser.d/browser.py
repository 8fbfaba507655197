"""Chromium driven over its debugging pipe: no package beyond Python's own is needed."""

import base64
import json
import os
import subprocess
import tempfile
import time


class Browser:
    """A headless Chromium with one tab."""

    def __init__(self, program):
        self.profile = tempfile.TemporaryDirectory(prefix="wattswarm-browser-")
        to_browser, self.out = os.pipe()
        self.inp, from_browser = os.pipe()
        arguments = [
            program, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            "--disable-dev-shm-usage", "--remote-debugging-pipe", "--user-data-dir=" + self.profile.name, "about:blank",
        ]

        def descriptors():
            # The browser reads from 3 and writes to 4. Both pipes may themselves lie there, so they move up first.
            high_in, high_out = os.dup(to_browser), os.dup(from_browser)
            safe_in = os.dup2(high_in, 63)
            safe_out = os.dup2(high_out, 64)
            os.dup2(safe_in, 3)
            os.dup2(safe_out, 4)

        self.process = subprocess.Popen(
            arguments, preexec_fn=descriptors, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.buffer = b""
        self.number = 0
        self.events = []
        pages = [t for t in self.call("Target.getTargets")["targetInfos"] if t["type"] == "page"]
        self.session = self.call(
            "Target.attachToTarget", {"targetId": pages[0]["targetId"], "flatten": True})["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.tab(domain + ".enable")

    def call(self, method, parameters=None, session=None):
        """One command and its answer."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters or {}}
        if session:
            message["sessionId"] = session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(method + ": " + answer["error"]["message"])
                return answer["result"]
            self.events.append(answer)

    def read(self):
        while b"\0" not in self.buffer:
            chunk = os.read(self.inp, 1 << 16)
            if not chunk:
                raise RuntimeError("the browser is gone")
            self.buffer += chunk
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def tab(self, method, parameters=None):
        return self.call(method, parameters, self.session)

    def run(self, expression):
        """The value of a JavaScript expression in the page."""
        result = self.tab(
            "Runtime.evaluate", {"expression": expression, "returnByValue": True, "awaitPromise": True})
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"]["exception"].get("description", "an exception"))
        return result["result"].get("value")

    def open(self, url):
        self.tab("Page.navigate", {"url": url})
        self.wait("document.readyState === 'complete' && location.href.startsWith(%s)" % json.dumps(url[:30]))

    def wait(self, expression, seconds=120):
        """Waits until an expression holds; a page that is just being left or built counts as not yet."""
        not_yet = ("context", "Cannot find", "properties of null", "navigated or closed")
        end = time.monotonic() + seconds
        while True:
            try:
                if self.run(expression):
                    return
            except RuntimeError as error:
                if not any(words in str(error) for words in not_yet) or time.monotonic() > end:
                    raise
            if time.monotonic() > end:
                raise AssertionError(
                    "it did not come about within %d s: %s\n%s\n%s\n%s" % (
                        seconds, expression, self.run("location.href"),
                        self.run("document.body.innerText.slice(0, 400)"), self.complaints()))
            time.sleep(0.1)

    def key(self, name, code, text=None):
        for kind in ("keyDown", "keyUp"):
            event = {"type": kind, "key": name, "windowsVirtualKeyCode": code}
            if text and kind == "keyDown":
                event["text"] = text
            self.tab("Input.dispatchKeyEvent", event)

    def screen(self, width, height, scheme):
        self.tab(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
        self.tab(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})

    def picture(self, path, full=True):
        data = self.tab("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": full})["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def complaints(self):
        """What the page's console and the browser itself complained of."""
        found = []
        for event in self.events:
            if event.get("method") == "Log.entryAdded" and event["params"]["entry"]["level"] == "error":
                found.append(event["params"]["entry"]["text"])
            if event.get("method") == "Runtime.exceptionThrown":
                found.append(event["params"]["exceptionDetails"]["text"])
        return found

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=20)
        self.profile.cleanup()
