#!/usr/bin/env bash
# Runs bedcheck with the arguments of the step, one a line, and makes its status an output.
set -uo pipefail
args=()
while IFS= read -r line; do
  [ -z "$line" ] || args+=("$line")
done <<< "$BEDCHECK_ARGS"
[ -z "${BEDCHECK_CLAUDE_CODE_VERSION:-}" ] || args+=(--claude-code-version "$BEDCHECK_CLAUDE_CODE_VERSION")
bedcheck "${args[@]}"
status=$?
echo "status=$status" >> "$GITHUB_OUTPUT"
if [ "$status" = 3 ] && [ "${BEDCHECK_FAIL_ON_UNKNOWN:-true}" != true ]; then
  echo "::warning::bedcheck could not determine whether every call works"
  exit 0
fi
exit "$status"
