"""Frames of RFC 6455 written and read with nothing but the standard library, any rule broken at will."""
import struct

MASK = b"\x12\x34\x56\x78"


def frame(opcode, payload=b"", fin=True, reserved=0, masked=False, length=None):
    first = (0x80 if fin else 0) | reserved | opcode
    bit = 0x80 if masked else 0
    if length is not None:
        head = bytes([first, bit | length[0]]) + length[1]
    elif len(payload) < 126:
        head = bytes([first, bit | len(payload)])
    elif len(payload) < 65536:
        head = bytes([first, bit | 126]) + struct.pack(">H", len(payload))
    else:
        head = bytes([first, bit | 127]) + struct.pack(">Q", len(payload))
    if not masked:
        return head + payload
    return head + MASK + bytes(byte ^ MASK[index % 4] for index, byte in enumerate(payload))


def read_frames(stream, masked=False):
    """All frames up to the end of the stream as (first byte, payload)."""
    frames = []
    while True:
        head = stream.read(2)
        if len(head) < 2:
            return frames
        assert bool(head[1] & 0x80) == masked, "masked" if head[1] & 0x80 else "not masked"
        count = head[1] & 0x7F
        if count == 126:
            count = struct.unpack(">H", stream.read(2))[0]
        elif count == 127:
            count = struct.unpack(">Q", stream.read(8))[0]
        key = stream.read(4) if masked else b"\0\0\0\0"
        payload = stream.read(count)
        frames.append((head[0], bytes(byte ^ key[index % 4] for index, byte in enumerate(payload))))
        if masked and head[0] == 0x88:
            # A client waits for the server to end the connection, so its Close frame is the last thing to come.
            return frames
