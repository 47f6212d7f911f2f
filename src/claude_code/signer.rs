//! With what Claude Code signs its calls, and where that comes from.
//!
//! A project's files are left out: whose credentials are used is for the user to say. What the client itself would take
//! from them is told as a problem of the plan.

use super::{
    Secret, SourceKind, Sourced, Sources, Version,
    environment::Environment,
    rules::{Table, table},
    secret::{API_KEY, CREDENTIALS, HEADERS, KEY_ID, SECRET_KEY},
};

/// An access key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKey {
    /// `AWS_ACCESS_KEY_ID`.
    pub id: Secret,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub secret: Secret,
    /// `AWS_SESSION_TOKEN`.
    pub session: Option<Secret>,
}

/// What the calls are signed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignsWith {
    /// A Bedrock API key, which bypasses all other credentials.
    ApiKey(Secret),
    /// An access key that was given as such.
    Key(AccessKey),
    /// An AWS profile that was named.
    Profile {
        /// Its name.
        name: String,
        /// Whether nothing takes its place when it has no credentials.
        only: bool,
    },
    /// The default profile, then what the machine itself gives.
    Chain,
}

/// A command that the user's own or the managed settings name to get credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialCommand {
    /// The key it stands under: `awsCredentialExport` or `awsAuthRefresh`.
    pub key: &'static str,
    /// The command, and where it stands.
    pub command: Sourced<String>,
}

/// Who Claude Code is towards AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// What the calls are signed with.
    pub with: SignsWith,
    /// The same in words, with where it comes from: `profile work (AWS_PROFILE, shell environment)`.
    pub text: String,
    /// What the AWS CLI would use here, when that is something else.
    pub aws_cli: Option<String>,
    /// What else is to be known of it, one sentence each.
    pub notes: Vec<String>,
    /// Prints the credentials the client signs with. While it was not run, another identity is asked.
    pub export: Option<CredentialCommand>,
    /// Run by the client when credentials fail.
    pub refresh: Option<CredentialCommand>,
}

impl Signer {
    /// An AWS profile and nothing else, whatever the environment holds.
    #[must_use]
    pub fn profile(name: &str) -> Self {
        let with = SignsWith::Profile { name: name.to_owned(), only: true };
        let text = format!("profile {name} (--profile)");
        Self { with, text, aws_cli: None, notes: Vec::new(), export: None, refresh: None }
    }

    /// The order of the JavaScript SDK: API key, profile, access key, the rest of the chain.
    pub(super) fn of(sources: &Sources, version: Version) -> Self {
        let table = table();
        let env = Environment::new(sources, &table.rules(version));
        let (with, text) = chosen(&env, version, SourceKind::is_the_projects);
        let theirs = of_the_cli(sources);
        let same = theirs.as_ref().is_some_and(|(with_cli, _)| *with_cli == with);
        let mut signer = Self {
            aws_cli: theirs.filter(|_| !same).map(|(_, text)| text),
            notes: references(&env).into_iter().chain(empty_key(&env, version)).collect(),
            export: command(sources, "awsCredentialExport"),
            refresh: command(sources, "awsAuthRefresh"),
            with,
            text,
        };
        signer.take_export_after_failure(version, table);
        signer
    }

    /// Until that version the client asked its export command only when other credentials failed.
    fn take_export_after_failure(&mut self, version: Version, table: &Table) {
        if version < table.signing.export_always {
            self.refresh = self.export.take().or(self.refresh.take());
        }
    }

    /// The same with the key that the export command printed.
    #[must_use]
    pub fn exported(mut self, key: AccessKey) -> Self {
        self.text = self.export.take().map_or(self.text, |export| {
            format!("the access key that {} printed ({})", export.key, export.command.source.text)
        });
        self.with = SignsWith::Key(key);
        self
    }

    /// Why the answers are those of another identity than the client's, in words that begin small; nothing if they are not.
    #[must_use]
    pub fn stand_in(&self) -> Option<String> {
        let export = self.export.as_ref()?;
        Some(format!(
            "Claude Code signs with what {} prints ({}), which was not run: --run-credential-commands",
            export.key, export.command.source.text
        ))
    }

