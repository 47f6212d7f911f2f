# Homebrew formula. packaging/fill.py writes version, repository and checksums into it when a release is made.
class Bedcheck < Formula
  desc "Dashboard for Claude on Amazon Bedrock: what you can call, what Claude Code calls"
  homepage "@REPOSITORY@"
  version "@VERSION@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "@REPOSITORY@/releases/download/v@VERSION@/bedcheck-v@VERSION@-aarch64-apple-darwin.tgz"
      sha256 "@SHA256:aarch64-apple-darwin@"
    end
    on_intel do
      url "@REPOSITORY@/releases/download/v@VERSION@/bedcheck-v@VERSION@-x86_64-apple-darwin.tgz"
      sha256 "@SHA256:x86_64-apple-darwin@"
    end
  end

  on_linux do
    on_arm do
      url "@REPOSITORY@/releases/download/v@VERSION@/bedcheck-v@VERSION@-aarch64-unknown-linux-musl.tgz"
      sha256 "@SHA256:aarch64-unknown-linux-musl@"
    end
    on_intel do
      url "@REPOSITORY@/releases/download/v@VERSION@/bedcheck-v@VERSION@-x86_64-unknown-linux-musl.tgz"
      sha256 "@SHA256:x86_64-unknown-linux-musl@"
    end
  end

  def install
    bin.install "bedcheck"
    man1.install "bedcheck.1"
    bash_completion.install "bedcheck.bash" => "bedcheck"
    zsh_completion.install "_bedcheck"
    fish_completion.install "bedcheck.fish"
  end

  test do
    assert_match "open", shell_output("#{bin}/bedcheck check --demo=healthy")
  end
end
