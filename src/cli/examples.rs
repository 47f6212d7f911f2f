//! What each page of help shows under its options: a command or two to try.

use clap::Command;

/// Two of each, by the name of the command; the first stands for the dashboard.
const EXAMPLES: [(&str, [&str; 2]); 9] = [
    ("", ["bedcheck --demo", "bedcheck --profile work --region eu-west-1"]),
    ("list", ["bedcheck list --regions us-east-1,us-west-2", "bedcheck list --output csv --strict"]),
    ("check", ["bedcheck check --output json", "bedcheck check -- --model opus --add-dir ../lib"]),
    ("plan", ["bedcheck plan --explain", "bedcheck plan --claude-code-version 2.1.200"]),
    ("explain", ["bedcheck explain \"Sonnet 5\" --region us-west-2", "bedcheck explain \"API Error: 403 …\""]),
    ("diff", ["bedcheck diff monday.json", "bedcheck diff monday.json friday.json"]),
    ("verify", ["bedcheck verify \"Sonnet 5\"", "bedcheck verify --gaps --yes"]),
    ("seen", ["bedcheck seen --since 24h", "bedcheck seen --output json"]),
    ("simulate", ["bedcheck simulate --scenario issue-536 --port 8080", "bedcheck simulate --log requests.ndjson"]),
];

/// The same command line, with its examples on every page of help that has some.
pub(super) fn with_examples(mut command: Command) -> Command {
    for (name, examples) in EXAMPLES {
        let text = format!("Examples:\n  {}\n  {}", examples[0], examples[1]);
        command = match name {
            "" => {
                let rest = command.get_after_help().map(ToString::to_string).unwrap_or_default();
                command.after_help(format!("{text}\n\n{rest}"))
            }
            name => command.mut_subcommand(name, |page| page.after_help(text)),
        };
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::command;

    /// A line of a shell, as far as the examples need one.
    fn words(line: &str) -> Vec<String> {
        let pieces = line.split('"').enumerate();
        let quoted = |(at, piece): (usize, &str)| match at % 2 {
            0 => piece.split_whitespace().map(str::to_owned).collect::<Vec<_>>(),
            _ => vec![piece.to_owned()],
        };
        pieces.flat_map(quoted).collect()
    }

    #[test]
    fn each_example_is_a_command_line_of_its_command() {
        for (name, examples) in EXAMPLES {
            for example in examples {
                let matches = command().try_get_matches_from(words(example)).unwrap_or_else(|error| panic!("{error}"));
                assert_eq!(matches.subcommand_name().unwrap_or_default(), name, "{example}");
            }
        }
    }
}
