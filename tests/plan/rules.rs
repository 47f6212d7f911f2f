//! Rules of the client that the observed cases do not cover.
