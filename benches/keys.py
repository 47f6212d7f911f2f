"""From a key to its frame while answers stream in: the real dashboard in a pseudo-terminal.

Usage: python benches/keys.py BEDCHECK [BEDCHECK ...] [--ssh] [--columns N] [--rows N] [--starts N]
The other end is `bedcheck simulate` in a process of its own, slow enough for answers to come in for seconds. A frame counts
for a key when it began after the key was sent; frames are told by the marks of synchronized output around them.
"""

import argparse
import fcntl
import os
import pathlib
import pty
import select
import signal
import statistics
import struct
import tempfile
import termios
import time

from whole import KEYS, simulate

STREAM = "[[fault]]\nlatency = { median_ms = 400, p99_ms = 1500 }\n"
BEGIN, END = b"\x1b[?2026h", b"\x1b[?2026l"


def start(words, env, columns, rows):
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(words[0], words, env)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    return pid, terminal


def one_start(words, env, options, times):
    pid, terminal = start(words, env, options.columns, options.rows)
    sent, began, tail, keys, writes = None, None, b"", [b"\x1b[C", b"\x1b[D"], 0
    begun = time.time()
    following = begun + 0.4
    try:
        while time.time() - begun < options.seconds:
            if sent is None and time.time() >= following:
                os.write(terminal, keys[0])
                keys.reverse()
                sent, began = time.time(), None
            ready, _, _ = select.select([terminal], [], [], 0.002)
            if not ready:
                continue
            data, now = tail + os.read(terminal, 1 << 16), time.time()
            if sent and began is None and BEGIN in data:
                began = now
                data = data[data.index(BEGIN) :]
            if sent and began and END in data:
                times.append((now - sent) * 1000)
                sent, following = None, now + 0.017
                data = b""
            tail = data[-8:] if began is None else data
    finally:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)
        os.close(terminal)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("bedcheck", nargs="+")
    arguments.add_argument("--ssh", action="store_true")
    arguments.add_argument("--columns", type=int, default=120)
    arguments.add_argument("--rows", type=int, default=40)
    arguments.add_argument("--starts", type=int, default=5)
    arguments.add_argument("--seconds", type=float, default=2.5)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server, url, _ = simulate(options.bedcheck[0], pathlib.Path(folder), STREAM)
        env = {"HOME": folder, "PATH": os.environ["PATH"], "TERM": "xterm-256color", **KEYS}
        if options.ssh:
            env["SSH_CONNECTION"] = "192.0.2.1 1 192.0.2.2 22"
        try:
            times = {one: [] for one in options.bedcheck}
            for _ in range(options.starts):
                for one in options.bedcheck:
                    one_start([one, "--endpoint-url", url], env, options, times[one])
        finally:
            server.terminate()
            server.wait()
    print(f"load {os.getloadavg()[0]:.1f}, milliseconds from key to frame")
    for one in options.bedcheck:
        cuts = statistics.quantiles(times[one], n=100)
        print(f"{one:<24} {len(times[one])} keys: p50 {cuts[49]:.1f}, p90 {cuts[89]:.1f}, p99 {cuts[98]:.1f}")


if __name__ == "__main__":
    main()