    /// The AWS profile, if one is used by its name.
    #[must_use]
    pub fn profile_name(&self) -> Option<&str> {
        match &self.with {
            SignsWith::Profile { name, .. } => Some(name),
            _ => None,
        }
    }

    /// All that is to be said of it beside [`Signer::text`].
    #[must_use]
    pub fn remarks(&self) -> Vec<String> {
        let cli = self.aws_cli.as_ref().map(|text| format!("The AWS CLI would use another here: {text}."));
        let export = self.export.as_ref().map(|export| {
            format!(
                "Claude Code signs with what {} prints ({}). It was not run, so these are the answers to another \
                 identity; --run-credential-commands runs it.",
                export.key, export.command.source.text
            )
        });
        export.into_iter().chain(cli).chain(self.notes.iter().cloned()).collect()
    }
}

/// What signs when some kinds of places are left out, and the same in words.
fn chosen(env: &Environment, version: Version, left_out: fn(SourceKind) -> bool) -> (SignsWith, String) {
    let found = |name: &str| env.credential_without(name, left_out);
    let key = || {
        let (id, secret) = (found(KEY_ID)?, found(SECRET_KEY)?);
        let session = found("AWS_SESSION_TOKEN").map(|session| session.value.clone());
        let text = format!("the access key {KEY_ID} ({})", id.source.text);
        Some((SignsWith::Key(AccessKey { id: id.value.clone(), secret: secret.value.clone(), session }), text))
    };
    let token = if sends_empty(version) { env.credential_as_set(API_KEY, left_out) } else { found(API_KEY) };
    match (token, env.get_without("AWS_PROFILE", left_out)) {
        (Some(token), _) => {
            (SignsWith::ApiKey(token.value.clone()), format!("the API key {API_KEY} ({})", token.source.text))
        }
        (None, Some(named)) => (
            SignsWith::Profile { name: named.value.clone(), only: false },
            format!("profile {} (AWS_PROFILE, {})", named.value, named.source.text),
        ),
        (None, None) => key().unwrap_or_else(|| (SignsWith::Chain, DEFAULT.to_owned())),
    }
}

fn sends_empty(version: Version) -> bool {
    version < table().signing.empty_api_key_is_none
}

/// With what the client signs because a project's files say so, which is not followed; in words that begin small.
///
/// Settings keys and files of AWS are as good as a profile: they decide whose answer a call gets.
pub(super) fn of_the_project(sources: &Sources, env: &Environment, version: Version) -> Option<String> {
    let not_followed = |what: &str| Some(format!("Claude Code signs with {what}, which is not followed here"));
    let (client, text) = chosen(env, version, |_| false);
    if client != chosen(env, version, SourceKind::is_the_projects).0 {
        return not_followed(&text);
    }
    let key = "awsCredentialExport";
    let mut theirs = sources.settings.iter().rev().filter(|file| file.kind.is_the_projects());
    if let Some(found) = theirs.find_map(|file| file.text(&[key])).filter(|found| !found.value.trim().is_empty()) {
        return not_followed(&format!("what {key} of a project's file prints ({})", found.source.text));
    }
    let files = ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"];
    let of_files = matches!(client, SignsWith::Profile { .. } | SignsWith::Chain);
    let moved = |name: &&str| env.get(name).filter(|found| found.source.kind.is_the_projects());
    if let Some((name, found)) = files.iter().filter(|_| of_files).find_map(|name| Some((name, moved(name)?))) {
        return not_followed(&format!("{text} out of {name} of a project's file ({})", found.source.text));
    }
    let project = project_of(env.credential_without(HEADERS, |_| false));
    let differs = project.as_ref().map(|found| &found.value)
        != project_of(env.credential(HEADERS)).as_ref().map(|found| &found.value);
    project.filter(|_| differs).map(|found| {
        format!(
            "calls carry the Bedrock project {} of a project's file ({}), which is not followed here",
            found.value, found.source.text
        )
    })
}

const DEFAULT: &str = "the default profile, else what the machine gives";

