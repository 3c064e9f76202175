"""Start the demo: ``python -m simulator --port 8081``."""

import argparse
import asyncio
import contextlib
import signal

from simulator.server import HOST, seed_demo, serve
from simulator.world import World


async def run(host: str, port: int, world: World) -> None:
    """Serve until somebody presses Ctrl-C or the process is asked to end."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serve(host=host, port=port, world=world) as simulator:
        print(f"Simulator: {simulator.url}", flush=True)  # noqa: T201 - the one thing to know in the terminal
        await stop.wait()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="simulator", description="A local Telegram for Mitra SCORE")
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", action="append", help="accept only these bots (any, unless given)")
    parser.add_argument("--empty", action="store_true", help="start without the demo's people")
    options = parser.parse_args()
    world = World(tokens=options.token)
    if not options.empty:
        seed_demo(world)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(options.host, options.port, world))


if __name__ == "__main__":
    main()
