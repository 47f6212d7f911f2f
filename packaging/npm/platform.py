#!/usr/bin/env python3
"""The npm package of one platform: platform.py PLATFORM-ARCH PROGRAM FOLDER, such as linux-x64 target/release/bedcheck out."""

import json
import pathlib
import shutil
import sys

platform, program, folder = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
wrapper = json.loads((pathlib.Path(__file__).parent / "package.json").read_text())
name = f"bedcheck-{platform}"
if name not in wrapper["optionalDependencies"]:
    sys.exit(f"{name} is none of the packages that the wrapper asks for")
system, machine = platform.split("-")
folder.mkdir(parents=True, exist_ok=True)
shutil.copy(program, folder / program.name)
package = {
    "name": name,
    "version": wrapper["version"],
    "description": f"The program of bedcheck for {system} {machine}",
    "license": wrapper["license"],
    "os": [system],
    "cpu": [machine],
    "files": [program.name],
    "preferUnplugged": True,
}
(folder / "package.json").write_text(json.dumps(package, indent=2) + "\n")