/// What the AWS CLI would use: it knows the shell only, and there keys beat a profile.
fn of_the_cli(sources: &Sources) -> Option<(SignsWith, String)> {
    let secret = |name: &str| sources.credentials.get(name).filter(|secret| !secret.reveal().is_empty());
    let in_shell = |name: &str| format!("{name} of the shell environment");
    if let Some(token) = secret(API_KEY) {
        return Some((SignsWith::ApiKey(token.clone()), in_shell(API_KEY)));
    }
    if let (Some(id), Some(key)) = (secret(KEY_ID), secret(SECRET_KEY)) {
        let session = secret("AWS_SESSION_TOKEN").cloned();
        let with = SignsWith::Key(AccessKey { id: id.clone(), secret: key.clone(), session });
        return Some((with, in_shell(KEY_ID)));
    }
    let profile =
        |variable: &'static str| Some((variable, sources.shell.get(variable).filter(|name| !name.is_empty())?));
    // In this order in botocore's configprovider.
    Some(match profile("AWS_DEFAULT_PROFILE").or_else(|| profile("AWS_PROFILE")) {
        Some((variable, name)) => {
            let text = format!("profile {name} ({variable} of the shell environment)");
            (SignsWith::Profile { name: name.clone(), only: false }, text)
        }
        None => (SignsWith::Chain, "the default profile".to_owned()),
    })
}

/// The headers that the user's own or the managed settings, or the shell, add to each call.
pub(super) fn custom_headers(sources: &Sources, version: Version) -> Vec<(String, Secret)> {
    let env = Environment::new(sources, &table().rules(version));
    env.credential(HEADERS).map(|found| headers(&found.value).collect()).unwrap_or_default()
}

fn headers(text: &Secret) -> impl Iterator<Item = (String, Secret)> {
    text.reveal().lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        Some((name.trim().to_owned(), Secret::new(value.trim()))).filter(|(name, _)| !name.is_empty())
    })
}

/// The Bedrock project that a header names; the default one is that of everybody who names none.
pub(super) fn project(env: &Environment) -> Option<Sourced<String>> {
    project_of(env.credential(HEADERS))
}

fn project_of(found: Option<&Sourced<Secret>>) -> Option<Sourced<String>> {
    let found = found?;
    let named = |(name, _): &(String, Secret)| name.eq_ignore_ascii_case("X-Amzn-Bedrock-ProjectIdentifier");
    let value = super::sources::clean(headers(&found.value).find(named)?.1.reveal());
    let is_default = value == "default" || value.ends_with(":project/default");
    (!is_default && !value.is_empty()).then(|| Sourced { value, source: found.source.clone() })
}

/// Settings are not expanded: a reference in them is the key itself.
fn references(env: &Environment) -> Vec<String> {
    let of = |name: &&str| {
        let found = env.credential(name).filter(|found| found.source.kind != SourceKind::Shell)?;
        let text = found.value.reference()?;
        Some(format!(
            "{name} is literally {text} ({}): Claude Code does not expand variables in settings, so this text itself is sent \
             and AWS refuses it.",
            found.source.text
        ))
    };
    CREDENTIALS.iter().filter_map(of).collect()
}

/// An empty API key that the client sends all the same.
fn empty_key(env: &Environment, version: Version) -> Option<String> {
    let found = env
        .credential_as_set(API_KEY, SourceKind::is_the_projects)
        .filter(|found| found.value.reveal().trim().is_empty());
    let found = found.filter(|_| sends_empty(version))?;
    let mended = table().signing.empty_api_key_is_none;
    Some(format!(
        "{API_KEY} is empty ({}): Claude Code {version} sends it all the same, and AWS refuses every call; {mended} does not.",
        found.source.text
    ))
}

/// The command under a key of the user's own or the managed settings; the highest scope counts.
fn command(sources: &Sources, key: &'static str) -> Option<CredentialCommand> {
    let mut own = sources.settings.iter().rev().filter(|file| !file.kind.is_the_projects());
    let command = own.find_map(|file| file.text(&[key])).filter(|found| !found.value.trim().is_empty())?;
    Some(CredentialCommand { key, command })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown_and_a_reference_is_told_from_one() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret");
        assert_eq!(Secret::new("${AWS_ACCESS_KEY_ID}").reference(), Some("${AWS_ACCESS_KEY_ID}"));
        assert_eq!(Secret::new("$TOKEN").reference(), Some("$TOKEN"));
        for text in ["hunter2", "$", "${}", "a${B}", "${A}b", "$a/b"] {
            assert_eq!(Secret::new(text).reference(), None, "{text}");
        }
    }
}
