#!/usr/bin/env bash
# Puts a released bedcheck on the PATH of the job, after holding its archive against the checksums of the release.
set -euo pipefail
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) target=x86_64-unknown-linux-musl ;;
  Linux-aarch64) target=aarch64-unknown-linux-musl ;;
  Darwin-arm64) target=aarch64-apple-darwin ;;
  Darwin-x86_64) target=x86_64-apple-darwin ;;
  *) echo "::error::bedcheck has no build for $(uname -s) $(uname -m)"; exit 2 ;;
esac
site=${BEDCHECK_SITE:-https://github.com/$BEDCHECK_REPOSITORY}
version=$BEDCHECK_VERSION
if [ "$version" = latest ]; then
  version=$(curl -fsSLo /dev/null -w '%{url_effective}' "$site/releases/latest")
  version=${version##*/v}
fi
name=bedcheck-v$version-$target
folder=$(mktemp -d)
cd "$folder"
curl -fsSLO "$site/releases/download/v$version/$name.tgz"
curl -fsSLO "$site/releases/download/v$version/SHA256SUMS"
grep " $name.tgz\$" SHA256SUMS > wanted
if command -v sha256sum > /dev/null; then sha256sum -c wanted; else shasum -a 256 -c wanted; fi
tar xzf "$name.tgz"
echo "$folder/$name" >> "$GITHUB_PATH"
