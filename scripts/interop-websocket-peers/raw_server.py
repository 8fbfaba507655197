"""A server made of plain sockets that breaks rules of RFC 6455, one per connection; the path's last segment names it.
Prints its port, then for each connection the name and what our client did: the code of its Close frame or `eof`."""
import base64
import hashlib
import os
import socket
import struct
import sys
import threading

from raw_frames import frame, read_frames

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
FRAMES = {
    "masked": frame(1, b"a", masked=True),
    "reserved-bit": frame(1, b"a", reserved=0x40),
    "reserved-opcode": frame(3, b"a"),
    "fragmented-ping": frame(9, b"", fin=False),
    "long-ping": frame(9, b"x" * 126),
    "length-not-minimal": frame(1, b"a", length=(126, struct.pack(">H", 1))),
    "continuation-first": frame(0, b"a"),
    "invalid-utf8": frame(1, b"\xff"),
    "close-one-byte": frame(8, b"\x03"),
    "close-code-1006": frame(8, struct.pack(">H", 1006)),
    "too-large": frame(1, b"", length=(127, struct.pack(">Q", 1 << 40))),
    "close-1001": frame(8, struct.pack(">H", 1001)),
    "eof": b"",
}


def answer(head, name):
    lines = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:] if ": " in line)
    key = lines["Sec-WebSocket-Key"].encode()
    accept = base64.b64encode(hashlib.sha1(key + GUID).digest()).decode()
    headers = {
        "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": accept,
        "Sec-WebSocket-Protocol": "ocpp1.6",
    }
    if name == "wrong-accept":
        headers["Sec-WebSocket-Accept"] = base64.b64encode(b"x" * 20).decode()
    if name == "wrong-protocol":
        headers["Sec-WebSocket-Protocol"] = "ocpp2.0.1"
    if name == "extension":
        headers["Sec-WebSocket-Extensions"] = "permessage-deflate"
    status = "HTTP/1.1 302 Found" if name == "redirect" else "HTTP/1.1 101 Switching Protocols"
    return "\r\n".join([status, *[f"{k}: {v}" for k, v in headers.items()], "", ""]).encode()


def handle(connection):
    with connection:
        stream = connection.makefile("rb")
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += stream.read(1)
        name = head.split(b" ")[1].decode().rsplit("/", 1)[-1]
        connection.sendall(answer(head, name) + FRAMES.get(name, b""))
        if name == "eof":
            connection.shutdown(socket.SHUT_RDWR)
        try:
            closes = [payload for first, payload in read_frames(stream, masked=True) if first == 0x88]
        except OSError:
            closes = []
        code = struct.unpack(">H", closes[0][:2])[0] if closes and closes[0] else "eof"
        print(name, code, flush=True)


server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
while True:
    handle(server.accept()[0])
