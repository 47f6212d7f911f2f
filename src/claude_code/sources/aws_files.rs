//! `~/.aws/config` and `~/.aws/credentials`: the region of each profile and how it signs in.
//! Keys and tokens in these files are looked at and never kept.

use std::{collections::BTreeMap, path::Path};

use super::{
    super::{FileSeen, Source, SourceKind, Sourced},
    clean, read_regular,
};
use crate::storage::AwsFile;

/// What one file says of one profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileSettings {
    /// The name; `default` for the default profile.
    pub name: String,
    /// Its region, as written.
    pub region: Option<Sourced<String>>,
    /// How it signs in through IAM Identity Center, if it does.
    pub sso: Option<SsoSettings>,
    /// In which of the two files.
    pub file: AwsFile,
    /// How it signs in, in words, by the first of its entries that says so: `assumes a role`.
    pub way: Option<&'static str>,
    /// The profile whose keys it uses.
    pub(in crate::claude_code) source_profile: Option<String>,
    /// Whether it has an access key.
    pub(in crate::claude_code) has_key: bool,
    /// Where an entry of its key holds a character that no key has.
    pub(in crate::claude_code) unsendable: Option<Source>,
}

impl ProfileSettings {
    fn new(name: String, file: AwsFile) -> Self {
        Self { name, region: None, sso: None, file, way: None, source_profile: None, has_key: false, unsendable: None }
    }
}

/// How a profile signs in, by the names of its entries.
const WAYS: [(&str, &str); 6] = [
    ("sso_", "signs in through IAM Identity Center"),
    ("login_session", "signs in with console credentials"),
    ("credential_process", "runs a credential process"),
    ("role_arn", "assumes a role"),
    ("web_identity_token_file", "uses a web identity"),
    ("aws_access_key_id", "has an access key"),
];

/// The IAM Identity Center settings of a profile, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SsoSettings {
    /// `sso_start_url`, of the profile or of its `sso-session` section.
    pub start_url: Option<String>,
    /// `sso_account_id`.
    pub account: Option<String>,
    /// `sso_role_name`: the permission set.
    pub role: Option<String>,
    /// `sso_session`: the section that holds the start URL.
    session: Option<String>,
}

/// Reads the profiles of a file.
pub(super) fn read(path: &Path, file: AwsFile) -> (FileSeen, Vec<ProfileSettings>) {
    let seen = |read, problem| FileSeen { path: path.to_owned(), scope: SourceKind::AwsProfile, read, problem };
    match read_regular(path) {
        Ok(Some(text)) => (seen(true, None), parse(&text, path, file)),
        Ok(None) => (seen(false, None), Vec::new()),
        Err(error) => (seen(false, Some(error)), Vec::new()),
    }
}

/// What the lines up to the next section belong to.
enum Section {
    Profile(Box<ProfileSettings>),
    SsoSession(String),
    Other,
}

fn parse(text: &str, path: &Path, file: AwsFile) -> Vec<ProfileSettings> {
    let mut profiles: Vec<ProfileSettings> = Vec::new();
    let mut start_urls: BTreeMap<String, String> = BTreeMap::new();
    let mut section = Section::Other;
    for (at, line) in text.lines().enumerate() {
        let bare = line.trim();
        if let Some(head) = bare.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            if let Section::Profile(done) = std::mem::replace(&mut section, section_of(head, file)) {
                profiles.push(*done);
            }
            continue;
        }
        // An indented line belongs to the setting above it.
        let setting = bare.split_once('=').filter(|_| !line.starts_with([' ', '\t', '#', ';']));
        let Some((key, value)) = setting else { continue };
        let value = value.split(" #").next().unwrap_or_default().trim();
        match (&mut section, key.trim()) {
            (Section::Profile(profile), key) => set(profile, key, value, path, at + 1),
            (Section::SsoSession(name), "sso_start_url") => {
                start_urls.insert(name.clone(), clean(value));
            }
            _ => {}
        }
    }
    if let Section::Profile(last) = section {
        profiles.push(*last);
    }
    for sso in profiles.iter_mut().filter_map(|profile| profile.sso.as_mut()) {
        let shared = sso.session.as_ref().and_then(|session| start_urls.get(session).cloned());
        sso.start_url = shared.or(sso.start_url.take());
    }
    profiles
}

