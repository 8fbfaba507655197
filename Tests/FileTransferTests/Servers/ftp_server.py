"""An FTP server of PyPI's pyftpdlib for tests: ftp_server.py ROOT [--tls CERTIFICATE] [--user NAME:PASSWORD]
[--cut-after BYTES] [--no-rest] [--reply COMMAND=TEXT] [--stall] [--stay]. Prints `ready PORT` and ends
when its standard input ends."""
import argparse, os, sys, threading
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler, DTPHandler, ThrottledDTPHandler
from pyftpdlib.servers import FTPServer
import logging

parser = argparse.ArgumentParser()
parser.add_argument("root")
parser.add_argument("--tls")
parser.add_argument("--user", default="cp:secret")
parser.add_argument("--cut-after", type=int)
parser.add_argument("--no-rest", action="store_true")
parser.add_argument("--reply", help="COMMAND=CODE text: answers a command with an error")
parser.add_argument("--stall", action="store_true")
parser.add_argument("--stay", action="store_true", help="does not end with its standard input")
arguments = parser.parse_args()
logging.disable(logging.CRITICAL)


class Handler(TLS_FTPHandler if arguments.tls else FTPHandler):
    pass


Handler.use_sendfile = False  # Its bytes would not be seen.


class CuttingDTP(DTPHandler):
    """Closes the control and the data connection once so many bytes of a file have gone out; each file once."""

    cut = set()

    def send(self, data):
        count = super().send(data)
        name = getattr(self.file_obj, "name", None)
        limit = arguments.cut_after
        if name and name not in CuttingDTP.cut and self.get_transmitted_bytes() >= limit:
            CuttingDTP.cut.add(name)
            self.cmd_channel.close()
        return count


class CuttingUploadDTP(CuttingDTP):
    def handle_read(self):
        super().handle_read()
        name = getattr(self.file_obj, "name", None)
        if name and name not in CuttingDTP.cut and self.get_transmitted_bytes() >= arguments.cut_after:
            CuttingDTP.cut.add(name)
            self.cmd_channel.close()

    handle_read_event = handle_read


if arguments.cut_after:
    Handler.dtp_handler = CuttingUploadDTP
if arguments.stall:
    class StallingDTP(ThrottledDTPHandler):
        read_limit = 1
        write_limit = 1
    Handler.dtp_handler = StallingDTP
if arguments.no_rest:
    def ftp_REST(self, line):
        self.respond("502 no REST here")
    Handler.ftp_REST = ftp_REST
if arguments.reply:
    command, text = arguments.reply.split("=", 1)
    if command == "GREETING":
        def on_connect(self):
            self.respond(text)
        Handler.handle = lambda self: (self.respond(text), self.close_when_done())
    elif command == "END":
        # The data is taken and then refused, as by a full disk.
        def ftp_STOR(self, file, mode="w"):
            result = FTPHandler.ftp_STOR(self, file, mode)
            return result
        class FullDTP(DTPHandler):
            def handle_close(self):
                self._resp = (text, None)
                super().handle_close()
            def close(self):
                if not self._closed:
                    self._resp = (text, None)
                super().close()
        Handler.dtp_handler = FullDTP
    else:
        setattr(Handler, "ftp_" + command, lambda self, line=None, *rest, **more: self.respond(text))

user, password = arguments.user.split(":", 1)
authorizer = DummyAuthorizer()
authorizer.add_user(user, password, arguments.root, perm="elradfmwMT")
Handler.authorizer = authorizer
Handler.auth_failed_timeout = 0
if arguments.tls:
    Handler.certfile = arguments.tls
    Handler.tls_control_required = True
    Handler.tls_data_required = True
server = FTPServer(("127.0.0.1", 0), Handler, backlog=4096)
server.max_cons = 10_000  # Data connections count too, and 512 are the default.
server.max_cons_per_ip = 10_000
print("ready", server.address[1], flush=True)
if not arguments.stay:
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
server.serve_forever()
