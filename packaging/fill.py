#!/usr/bin/env python3
"""Writes a release into the Homebrew formula and holds every version against Cargo.toml.

fill.py --check                      one version everywhere
fill.py REPOSITORY FOLDER            the formula, with the checksums of FOLDER/SHA256SUMS, on standard output"""

import json
import pathlib
import re
import sys

here = pathlib.Path(__file__).resolve().parent


def version():
    return re.search(r'^version = "(.*)"', (here.parent / "Cargo.toml").read_text(), re.M).group(1)


def check():
    npm = json.loads((here / "npm/package.json").read_text())
    pypi = re.search(r'^version = "(.*)"', (here / "pypi/pyproject.toml").read_text(), re.M).group(1)
    found = {"npm": npm["version"], "pypi": pypi, **npm["optionalDependencies"]}
    wrong = {name: one for name, one in found.items() if one != version()}
    return f"Cargo.toml says {version()}, and {wrong}" if wrong else None


def formula(repository, folder):
    sums = dict(reversed(line.split()) for line in (pathlib.Path(folder) / "SHA256SUMS").read_text().splitlines())

    def sha(match):
        return sums[f"bedcheck-v{version()}-{match.group(1)}.tgz"]

    text = (here / "homebrew/bedcheck.rb").read_text()
    text = re.sub(r"@SHA256:([^@]*)@", sha, text).replace("@VERSION@", version()).replace("@REPOSITORY@", repository)
    return "".join(line for line in text.splitlines(True) if not line.startswith("# Homebrew formula."))


if sys.argv[1:] == ["--check"]:
    sys.exit(check())
print(formula(sys.argv[1], sys.argv[2]), end="")
