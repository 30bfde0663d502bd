//! The page around the survey: files of one folder, and nothing beside it.

use percent_encoding::percent_decode_str;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder whose files may be read by whoever knows their name. What begins with a dot is not among them, nor
/// what a link inside leads to outside.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

/// A file as a browser wants it.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) bytes: Vec<u8>,
    /// Its MIME type.
    pub(crate) kind: &'static str,
}

impl Folder {
    pub(crate) fn new(path: &Path) -> Folder {
        Folder(path.to_owned())
    }

    /// The file at the path of a URL; the `index.html` of a folder when it ends in a slash.
    pub(crate) fn read(&self, path: &str) -> Option<File> {
        let (folders, name) = path.rsplit_once('/')?;
        let mut place = self.0.clone();
        for folder in folders.split('/').skip(1) {
            place.push(name_of(folder)?);
        }
        place.push(if name.is_empty() { String::from("index.html") } else { name_of(name)? });
        let place = place.canonicalize().ok()?;
        if !place.starts_with(self.0.canonicalize().ok()?) || !place.is_file() {
            return None;
        }
        let kind = kind(&place);
        fs::read(place).ok().map(|bytes| File { bytes, kind })
    }
}

/// A step of a URL's path as the name of a file; `None` for what names no file here, or may not.
fn name_of(step: &str) -> Option<String> {
    let name = percent_decode_str(step).decode_utf8().ok()?.into_owned();
    let odd = |c: char| matches!(c, '/' | '\\' | ':') || c.is_control();
    (!name.is_empty() && !name.starts_with('.') && !name.contains(odd)).then_some(name)
}

/// The MIME type that the name of a file tells.
fn kind(path: &Path) -> &'static str {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "txt" | "md" | "ts" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        "pdf" => "application/pdf",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
