#!/usr/bin/env node
// Runs the program out of the package of this platform, which npm installs as an optional dependency. Nothing is downloaded.
"use strict";

const { spawnSync } = require("node:child_process");

const name = `bedcheck-${process.platform}-${process.arch}`;
let program;
try {
  program = require.resolve(`${name}/bedcheck${process.platform === "win32" ? ".exe" : ""}`);
} catch {
  console.error(
    `bedcheck: there is no package ${name} beside this one; it is missing when optional dependencies were left out ` +
      "(npm install --include=optional), and for platforms without a build: cargo install bedcheck",
  );
  process.exit(2);
}
const { status, signal, error } = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
if (error) {
  console.error(`bedcheck: ${program} could not be run: ${error.message}`);
  process.exit(2);
}
process.exit(signal ? 130 : status);
