#!/usr/bin/env python3
"""Pictures of the real screen: runs the demo in tmux at a stopped clock, presses keys, and writes what the terminal shows
as SVG, once in the dark theme and once in the light one. The same program makes the same bytes each time.

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
CLOCK = "2026-11-22T13:02:00Z"
SOCKET = f"bedcheck-pictures-{os.getpid()}"

# Name of the picture, the keys that lead to it from a fresh start, and what is on screen once they have worked.
PICTURES = {
    "matrix": ([], "Sonnet 4.5 in us-west-2"),
    "region": (["5"], "CALL AS"),
    "claude-code": (["4"], "Smallest change"),
    "why": (["Enter"], "does it"),
}

# Ground and ink of the painted themes, as in assets/themes.
THEMES = {"dark": ("#d5d9e0", "#14171c"), "light": ("#24292f", "#fbfbf9")}


def tmux(*args):
    return subprocess.run(["tmux", "-L", SOCKET, *args], check=True, capture_output=True, text=True).stdout


def wait(what, holds):
    """What is on screen, once it holds and is the same twice in a row."""
    before = None
    for _ in range(600):
        screen = tmux("capture-pane", "-p", "-e")
        plain = re.sub(r"\x1b\[[0-9;:]*m", "", screen)
        if holds(plain) and screen == before:
            return screen
        before = screen
        time.sleep(0.2)
    sys.exit(f"waited in vain for {what}; on screen:\n{before}")


def capture(program, theme, keys, wanted):
    with tempfile.TemporaryDirectory() as home:
        variables = f"HOME={home} PATH=/usr/bin:/bin TERM=tmux-256color COLORTERM=truecolor LANG=C.UTF-8"
        command = f"{os.path.abspath(program)} --demo --theme {theme} --claude-code-version 2.1.330"
        start = f"cd {home} && env -i {variables} BEDCHECK_CLOCK={CLOCK} {command}"
        for attempt in range(50):
            try:
                tmux("-f", "/dev/null", "new-session", "-d", "-x", str(COLUMNS), "-y", str(ROWS), start)
                break
            except subprocess.CalledProcessError:
                # The server of the picture before is still going away.
                if attempt == 49:
                    raise
                time.sleep(0.1)
        try:
            tmux("set-option", "-g", "status", "off")
            wait("the end of the scan", lambda text: "just now" in text and "asking" not in text)
            for key in keys:
                tmux("send-keys", key)
            return wait(wanted, lambda text: wanted in text).splitlines()
        finally:
            tmux("kill-server")


def hex_color(codes):
    """The colour that follows a 38 or 48; themes are painted in RGB only."""
    if next(codes, None) != 2:
        sys.exit("a colour that is not RGB: is the theme painted?")
    return "#" + "".join(f"{next(codes, 0):02x}" for _ in range(3))


def restyle(codes, style, plain):
    """The look after a list of SGR codes: ink, paper, bold, dim, underlined, reversed."""
    ink, paper, bold, dim, line, inverse = style
    codes = iter(codes)
    for code in codes:
        match code:
            case 0:
                ink, paper, bold, dim, line, inverse = plain
            case 1:
                bold = True
            case 2:
                dim = True
            case 22:
                bold = dim = False
            case 4:
                line = True
            case 24:
                line = False
            case 7:
                inverse = True
            case 27:
                inverse = False
            case 38:
                ink = hex_color(codes)
            case 39:
                ink = plain[0]
            case 48:
                paper = hex_color(codes)
            case 49:
                paper = plain[1]
    return ink, paper, bold, dim, line, inverse


def picture(lines, ground):
    plain = (*ground, False, False, False, False)
    width, height = COLUMNS * CELL_W + 24, ROWS * CELL_H + 24
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" '
        f'font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="14">',
        f'<rect width="100%" height="100%" rx="8" fill="{ground[1]}"/>',
    ]
    style = plain
    # All grounds first: a sign may be a little wider than its column.
    runs = []
    for row, text in enumerate(lines):
        column = 0
        for piece in re.split(r"(\x1b\[[0-9;:]*m)", text):
            codes = re.fullmatch(r"\x1b\[([0-9;:]*)m", piece)
            if codes:
                style = restyle([int(code or 0) for code in re.split("[;:]", codes[1] or "0")], style, plain)
            else:
                runs.extend(run(piece, row, column, style, ground[1]))
                column += len(piece)
    runs.sort(key=lambda element: not element.startswith("<rect"))
    return "\n".join([*out, *runs, "</svg>"]) + "\n"


def run(piece, row, column, style, ground):
    """One run of letters in one look."""
    ink, paper, bold, dim, line, inverse = style
    if inverse:
        ink, paper = paper, ink
    x, y = 12 + column * CELL_W, 12 + row * CELL_H
    if paper != ground and piece:
        yield f'<rect x="{x:.1f}" y="{y}" width="{len(piece) * CELL_W:.1f}" height="{CELL_H}" fill="{paper}"/>'
    if piece.strip():
        looks = ' font-weight="bold"' * bold + ' opacity="0.6"' * dim + ' text-decoration="underline"' * line
        yield (
            f'<text x="{x:.1f}" y="{y + 0.75 * CELL_H}" fill="{ink}"{looks} xml:space="preserve" '
            f'textLength="{len(piece) * CELL_W:.1f}" lengthAdjust="spacing">{html.escape(piece)}</text>'
        )


for theme, ground in THEMES.items():
    for name, (keys, wanted) in PICTURES.items():
        lines = capture(sys.argv[1], theme, keys, wanted)
        Path(__file__).with_name(f"{name}-{theme}.svg").write_text(picture(lines, ground))
