//! The formats of a report.

/// How to print a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Format {
    /// Aligned columns for people
    Table,
    /// No colour, no boxes, one fact a line
    Plain,
    /// One JSON document
    Json,
    /// One JSON object a line
    Ndjson,
    /// Comma-separated values with a header
    Csv,
    /// A Markdown table
    Markdown,
}

impl Format {
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
        }
    }

    /// How the name of a file in this format ends.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            Self::Markdown => "md",
            Self::Plain | Self::Table => "txt",
        }
    }
}