fn section_of(head: &str, file: AwsFile) -> Section {
    match (profile_name(head, file), head.trim().split_once(char::is_whitespace)) {
        (Some(name), _) => Section::Profile(Box::new(ProfileSettings::new(name, file))),
        (None, Some(("sso-session", name))) if file == AwsFile::Config => Section::SsoSession(clean(name.trim())),
        _ => Section::Other,
    }
}

fn set(profile: &mut ProfileSettings, key: &str, value: &str, path: &Path, line: usize) {
    let way = WAYS.iter().find(|(start, _)| key.starts_with(start)).map(|(_, way)| *way);
    profile.way = profile.way.or(way);
    let source = source(path, line, key, &profile.name);
    // A header holds nothing else.
    let sendable = || value.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let value = || clean(value);
    let mut sso = |write: fn(&mut SsoSettings) -> &mut Option<String>, value| {
        *write(profile.sso.get_or_insert_default()) = Some(value);
    };
    match key {
        "region" => profile.region = Some(Sourced { value: value(), source }),
        "sso_session" => sso(|sso| &mut sso.session, value()),
        "sso_start_url" => sso(|sso| &mut sso.start_url, value()),
        "sso_account_id" => sso(|sso| &mut sso.account, value()),
        "sso_role_name" => sso(|sso| &mut sso.role, value()),
        "source_profile" => profile.source_profile = Some(value()),
        "aws_access_key_id" | "aws_secret_access_key" | "aws_session_token" => {
            profile.has_key = true;
            if !sendable() {
                profile.unsendable.get_or_insert(source);
            }
        }
        _ => {}
    }
}

fn profile_name(section: &str, file: AwsFile) -> Option<String> {
    let section = section.trim();
    match (file, section.split_once(char::is_whitespace)) {
        (AwsFile::Config, Some(("profile", name))) => Some(clean(name.trim().trim_matches(['"', '\'']))),
        (AwsFile::Config, None) if section == "default" => Some("default".to_owned()),
        (AwsFile::Credentials, None) => Some(clean(section)),
        _ => None,
    }
}

fn source(path: &Path, line: usize, key: &str, profile: &str) -> Source {
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Source {
        kind: SourceKind::AwsProfile,
        path: Some(path.to_owned()),
        line: Some(line),
        key: Some(clean(key)),
        text: format!("`{}` of the AWS profile {profile}, {}, line {line}", clean(key), clean(&file)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_region_and_sign_in_are_kept() {
        let text = "[default]\nregion=us-west-2\n[profile work]\nsso_session = corp\nsso_role_name = Dev\ns3 =\n  region = no\nregion = eu-central-1 # here\n[sso-session corp]\nregion = ap-south-1\nsso_start_url = https://corp.awsapps.com/start\n";
        let profiles = parse(text, Path::new("config"), AwsFile::Config);
        let seen: Vec<_> = profiles
            .iter()
            .map(|p| (p.name.as_str(), p.region.as_ref().map(|r| (r.value.as_str(), r.source.line)), p.sso.is_some()))
            .collect();
        assert_eq!(
            seen,
            [("default", Some(("us-west-2", Some(2))), false), ("work", Some(("eu-central-1", Some(8))), true)]
        );
        let sso = profiles[1].sso.clone().unwrap();
        let expected = (Some("https://corp.awsapps.com/start"), None, Some("Dev"));
        assert_eq!((sso.start_url.as_deref(), sso.account.as_deref(), sso.role.as_deref()), expected);
        let keys = parse("[work]\naws_secret_access_key = s3cr3t\n", Path::new("credentials"), AwsFile::Credentials);
        assert!(!format!("{keys:?}").contains("s3cr3t"));
    }
}
