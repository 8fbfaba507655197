"""A server of HTTP for tests, of Python's standard library alone: http_server.py ROOT [--tls CERTIFICATE]
[--user NAME:PASSWORD]. GET with ranges, PUT, POST of a form. The first part of a path may ask for a fault:
/status-404/x, /retry-7/x (429), /cut-1000/x, /stall/x, /short-10/x, /no-range/x, /redirect/x. Prints `ready PORT` and
ends when its standard input ends."""
import argparse, base64, http.server, os, re, ssl, sys, threading

parser = argparse.ArgumentParser()
parser.add_argument("root")
parser.add_argument("--tls")
parser.add_argument("--user")
arguments = parser.parse_args()
root = os.path.realpath(arguments.root)
cut = set()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def end(self, status, headers=(), body=b""):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def place(self):
        """The file's path, and the fault that the first part of the path asks for."""
        parts = [part for part in self.path.split("?")[0].split("/") if part]
        fault = ""
        if parts and re.fullmatch(r"(status|retry|cut|short)-\d+|stall|no-range|redirect", parts[0]):
            fault = parts.pop(0)
        return os.path.join(root, *parts), fault, "/" + "/".join(parts)

    def is_allowed(self):
        if not arguments.user:
            return True
        wanted = "Basic " + base64.b64encode(arguments.user.encode()).decode()
        return self.headers.get("Authorization") == wanted

    def refuse(self, fault):
        """Answers with a fault; False when there is none."""
        if not self.is_allowed():
            self.close_connection = True
            self.end(401, [("WWW-Authenticate", "Basic realm=test")])
        elif fault.startswith("status-"):
            self.close_connection = True
            self.end(int(fault[7:]), body=b"no")
        elif fault.startswith("retry-"):
            self.close_connection = True
            self.end(429, [("Retry-After", fault[6:])])
        elif fault == "redirect":
            self.end(302, [("Location", self.place()[2])])
        else:
            return False
        return True

    def do_GET(self):
        path, fault, _ = self.place()
        if self.refuse(fault):
            return
        try:
            data = open(path, "rb").read()
        except OSError:
            return self.end(404)
        start, status, headers = 0, 200, [("ETag", '"%d"' % len(data))]
        match = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if match and fault != "no-range" and self.headers.get("If-Range") in (None, '"%d"' % len(data)):
            start, status = int(match[1]), 206
            headers.append(("Content-Range", "bytes %d-%d/%d" % (start, len(data) - 1, len(data))))
        body = data[start:]
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        length = len(body)
        if fault.startswith("short-"):
            body = body[: int(fault[6:])]
        self.send_header("Content-Length", str(length))
        self.end_headers()
        if fault.startswith("cut-") and path not in cut:
            cut.add(path)
            body = body[: int(fault[4:])]
            self.close_connection = True
        if fault == "stall":
            self.wfile.write(body[:10])
            self.wfile.flush()
            return threading.Event().wait()
        self.wfile.write(body)
        if len(body) < length:
            self.close_connection = True

    def body(self):
        if self.headers.get("Transfer-Encoding") == "chunked":
            data = b""
            while True:
                size = int(self.rfile.readline(), 16)
                data += self.rfile.read(size)
                self.rfile.readline()
                if size == 0:
                    return data
        return self.rfile.read(int(self.headers["Content-Length"]))

    def do_PUT(self):
        path, fault, _ = self.place()
        if self.refuse(fault):
            return
        data = self.body()
        if not os.path.isdir(os.path.dirname(path)):
            return self.end(409)
        open(path, "wb").write(data)
        self.end(201)

    def do_POST(self):
        path, fault, _ = self.place()
        if self.refuse(fault):
            return
        boundary = re.search(r"boundary=(\S+)", self.headers["Content-Type"])[1].encode()
        part = self.body().split(b"--" + boundary)[1]
        head, data = part.split(b"\r\n\r\n", 1)
        name = re.search(rb'name="file"; filename="([^"]+)"', head)[1].decode()
        open(os.path.join(path, os.path.basename(name)), "wb").write(data[:-2])
        self.end(200)


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 1000
    daemon_threads = True


server = Server(("127.0.0.1", 0), Handler)
if arguments.tls:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(arguments.tls)
    server.socket = context.wrap_socket(server.socket, server_side=True)
print("ready", server.server_address[1], flush=True)
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
server.serve_forever()
