"""A client made of plain sockets that breaks rules of RFC 6455. Usage: raw_client.py HOST PORT. Exits 0 when our server
answers each with the right Close code and then ends the connection, or refuses the upgrade with the right status."""
import functools
import socket
import struct
import sys

import raw_frames
from raw_frames import read_frames

frame = functools.partial(raw_frames.frame, masked=True)
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
HEADERS = {
    "Host": "x", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": KEY,
    "Sec-WebSocket-Version": "13", "Sec-WebSocket-Protocol": "ocpp1.6",
}


def request(start="GET /ocpp/CP1 HTTP/1.1", **changes):
    headers = dict(HEADERS)
    for name, value in changes.items():
        headers[name.replace("_", "-")] = value
    lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
    return "\r\n".join([start, *lines, "", ""]).encode()


def read_head(stream):
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = stream.read(1)
        if not byte:
            break
        head += byte
    return head


def close_payload(code, reason=b""):
    return struct.pack(">H", code) + reason


CASES = [
    ("reserved bit 1", frame(1, b"a", reserved=0x40), 1002),
    ("reserved bit 2", frame(1, b"a", reserved=0x20), 1002),
    ("reserved bit 3", frame(1, b"a", reserved=0x10), 1002),
    *[(f"reserved opcode {code}", frame(code), 1002) for code in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)],
    ("unmasked frame", frame(1, b"a", masked=False), 1002),
    ("fragmented ping", frame(9, b"", fin=False), 1002),
    ("ping of 126 bytes", frame(9, b"x" * 126), 1002),
    ("16-bit length for 5 bytes", frame(1, b"hello", length=(126, struct.pack(">H", 5))), 1002),
    ("64-bit length for 5 bytes", frame(1, b"hello", length=(127, struct.pack(">Q", 5))), 1002),
    ("64-bit length with top bit", frame(1, b"", length=(127, struct.pack(">Q", 1 << 63))), 1002),
    ("continuation first", frame(0, b"a"), 1002),
    ("text within text", frame(1, b"a", fin=False) + frame(1, b"b"), 1002),
    ("invalid UTF-8", frame(1, b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited"), 1007),
    ("invalid UTF-8 in fragments", frame(1, b"\xe2\x82", fin=False) + frame(0, b"\x28"), 1007),
    ("invalid UTF-8 within an unfinished frame", frame(1, b"\xff" + b"x" * 99)[:20], 1007),
    ("close of one byte", frame(8, b"\x03"), 1002),
    ("close code 1005", frame(8, close_payload(1005)), 1002),
    ("close code 2000", frame(8, close_payload(2000)), 1002),
    ("close reason not UTF-8", frame(8, close_payload(1000, b"\xff")), 1007),
    ("message of 1 MiB and one", frame(1, b"", length=(127, struct.pack(">Q", (1 << 20) + 1))), 1009),
    ("close 1000", frame(8, close_payload(1000, b"ok")), 1000),
    ("close 3000", frame(8, close_payload(3000)), 3000),
    ("empty close", frame(8), None),
    ("violation amid much data", frame(1, b"a", reserved=0x40) + b"\0" * 300_000, 1002),
]

UPGRADES = [
    ("no Connection", request(Connection=None), 400),
    ("no Upgrade", request(Upgrade=None), 426),
    ("version 8", request(Sec_WebSocket_Version="8"), 426),
    ("no key", request(Sec_WebSocket_Key=None), 400),
    ("short key", request(Sec_WebSocket_Key="AAAA"), 400),
    ("no sub-protocol", request(Sec_WebSocket_Protocol=None), 400),
    ("POST", request("POST /ocpp/CP1 HTTP/1.1"), 405),
    ("HTTP/1.0", request("GET /ocpp/CP1 HTTP/1.0"), 505),
    ("bare line feeds", request().replace(b"\r\n", b"\n") + b"\r\n\r\n", 400),
    ("huge head", b"GET /" + b"x" * 9000, 431),
]


def main(host, port):
    for name, data, status in UPGRADES:
        with socket.create_connection((host, port), timeout=10) as connection:
            connection.sendall(data)
            stream = connection.makefile("rb")
            line = stream.readline().decode()
            assert line.startswith(f"HTTP/1.1 {status} "), (name, line)
            stream.read()
    for name, data, code in CASES:
        with socket.create_connection((host, port), timeout=10) as connection:
            connection.sendall(request())
            stream = connection.makefile("rb")
            assert b" 101 " in read_head(stream), name
            connection.sendall(data)
            frames = read_frames(stream)
            assert len(frames) == 1 and frames[0][0] == 0x88, (name, frames)
            payload = frames[0][1]
            got = struct.unpack(">H", payload[:2])[0] if payload else None
            assert got == code, (name, got)
    # Everything byte by byte: upgrade, a message in three fragments with a ping between them.
    with socket.create_connection((host, port), timeout=10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        data = request() + frame(1, b"ab", fin=False) + frame(9, b"p") + frame(0, b"", fin=False) + frame(0, b"c")
        for byte in data:
            connection.sendall(bytes([byte]))
        stream = connection.makefile("rb")
        assert b" 101 " in read_head(stream)
        connection.sendall(frame(8, close_payload(1000)))
        assert read_frames(stream) == [(0x8A, b"p"), (0x81, b"abc"), (0x88, close_payload(1000))]
    print(f"ok {len(UPGRADES) + len(CASES) + 1}")


main(sys.argv[1], int(sys.argv[2]))
