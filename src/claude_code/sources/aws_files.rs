//! `~/.aws/config` and `~/.aws/credentials`: the region of each profile and whether it signs in through SSO.
//! Keys and tokens in these files are passed over and never kept.

use std::path::Path;

use super::{
    super::{FileSeen, Source, SourceKind, Sourced},
    clean, read_regular,
};

/// What one file says of one profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsProfile {
    /// The name; `default` for the default profile.
    pub name: String,
    /// Its region, as written.
    pub region: Option<Sourced<String>>,
    /// Whether it signs in through IAM Identity Center (`sso_session` or `sso_start_url`).
    pub sso: bool,
}

/// Which of the two files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AwsFile {
    Config,
    Credentials,
}

/// Reads the profiles of a file.
pub(super) fn read(path: &Path, file: AwsFile) -> (FileSeen, Vec<AwsProfile>) {
    let seen = |read, problem| FileSeen { path: path.to_owned(), scope: SourceKind::AwsProfile, read, problem };
    match read_regular(path) {
        Ok(Some(text)) => (seen(true, None), parse(&text, path, file)),
        Ok(None) => (seen(false, None), Vec::new()),
        Err(error) => (seen(false, Some(error)), Vec::new()),
    }
}

fn parse(text: &str, path: &Path, file: AwsFile) -> Vec<AwsProfile> {
    let mut profiles: Vec<AwsProfile> = Vec::new();
    let mut inside = false;
    for (at, line) in text.lines().enumerate() {
        let bare = line.trim();
        if let Some(section) = bare.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            let name = profile_name(section, file);
            inside = name.is_some();
            profiles.extend(name.map(|name| AwsProfile { name, region: None, sso: false }));
            continue;
        }
        // An indented line belongs to the setting above it.
        let setting = bare.split_once('=').filter(|_| inside && !line.starts_with([' ', '\t', '#', ';']));
        let (Some((key, value)), Some(profile)) = (setting, profiles.last_mut()) else { continue };
        match key.trim() {
            "region" => {
                let value = value.split(" #").next().unwrap_or_default();
                profile.region =
                    Some(Sourced { value: clean(value.trim()), source: source(path, at + 1, &profile.name) });
            }
            "sso_session" | "sso_start_url" => profile.sso = true,
            _ => {}
        }
    }
    profiles
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
        let text = "[default]\nregion=us-west-2\n[profile work]\nsso_session = corp\ns3 =\n  region = no\nregion = eu-central-1 # here\n[sso-session corp]\nregion = ap-south-1\n";
        let profiles = parse(text, Path::new("config"), AwsFile::Config);
        let seen: Vec<_> = profiles
            .iter()
            .map(|p| (p.name.as_str(), p.region.as_ref().map(|r| (r.value.as_str(), r.source.line)), p.sso))
            .collect();
        assert_eq!(
            seen,
            [("default", Some(("us-west-2", Some(2))), false), ("work", Some(("eu-central-1", Some(7))), true)]
        );
        let keys = parse("[work]\naws_secret_access_key = s3cr3t\n", Path::new("credentials"), AwsFile::Credentials);
        assert!(!format!("{keys:?}").contains("s3cr3t"));
    }
}
