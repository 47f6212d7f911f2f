//! Who is asked: the identity Claude Code would sign with, and the commands that hand it out.

use std::{
    io::{self, BufRead as _, IsTerminal as _, Write as _},
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use serde::Deserialize;

use super::CommandError;
use crate::{
    aws::{AssumedRole, Session, SessionOptions, Signing},
    catalog::printable,
    claude_code::{AccessKey, CredentialCommand, Planner, Secret, Signer, SignsWith},
    cli::Options,
    refusal::Gate,
    survey::Question,
};

/// As long as the client itself waits for such a command (its own message says so).
const PATIENCE: Duration = Duration::from_secs(180);
/// More than any credentials are.
const MOST_SAID: u64 = 64 << 10;

/// The signing of a session for a signer; the AWS files may have been moved by settings of the user's own.
pub(super) fn signing(signer: &Signer, planner: &Planner) -> Signing {
    let signing = match &signer.with {
        SignsWith::ApiKey(token) => Signing::api_key(token.reveal()),
        SignsWith::Key(key) => {
            Signing::key(key.id.reveal(), key.secret.reveal(), key.session.as_ref().map(Secret::reveal))
        }
        SignsWith::Profile { name, only } => Signing::profile(name, *only),
        SignsWith::Chain => Signing::default(),
    };
    let moved = |variable| planner.moved_aws_file(variable).map(PathBuf::from);
    signing.with_files(moved("AWS_CONFIG_FILE"), moved("AWS_SHARED_CREDENTIALS_FILE"))
}

/// Keys of an AWS profile that can be sent at all.
fn sendable_profile(planner: &Planner, profile: &str) -> Result<(), CommandError> {
    let Some(source) = planner.unsendable_key(profile) else { return Ok(()) };
    let file = source.path.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
    Err(CommandError::Usage(format!("{} holds a character that no key has; set it again ({file})", source.text)))
}

/// Keys that can be sent at all. A `.env` file with the line ends of Windows leaves a carriage return behind a key, and no
/// header holds one.
pub(super) fn sendable(signer: &Signer, planner: &Planner) -> Result<(), CommandError> {
    let secrets: Vec<&Secret> = match &signer.with {
        SignsWith::ApiKey(token) => vec![token],
        SignsWith::Key(key) => [&key.id, &key.secret].into_iter().chain(&key.session).collect(),
        SignsWith::Profile { name, .. } => return sendable_profile(planner, name),
        SignsWith::Chain => return sendable_profile(planner, "default"),
    };
    if secrets.iter().all(|secret| secret.reveal().bytes().all(|byte| matches!(byte, b' '..=b'~'))) {
        return Ok(());
    }
    Err(CommandError::Usage(format!(
        "{} holds a character that no key has (a carriage return from a file with the line ends of Windows?); set it again",
        signer.text
    )))
}

/// What tells the keys of a signer from other keys. To be hashed only.
pub(super) fn mark(signer: &Signer) -> &str {
    match &signer.with {
        SignsWith::ApiKey(token) => token.reveal(),
        SignsWith::Key(key) => key.id.reveal(),
        SignsWith::Profile { .. } | SignsWith::Chain => "",
    }
}

/// Who is asked as once a role was assumed. An API key signs nothing that could assume one.
pub(super) fn in_role(signer: Signer, role: Option<&AssumedRole>) -> Result<Signer, CommandError> {
    let Some(role) = role else { return Ok(signer) };
    if matches!(signer.with, SignsWith::ApiKey(_)) {
        return Err(CommandError::Usage(
            "a Bedrock API key cannot assume a role; unset AWS_BEARER_TOKEN_BEDROCK, or name a --profile".to_owned(),
        ));
    }
    let text = format!("role {} (--assume-role), assumed by {}", role.arn, signer.text);
    Ok(Signer { text, aws_cli: None, ..signer })
}

/// Runs the export command, after asking.
pub(super) async fn exported(signer: Signer, options: &Options) -> Result<Signer, CommandError> {
    let Some(export) = signer.export.clone() else { return Ok(signer) };
    if !agreed(&export, options).await {
        return Ok(signer);
    }
    Ok(signer.exported(key(&export, &run(&export, true).await?)?))
}

/// Runs the refresh command, after asking, when AWS does not take the credentials there are. What an export command that
/// is asked after a failure prints is used.
pub(super) async fn refreshed(
    signer: Signer,
    session: &SessionOptions,
    options: &Options,
) -> Result<Signer, CommandError> {
    let Some(refresh) = signer.refresh.clone() else { return Ok(signer) };
    if !(options.run_credential_commands || can_ask())
        || !are_refused(session).await
        || !agreed(&refresh, options).await
    {
        return Ok(signer);
    }
    let exports = refresh.key == "awsCredentialExport";
    let printed = run(&refresh, exports).await?;
    if !exports {
        return Ok(signer);
    }
    let key = key(&refresh, &printed)?;
    Ok(Signer { export: Some(refresh), ..signer }.exported(key))
}

async fn are_refused(session: &SessionOptions) -> bool {
    let session = Session::connect(session.clone()).await;
    let answer = session.ask(Question::Identity).await;
    answer.outcome().is_err_and(|refusal| refusal.gate == Some(Gate::Credentials))
}

fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Whether the user lets a command run: said on the command line, or asked for.
async fn agreed(command: &CredentialCommand, options: &Options) -> bool {
    if options.run_credential_commands {
        return true;
    }
    if !can_ask() {
        return false;
    }
    let question = format!(
        "Claude Code gets its credentials from a command: {} ({}).\n  {}\nRun it? [y/N] ",
        command.key,
        command.command.source.text,
        printable(&command.command.value)
    );
    let answer = tokio::task::spawn_blocking(move || {
        let mut out = io::stderr().lock();
        out.write_all(question.as_bytes()).and_then(|()| out.flush()).ok()?;
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).ok()?;
        Some(matches!(line.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
    });
    answer.await.ok().flatten().unwrap_or(false)
}

/// Runs a command as the client does, with the shell. What it prints may be a secret: it is kept if wanted, and shown to
/// nobody.
async fn run(command: &CredentialCommand, keep: bool) -> Result<Vec<u8>, CommandError> {
    let failed = |how: String| {
        let text = format!("{} ({}) {how}", command.key, command.command.source.text);
        CommandError::Usage(text)
    };
    let line = command.command.value.clone();
    let ended = tokio::task::spawn_blocking(move || wait_for(&line, keep)).await;
    match ended {
        Ok(Ok(Some(printed))) => Ok(printed),
        Ok(Ok(None)) => Err(failed("did not end within three minutes".to_owned())),
        Ok(Err(error)) => Err(failed(format!("could not be run: {error}"))),
        Err(_) => Err(failed("could not be run".to_owned())),
    }
}

/// What a command printed; `None` when it took too long.
fn wait_for(line: &str, keep: bool) -> io::Result<Option<Vec<u8>>> {
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("/bin/sh", "-c") };
    let out = if keep { Stdio::piped() } else { Stdio::null() };
    let mut child = Command::new(shell).args([flag, line]).stdin(Stdio::null()).stdout(out).spawn()?;
    let printed = child.stdout.take().map(|out| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            io::Read::read_to_end(&mut io::Read::take(out, MOST_SAID), &mut bytes).map(|_| bytes)
        })
    });
    let begun = Instant::now();
    let status = loop {
        match child.try_wait()? {
            Some(status) => break status,
            None if begun.elapsed() > PATIENCE => {
                let _ = child.kill();
                let _ = child.wait();
                return Ok(None);
            }
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    };
    if !status.success() {
        return Err(io::Error::other(format!("it ended with {status}")));
    }
    let Some(reader) = printed else { return Ok(Some(Vec::new())) };
    reader.join().unwrap_or_else(|_| Err(io::Error::other("nothing could be read from it"))).map(Some)
}

/// What `awsCredentialExport` prints, by the client's documentation.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Printed {
    credentials: PrintedKey,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PrintedKey {
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
}

fn key(command: &CredentialCommand, printed: &[u8]) -> Result<AccessKey, CommandError> {
    let Ok(Printed { credentials: key }) = serde_json::from_slice(printed) else {
        return Err(CommandError::Usage(format!(
            "{} ({}) printed no credentials; Claude Code wants {{\"Credentials\": {{\"AccessKeyId\": …, \"SecretAccessKey\": …, \
             \"SessionToken\": …}}}}",
            command.key, command.command.source.text
        )));
    };
    Ok(AccessKey {
        id: Secret::new(&key.access_key_id),
        secret: Secret::new(&key.secret_access_key),
        session: key.session_token.as_deref().map(Secret::new),
    })
}
