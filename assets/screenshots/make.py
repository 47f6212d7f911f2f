#!/usr/bin/env python3
"""Pictures of the real screen: runs the demo in tmux, presses keys, and writes what the terminal shows as SVG.

Usage: make.py PATH-TO-BEDCHECK      (needs tmux; nothing else)
"""

import html
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COLUMNS, ROWS, CELL_W, CELL_H = 120, 36, 8.4, 18
INK, PAPER = "#d7dae0", "#1b1e24"
PALETTE = ["#1b1e24", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#abb2bf"]
BRIGHT = ["#7f8591", "#ff7b86", "#b1d896", "#f0d090", "#7cc0ff", "#d796ea", "#72ccd6", "#ffffff"]

# Name of the picture, and the keys that lead to it from a fresh start.
PICTURES = {"matrix": [], "claude-code": ["3"], "why": ["g", "Enter"]}


def tmux(*args):
    return subprocess.run(["tmux", "-L", "bedcheck-pictures", *args], check=True, capture_output=True, text=True).stdout


def capture(program, keys):
    home = tempfile.mkdtemp()
    clean = f"env -i HOME={home} PATH=/usr/bin:/bin TERM=xterm-256color LANG=C.UTF-8 {os.path.abspath(program)} --demo"
    tmux("-f", "/dev/null", "new-session", "-d", "-x", str(COLUMNS), "-y", str(ROWS), clean)
    try:
        # Until the scan is over: the header stops asking.
        for _ in range(120):
            time.sleep(0.5)
            screen = tmux("capture-pane", "-p")
            if "answers" in screen and "asking" not in screen:
                break
        for key in keys:
            tmux("send-keys", key)
            time.sleep(0.4)
        return tmux("capture-pane", "-p", "-e").splitlines()
    finally:
        tmux("kill-server")


def color(codes, current):
    """The colour, boldness, dimness and inversion after a list of SGR codes."""
    ink, bold, dim, inverse = current
    codes = iter(codes)
    for code in codes:
        if code == 0:
            ink, bold, dim, inverse = INK, False, False, False
        elif code == 1:
            bold = True
        elif code == 2:
            dim = True
        elif code == 22:
            bold = dim = False
        elif code == 7:
            inverse = True
        elif code == 27:
            inverse = False
        elif 30 <= code <= 37:
            ink = PALETTE[code - 30]
        elif 90 <= code <= 97:
            ink = BRIGHT[code - 90]
        elif code == 39:
            ink = INK
        elif code in (38, 48):
            kind = next(codes, 5)
            value = next(codes, 7)
            if code == 38 and kind == 5 and value < 16:
                ink = (PALETTE + BRIGHT)[value]
    return ink, bold, dim, inverse


def picture(lines):
    width, height = COLUMNS * CELL_W + 24, len(lines) * CELL_H + 24
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" '
        f'font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="14">',
        f'<rect width="100%" height="100%" rx="8" fill="{PAPER}"/>',
    ]
    for row, line in enumerate(lines):
        style, column = (INK, False, False, False), 0
        y = 12 + (row + 0.75) * CELL_H
        for piece in re.split(r"(\x1b\[[0-9;:]*m)", line):
            codes = re.fullmatch(r"\x1b\[([0-9;:]*)m", piece)
            if codes:
                style = color([int(code or 0) for code in re.split("[;:]", codes[1] or "0")], style)
                continue
            if piece.strip():
                ink, bold, dim, inverse = style
                x = 12 + column * CELL_W
                if inverse:
                    out.append(
                        f'<rect x="{x:.1f}" y="{12 + row * CELL_H}" width="{len(piece) * CELL_W:.1f}" '
                        f'height="{CELL_H}" fill="{ink}"/>'
                    )
                    ink = PAPER
                looks = ' font-weight="bold"' * bold + ' opacity="0.6"' * dim
                out.append(
                    f'<text x="{x:.1f}" y="{y:.1f}" fill="{ink}"{looks} xml:space="preserve" '
                    f'textLength="{len(piece) * CELL_W:.1f}" lengthAdjust="spacing">{html.escape(piece)}</text>'
                )
            column += len(piece)
    return "\n".join([*out, "</svg>"]) + "\n"


for name, keys in PICTURES.items():
    Path(__file__).with_name(f"{name}.svg").write_text(picture(capture(sys.argv[1], keys)))
