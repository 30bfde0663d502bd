//! What the package weighs over the wire: every part, and what a phone fetches before a resident can answer.

use std::{
    fmt::{self, Display, Formatter},
    io::{self, Write as _},
};

use anyhow::{Context as _, Result, ensure};
use brotli::{CompressorWriter, enc::BrotliEncoderParams};
use serde_json::{Value, json};

use crate::files;

/// Bytes over the wire to interactive that we aim for, and the most it may be in a release.
const AIM: usize = 20_000;
const LIMIT: usize = 30_000;

/// What fails the build until the limit is met: the size as it is, so that it can only shrink, and a little more, since
/// the folder it is built in decides the order of functions. Lower it with every gain, raise it for nothing but a mend;
/// at [`LIMIT`] it goes.
const CEILING: usize = 42_500;

/// The sizes of a package.
#[derive(Debug)]
pub(crate) struct Sizes {
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    name: String,
    size: Size,
}

/// Bytes as they are, and as brotli at its best sends them.
#[derive(Clone, Copy, Debug)]
struct Size {
    raw: usize,
    brotli: usize,
}

impl Sizes {
    /// Weighs the package that was just built.
    pub(crate) fn measure() -> Result<Self> {
        let wasm = Size::of(&files::bytes("target/npm/core.wasm")?)?;
        let element = Size::of(&files::bytes("target/npm/mienskip.js")?)?;
        let css = Size::of(&files::bytes("target/stage/mienskip.css")?)?;
        let mut locales = Vec::new();
        for path in files::ending_in("target/npm/locales", &[".json"])? {
            let language = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            locales.push((Size::of(&files::bytes(&path)?)?, language));
        }
        let (locale, language) =
            locales.into_iter().max_by_key(|(size, _)| size.brotli).context("www/locales is empty")?;
        Ok(Self::of_parts(wasm, element, css, locale, &language))
    }

    /// The style sheet travels inside the element's script: it is weighed alone, and the rest is called JavaScript,
    /// so that the parts add up to what is sent.
    fn of_parts(wasm: Size, element: Size, css: Size, locale: Size, language: &str) -> Self {
        let javascript = Size {
            raw: element.raw.saturating_sub(css.raw),
            brotli: element.brotli.saturating_sub(css.brotli),
        };
        let part = |name: &str, size| Part { name: name.to_owned(), size };
        Self {
            parts: vec![
                part("WebAssembly", wasm),
                part("JavaScript", javascript),
                part("style sheet", css),
                part(&format!("language ({language})"), locale),
            ],
        }
    }

    /// Fails when a resident must wait for more than before.
    pub(crate) fn check(&self) -> Result<()> {
        let size = self.interactive().brotli;
        ensure!(
            size <= CEILING,
            "{} to interactive, over the {} it was: make the part that grew smaller again",
            kilobytes(size),
            kilobytes(CEILING)
        );
        Ok(())
    }

    /// One line about what a resident waits for.
    pub(crate) fn summary(&self) -> String {
        format!("{} to interactive{}", kilobytes(self.interactive().brotli), self.owed())
    }

    /// How far the limit is, while it is not met.
    fn owed(&self) -> String {
        match self.interactive().brotli.saturating_sub(LIMIT) {
            0 => String::new(),
            over => format!(", STILL {} OVER THE LIMIT", kilobytes(over)),
        }
    }

    /// The same figures for machines, in bytes.
    pub(crate) fn json(&self) -> Value {
        let parts: Vec<Value> = self
            .parts
            .iter()
            .map(|Part { name, size }| json!({ "name": name, "raw": size.raw, "brotli": size.brotli }))
            .collect();
        let Size { raw, brotli } = self.interactive();
        json!({ "parts": parts, "interactive": { "raw": raw, "brotli": brotli }, "aim": AIM, "limit": LIMIT })
    }

    fn interactive(&self) -> Size {
        let sum = |bytes: fn(&Size) -> usize| self.parts.iter().map(|part| bytes(&part.size)).sum();
        Size { raw: sum(|size| size.raw), brotli: sum(|size| size.brotli) }
    }
}

impl Display for Sizes {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        writeln!(f, "{:<16}{:>10}{:>10}", "", "raw", "brotli")?;
        let mut line = |name: &str, size: Size| {
            writeln!(f, "{name:<16}{:>10}{:>10}", kilobytes(size.raw), kilobytes(size.brotli))
        };
        for Part { name, size } in &self.parts {
            line(name, *size)?;
        }
        line("to interactive", self.interactive())?;
        writeln!(
            f,
            "the aim is {}, the limit {}{}; JavaScript is mienskip.js less its style sheet, each compressed alone",
            kilobytes(AIM),
            kilobytes(LIMIT),
            self.owed()
        )
    }
}

impl Size {
    fn of(bytes: &[u8]) -> Result<Self> {
        let parameters = BrotliEncoderParams { quality: 11, lgwin: 24, ..BrotliEncoderParams::default() };
        let mut counted = Count(0);
        let mut compressor = CompressorWriter::with_params(&mut counted, 4096, &parameters);
        compressor.write_all(bytes)?;
        drop(compressor); // Writes what is left.
        Ok(Self { raw: bytes.len(), brotli: counted.0 })
    }
}

/// Counts what is written to it.
struct Count(usize);

impl io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn kilobytes(bytes: usize) -> String {
    format!("{:.1} kB", bytes as f64 / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(wasm: usize) -> Sizes {
        let size = |brotli| Size { raw: 3 * brotli, brotli };
        Sizes::of_parts(size(wasm), size(6_000), size(2_000), size(1_500), "fy")
    }

    #[test]
    fn the_parts_add_up_to_what_is_sent() {
        let sizes = sizes(10_000);
        assert_eq!(sizes.interactive().brotli, 10_000 + 6_000 + 1_500);
        assert_eq!(sizes.json()["interactive"]["raw"], 3 * 17_500);
        assert_eq!(sizes.json()["parts"][1], json!({ "name": "JavaScript", "raw": 12_000, "brotli": 4_000 }));
        assert_eq!(sizes.summary(), "17.5 kB to interactive");
    }

    #[test]
    fn growing_fails_and_what_is_over_the_limit_is_told() {
        assert!(sizes(CEILING - 7_500).check().is_ok());
        assert!(sizes(CEILING - 7_400).check().is_err());
        assert_eq!(sizes(22_500).summary(), "30.0 kB to interactive");
        assert_eq!(sizes(23_500).summary(), "31.0 kB to interactive, STILL 1.0 kB OVER THE LIMIT");
    }

    #[test]
    fn compression_is_measured() {
        let size = Size::of(&b"mienskip ".repeat(1000)).unwrap();
        assert_eq!(size.raw, 9000);
        assert!((10..60).contains(&size.brotli));
    }
}
