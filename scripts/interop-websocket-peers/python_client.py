"""Python's websockets library as a client of our server. Usage: python_client.py URL. Exits 0 when all is as it
should be."""
import asyncio
import sys

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus


async def main(url):
    async with connect(url, subprotocols=["ocpp1.6"], max_size=None, compression="deflate") as socket:
        assert socket.subprotocol == "ocpp1.6", socket.subprotocol
        assert not socket.protocol.extensions, "an extension was accepted"
        for text in ["hello", "", "grüße 𝄞", "x" * 125, "x" * 126, "y" * 65535, "z" * 65536, "w" * 900_000]:
            await socket.send(text)
            assert await socket.recv() == text, len(text)
        await socket.send(b"\x00\xff")
        assert await socket.recv() == b"\x00\xff"
        # One message in fragments, with a ping between them.
        async def pieces():
            yield "frag"
            await (await socket.ping(b"between"))
            yield "men"
            yield "ted ü"
        await socket.send(pieces())
        assert await socket.recv() == "fragmented ü"
        await asyncio.wait_for(await socket.ping(b"payload"), 5)
        await socket.close(4001, "bye")
        assert socket.close_code == 4001, socket.close_code
    socket = await connect(url, subprotocols=["ocpp1.6"], max_size=None)
    await socket.send("t" * (2 << 20))
    try:
        await socket.recv()
        raise AssertionError("a message beyond the limit was taken")
    except ConnectionClosed as closed:
        assert closed.rcvd.code == 1009, closed
    try:
        await connect(url, subprotocols=["ocpp2.0.1"])
        raise AssertionError("a foreign sub-protocol was taken")
    except InvalidStatus as refused:
        assert refused.response.status_code == 400, refused
    print("ok")


asyncio.run(main(sys.argv[1]))
