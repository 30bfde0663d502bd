//! `cargo xtask serve`: the survey, its page and a collector on this machine, without a hand's turn before it.

use std::{path::Path, process::ExitCode};

use anyhow::Result;

use crate::{
    child::{cargo, hand_over},
    package,
};

/// What an option says unless it is given.
const DEFAULTS: [(&str, &str); 3] =
    [("--listen", "127.0.0.1:8000"), ("--data", "target/answers"), ("--web", "target/site")];

/// Serves the survey named first, or the example; the other arguments are options of `mienskip serve`.
pub(crate) fn run(started_in: &Path, arguments: &[&str]) -> Result<ExitCode> {
    package::run()?;
    println!("building the collector");
    let mut serve =
        cargo(&["run", "--quiet", "--package", "mienskip-cli", "--bin", "mienskip", "--", "serve"]);
    let options = match arguments {
        [survey, options @ ..] if !survey.starts_with('-') => {
            serve.arg(started_in.join(survey));
            options
        }
        options => {
            serve.arg("www/surveys/energie.json");
            options
        }
    };
    serve.args(options);
    for (name, value) in missing(options) {
        serve.args([name, value]);
    }
    hand_over(serve)
}

fn missing<'a>(options: &'a [&str]) -> impl Iterator<Item = (&'static str, &'static str)> + 'a {
    let given = |name| {
        options.iter().any(|option| {
            option.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
        })
    };
    DEFAULTS.into_iter().filter(move |(name, _)| !given(*name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_that_is_given_has_no_default() {
        let names = |options: &[&str]| missing(options).map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names(&[]), ["--listen", "--data", "--web"]);
        assert_eq!(names(&["--listen", "[::]:80", "--data=x"]), ["--web"]);
        assert_eq!(names(&["--database", "x"]), ["--listen", "--data", "--web"]);
    }
}
