//! Where the organiser says that the answers are: a folder on this machine, or a `PostgreSQL` database.

use crate::store::{Place, Url, surveys_in};
use anyhow::{Context, Result, bail};
use std::env;
use std::fs;
use std::path::PathBuf;

/// The variable that can hold the address of the database; an argument cannot, for it may have a password in it, and
/// every user of a machine can read those.
const DATABASE_URL: &str = "MIENSKIP_DATABASE_URL";

/// The options of every command that comes near stored answers.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Where {
    /// The folder with the answers, in SURVEY.sqlite; or that file
    #[arg(long, value_name = "PATH", conflicts_with = "database_url_file")]
    data: Option<PathBuf>,
    /// A file with the address of a `PostgreSQL` database on this machine, or `MIENSKIP_DATABASE_URL` in the environment,
    /// such as `postgresql:///mienskip?host=/var/run/postgresql`
    #[arg(long, value_name = "FILE")]
    database_url_file: Option<PathBuf>,
}

impl Where {
    /// The database for a survey, whether it is there or not.
    ///
    /// # Errors
    ///
    /// No place is given, or none that can be read.
    pub(crate) fn for_survey(&self, survey: &str) -> Result<Place> {
        if let Some(url) = self.url()? {
            return Ok(Place::Postgresql(url, survey.to_owned()));
        }
        let data = self.data()?;
        let is_file = data.extension().is_some_and(|extension| extension == "sqlite");
        Ok(Place::Sqlite(if is_file { data } else { data.join(format!("{survey}.sqlite")) }))
    }

    /// The database that is there: for this survey, or the only one.
    ///
    /// # Errors
    ///
    /// There is none, or more than one.
    pub(crate) fn find(&self, survey: Option<&str>) -> Result<Option<Place>> {
        let several = "there are answers to more surveys; name one with --survey";
        if let Some(url) = self.url()? {
            let mut surveys = match survey {
                Some(survey) => vec![survey.to_owned()],
                None => surveys_in(&url)?,
            };
            if surveys.len() > 1 {
                bail!(several);
            }
            return Ok(surveys.pop().map(|survey| Place::Postgresql(url, survey)));
        }
        let data = self.data()?;
        if !data.is_dir() {
            return Ok(data.exists().then_some(Place::Sqlite(data)));
        }
        let mut found = Vec::new();
        for entry in fs::read_dir(&data).with_context(|| format!("cannot read {}", data.display()))? {
            let path = entry?.path();
            let is_it = survey.is_none_or(|survey| path.file_stem().is_some_and(|stem| stem == survey));
            if is_it && path.extension().is_some_and(|extension| extension == "sqlite") {
                found.push(path);
            }
        }
        if found.len() > 1 {
            bail!(several);
        }
        Ok(found.pop().map(Place::Sqlite))
    }

    /// The folder, where there is one.
    pub(crate) fn folder(&self) -> Option<&PathBuf> {
        self.data.as_ref()
    }

    fn data(&self) -> Result<PathBuf> {
        self.data.clone().with_context(|| {
            format!("say where the answers are: --data FOLDER, --database-url-file FILE, or {DATABASE_URL}")
        })
    }

    fn url(&self) -> Result<Option<Url>> {
        if let Some(file) = &self.database_url_file {
            let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
            return Ok(Some(Url(text)));
        }
        Ok(if self.data.is_some() { None } else { env::var(DATABASE_URL).ok().map(Url) })
    }
}
