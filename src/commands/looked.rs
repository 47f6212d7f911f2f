//! Where the AWS SDK looks for credentials, and what is there: for whoever has none. Names of places and profiles only;
//! no value of a key is kept.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// Larger files are not AWS configuration.
const MOST_BYTES: u64 = 1 << 20;

/// The places in the SDK's order, each with what is there. Instance metadata comes last and cannot be told beforehand.
pub(super) fn for_credentials(profile: Option<&str>) -> Vec<(String, String)> {
    let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let home = env::home_dir().unwrap_or_default();
    let file = |name: &str, place: &str| variable(name).map_or_else(|| home.join(".aws").join(place), PathBuf::from);
    places(
        profile.unwrap_or("default"),
        &variable,
        &file("AWS_CONFIG_FILE", "config"),
        &file("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
    )
}

fn places(
    profile: &str,
    variable: &dyn Fn(&str) -> Option<String>,
    config: &Path,
    credentials: &Path,
) -> Vec<(String, String)> {
    let set = |names: &[&str]| match names.iter().find(|name| variable(name).is_some()) {
        Some(name) => format!("{name} is set"),
        None => "not set".to_owned(),
    };
    let off = variable("AWS_EC2_METADATA_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let metadata = if off { "switched off by AWS_EC2_METADATA_DISABLED" } else { "asked last; gave none" };
    let place = |place: &str, found: String| (place.to_owned(), found);
    vec![
        place("AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY", set(&["AWS_ACCESS_KEY_ID"])),
        place("AWS_BEARER_TOKEN_BEDROCK", set(&["AWS_BEARER_TOKEN_BEDROCK"])),
        place(&config.display().to_string(), in_file(config, profile)),
        place(&credentials.display().to_string(), in_file(credentials, profile)),
        place("AWS_WEB_IDENTITY_TOKEN_FILE", set(&["AWS_WEB_IDENTITY_TOKEN_FILE"])),
        place(
            "container credentials",
            set(&["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"]),
        ),
        place("instance metadata", metadata.to_owned()),
    ]
}

/// How the profile signs in, by the names of its keys.
const WAYS: [(&str, &str); 6] = [
    ("sso_", "signs in through IAM Identity Center"),
    ("login_session", "signs in with console credentials"),
    ("credential_process", "runs a credential process"),
    ("role_arn", "assumes a role"),
    ("web_identity_token_file", "uses a web identity"),
    ("aws_access_key_id", "has an access key"),
];

fn in_file(path: &Path, profile: &str) -> String {
    match fs::metadata(path) {
        Ok(meta) if meta.is_file() && meta.len() <= MOST_BYTES => {}
        Ok(_) => return "not a file that can be read".to_owned(),
        Err(_) => return "no such file".to_owned(),
    }
    let Ok(text) = fs::read_to_string(path) else { return "cannot be read".to_owned() };
    let mut inside = false;
    let mut found = false;
    let mut ways: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            let name = section.trim();
            inside = name == profile || name.strip_prefix("profile").is_some_and(|name| name.trim() == profile);
            found |= inside;
        } else if inside {
            ways.extend(WAYS.iter().filter(|(key, _)| line.starts_with(key)).map(|(_, way)| *way));
        }
    }
    ways.dedup();
    match (found, ways.first()) {
        (false, _) => format!("there, without a profile {profile}"),
        (true, None) => format!("profile {profile} is there, without credentials"),
        (true, Some(way)) => format!("profile {profile} {way}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_says_what_is_there_and_no_secret() {
        let folder = tempfile::tempdir().unwrap();
        let (config, credentials) = (folder.path().join("config"), folder.path().join("credentials"));
        let text = "[default]\nregion = us-west-2\n[profile work]\nsso_session = corp\nsso_role_name = Developer\n";
        fs::write(&config, text).unwrap();
        fs::write(&credentials, "[work]\naws_secret_access_key = hunter2\naws_access_key_id = AKIAEXAMPLE\n").unwrap();
        let env = |name: &str| (name == "AWS_BEARER_TOKEN_BEDROCK").then(|| "hunter2".to_owned());
        let found = |profile: &str| places(profile, &env, &config, &credentials);
        let said = |profile: &str| found(profile).into_iter().map(|(_, what)| what).collect::<Vec<_>>();
        let work = said("work");
        assert_eq!(work[0..2], ["not set", "AWS_BEARER_TOKEN_BEDROCK is set"]);
        assert_eq!(work[2..4], ["profile work signs in through IAM Identity Center", "profile work has an access key"]);
        assert_eq!(said("default")[2], "profile default is there, without credentials");
        assert_eq!(said("other")[2], "there, without a profile other");
        assert!(!format!("{:?}", found("work")).contains("hunter2"));
        let nowhere = places("default", &|_| None, &folder.path().join("none"), folder.path());
        assert_eq!((nowhere[2].1.as_str(), nowhere[3].1.as_str()), ("no such file", "not a file that can be read"));
    }
}
