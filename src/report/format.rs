//! The formats of a report.

/// How to print a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Format {
    /// One JSON document
    Json,
    /// One JSON object a line
    Ndjson,
    /// Comma-separated values with a header
    Csv,
    /// A Markdown table
    Markdown,
    /// No colour, no boxes, one fact a line
    Plain,
    /// Aligned columns for people
    Table,
    /// Static Analysis Results Interchange Format 2.1.0
    Sarif,
    /// A test suite
    Junit,
    /// Annotations of a workflow
    Github,
    /// A calendar
    Ics,
}

impl Format {
    /// All of them, in the order of every list.
    pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

    /// Its word on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// What it is called in a list, and what it is good for.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Json => ("JSON", "the whole document, as `bedcheck --output json` makes it"),
            Self::Ndjson => ("NDJSON", "one object a line"),
            Self::Csv => ("CSV", "for a spreadsheet"),
            Self::Markdown => ("Markdown", "a table for an issue or a page"),
            Self::Plain => ("plain", "one fact a line"),
            Self::Table => ("table", "aligned columns"),
            Self::Sarif => ("SARIF", "findings for code scanning; check only"),
            Self::Junit => ("JUnit", "a test for each call, for CI; check only"),
            Self::Github => ("GitHub", "annotations and a job summary of a workflow; check only"),
            Self::Ics => ("calendar", "the days on which models of the plan change; check only"),
        }
    }

    /// Whether only findings can be printed so, which a check has.
    #[must_use]
    pub fn is_for_findings(self) -> bool {
        matches!(self, Self::Sarif | Self::Junit | Self::Github | Self::Ics)
    }

    /// How the name of a file in this format ends.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            Self::Markdown => "md",
            Self::Plain | Self::Table | Self::Github => "txt",
            Self::Sarif => "sarif",
            Self::Junit => "xml",
            Self::Ics => "ics",
        }
    }
}
