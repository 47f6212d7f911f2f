#!/bin/sh
# Manual page and completions of a built bedcheck: pages.sh PROGRAM FOLDER
set -eu
program=$1 folder=$2
mkdir -p "$folder"
"$program" man > "$folder/bedcheck.1"
"$program" completions bash > "$folder/bedcheck.bash"
"$program" completions zsh > "$folder/_bedcheck"
"$program" completions fish > "$folder/bedcheck.fish"
"$program" completions powershell > "$folder/_bedcheck.ps1"
