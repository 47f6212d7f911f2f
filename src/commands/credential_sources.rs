//! Where the AWS SDK looks for credentials, and what is there: for whoever has none. Names of places and profiles only;
//! no value of a key is kept.

use std::env;

use crate::claude_code::{FileSeen, Planner, ProfileSettings};

/// The places in the SDK's order, each with what is there. Instance metadata comes last and cannot be told beforehand.
pub(super) fn credential_sources(planner: &Planner, profile: Option<&str>) -> Vec<(String, String)> {
    let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    places(planner, profile.unwrap_or("default"), &variable)
}

fn places(planner: &Planner, profile: &str, variable: &dyn Fn(&str) -> Option<String>) -> Vec<(String, String)> {
    let set = |names: &[&str]| match names.iter().find(|name| variable(name).is_some()) {
        Some(name) => format!("{name} is set"),
        None => "not set".to_owned(),
    };
    let off = variable("AWS_EC2_METADATA_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let metadata = if off { "switched off by AWS_EC2_METADATA_DISABLED" } else { "asked last; gave none" };
    let place = |place: &str, found: String| (place.to_owned(), found);
    let files = planner.aws_files(profile);
    let files = files.map(|(file, found)| place(&file.path.display().to_string(), in_file(file, found, profile)));
    let mut places = vec![
        place("AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY", set(&["AWS_ACCESS_KEY_ID"])),
        place("AWS_BEARER_TOKEN_BEDROCK", set(&["AWS_BEARER_TOKEN_BEDROCK"])),
    ];
    places.extend(files);
    places.extend([
        place("AWS_WEB_IDENTITY_TOKEN_FILE", set(&["AWS_WEB_IDENTITY_TOKEN_FILE"])),
        place(
            "container credentials",
            set(&["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"]),
        ),
        place("instance metadata", metadata.to_owned()),
    ]);
    places
}

fn in_file(file: &FileSeen, found: Option<&ProfileSettings>, profile: &str) -> String {
    match (&file.problem, found.map(|found| found.way)) {
        (Some(problem), _) => problem.to_string(),
        (None, _) if !file.read => "no such file".to_owned(),
        (None, None) => format!("there, without a profile {profile}"),
        (None, Some(None)) => format!("profile {profile} is there, without credentials"),
        (None, Some(Some(way))) => format!("profile {profile} {way}"),
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;
    use crate::claude_code::{Client, Setup, Sources};

    fn planner(config: &Path, credentials: &Path) -> Planner {
        let mut setup = Setup { home: "/nowhere".into(), project: "/nowhere".into(), ..Setup::default() };
        for (name, path) in [("AWS_CONFIG_FILE", config), ("AWS_SHARED_CREDENTIALS_FILE", credentials)] {
            setup.env.insert(name.to_owned(), path.display().to_string());
        }
        Planner::new(Sources::read(&setup), Client::detect(None, &setup))
    }

    #[test]
    fn each_place_says_what_is_there_and_no_secret() {
        let folder = tempfile::tempdir().unwrap();
        let (config, credentials) = (folder.path().join("config"), folder.path().join("credentials"));
        let text = "[default]\nregion = us-west-2\n[profile work]\nsso_session = corp\nsso_role_name = Developer\n";
        fs::write(&config, text).unwrap();
        fs::write(&credentials, "[work]\naws_secret_access_key = hunter2\naws_access_key_id = AKIAEXAMPLE\n").unwrap();
        let env = |name: &str| (name == "AWS_BEARER_TOKEN_BEDROCK").then(|| "hunter2".to_owned());
        let planner_of_both = planner(&config, &credentials);
        let found = |profile: &str| places(&planner_of_both, profile, &env);
        let said = |profile: &str| found(profile).into_iter().map(|(_, what)| what).collect::<Vec<_>>();
        let work = said("work");
        assert_eq!(work[0..2], ["not set", "AWS_BEARER_TOKEN_BEDROCK is set"]);
        assert_eq!(work[2..4], ["profile work signs in through IAM Identity Center", "profile work has an access key"]);
        assert_eq!(said("default")[2], "profile default is there, without credentials");
        assert_eq!(said("other")[2], "there, without a profile other");
        assert!(!format!("{:?}", found("work")).contains("hunter2"));
        let nowhere = places(&planner(&folder.path().join("none"), folder.path()), "default", &|_| None);
        let expected = ("no such file", "not a regular file, ignored");
        assert_eq!((nowhere[2].1.as_str(), nowhere[3].1.as_str()), expected);
    }
}
