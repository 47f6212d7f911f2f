//! `~/.aws/config` and `~/.aws/credentials`: the region of each profile and whether it signs in through SSO.
//! Keys and tokens in these files are passed over and never kept.

use std::{collections::BTreeMap, path::Path};

use super::{
    super::{FileSeen, Source, SourceKind, Sourced},
    clean, read_regular,
};

/// What one file says of one profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileSettings {
    /// The name; `default` for the default profile.
    pub name: String,
    /// Its region, as written.
    pub region: Option<Sourced<String>>,
    /// How it signs in through IAM Identity Center, if it does.
    pub sso: Option<SsoSettings>,
}

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

/// Which of the two files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AwsFile {
    Config,
    Credentials,
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
        let value = clean(value.split(" #").next().unwrap_or_default().trim());
        match (&mut section, key.trim()) {
            (Section::Profile(profile), key) => set(profile, key, value, path, at + 1),
            (Section::SsoSession(name), "sso_start_url") => {
                start_urls.insert(name.clone(), value);
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
        (Some(name), _) => Section::Profile(Box::new(ProfileSettings { name, region: None, sso: None })),
        (None, Some(("sso-session", name))) if file == AwsFile::Config => Section::SsoSession(clean(name.trim())),
        _ => Section::Other,
    }
}

fn set(profile: &mut ProfileSettings, key: &str, value: String, path: &Path, line: usize) {
    let mut sso = |write: fn(&mut SsoSettings) -> &mut Option<String>, value| {
        *write(profile.sso.get_or_insert_default()) = Some(value);
    };
    match key {
        "region" => profile.region = Some(Sourced { value, source: source(path, line, &profile.name) }),
        "sso_session" => sso(|sso| &mut sso.session, value),
        "sso_start_url" => sso(|sso| &mut sso.start_url, value),
        "sso_account_id" => sso(|sso| &mut sso.account, value),
        "sso_role_name" => sso(|sso| &mut sso.role, value),
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

fn source(path: &Path, line: usize, profile: &str) -> Source {
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Source {
        kind: SourceKind::AwsProfile,
        path: Some(path.to_owned()),
        line: Some(line),
        key: Some("region".to_owned()),
        text: format!("`region` of the AWS profile {profile}, {}, line {line}", clean(&file)),
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
