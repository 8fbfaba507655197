"""Python's websockets library as a server for our client; the path says what it does. Prints its port."""
import asyncio
import sys

from websockets.asyncio.server import serve


async def handle(socket):
    path = socket.request.path.rsplit("/", 1)[-1]
    if path == "fragments":
        async def pieces():
            yield "frag"
            await (await socket.ping(b"between"))
            yield "mented ü"
        await socket.send(pieces())
    elif path == "ping":
        await asyncio.wait_for(await socket.ping(b"x" * 125), 5)
        await socket.send("ponged")
    elif path == "close":
        await socket.close(4001, "bye ü")
        return
    elif path == "lengths":
        for count in (125, 126, 65535, 65536):
            await socket.send("x" * count)
    elif path == "large":
        await socket.send("x" * (2 << 20))
    async for message in socket:
        await socket.send(message)


async def main():
    async with serve(handle, "127.0.0.1", 0, subprotocols=["ocpp1.6"], max_size=None) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
