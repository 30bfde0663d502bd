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

/// What fails the build until the limit is met: the size as it is and a little more, so that it does not grow unseen. Lower
/// it with every gain; raise it only together with what it is raised for; at [`LIMIT`] it goes.
const CEILING: usize = 52_000;

/// Between these lines the readme has its table, which may be so many bytes beside the truth.
const MARKS: (&str, &str) = ("<!-- sizes -->\n", "<!-- /sizes -->");
const ROUGHLY: f64 = 300.0;

/// The sizes of a package.
#[derive(Debug)]
pub(crate) struct Sizes {
    /// What a resident waits for.
    parts: Vec<Part>,
    /// What stands in for some of it elsewhere.
    others: Vec<Part>,
}

/// The scripts that a page may fetch instead, or that are for who has no page.
const OTHERS: [(&str, &str); 3] = [
    ("inline.js", "`inline.js`, instead of all these"),
    ("core.plain.js", "`core.plain.js`, instead of WebAssembly"),
    ("core.js", "`core.js`, with WebAssembly the headless API"),
];

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
        let mut sizes = Self::of_parts(wasm, element, css, locale, &language);
        for (file, name) in OTHERS {
            let size = Size::of(&files::bytes(format!("target/npm/{file}"))?)?;
            sizes.others.push(Part { name: name.to_owned(), size });
        }
        Ok(sizes)
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
            others: Vec::new(),
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
        let list = |parts: &[Part]| -> Vec<Value> {
            let of =
                |Part { name, size }: &Part| json!({ "name": name, "raw": size.raw, "brotli": size.brotli });
            parts.iter().map(of).collect()
        };
        let Size { raw, brotli } = self.interactive();
        json!({
            "parts": list(&self.parts),
            "interactive": { "raw": raw, "brotli": brotli },
            "others": list(&self.others),
            "aim": AIM,
            "limit": LIMIT,
        })
    }

    /// The readme with these figures in its table.
    pub(crate) fn write_readme(&self, readme: &str) -> Result<String> {
        let (before, _, after) = around_table(readme)?;
        let (from, to) = MARKS;
        let mut table = String::from("| | raw | brotli |\n| --- | ---: | ---: |\n");
        for (name, size) in self.rows() {
            table += &["|", name, "|", &kilobytes(size.raw), "|", &kilobytes(size.brotli), "|\n"].join(" ");
        }
        Ok(format!("{before}{from}{table}{to}{after}"))
    }

    /// Fails when the readme tells its reader something else.
    pub(crate) fn check_readme(&self, readme: &str) -> Result<()> {
        let (_, table, _) = around_table(readme)?;
        let mut said = table.lines().skip(2);
        for (name, size) in self.rows() {
            let cells: Vec<&str> = said.next().unwrap_or_default().split('|').map(str::trim).collect();
            let near = |cell: &str, bytes: usize| {
                let number = cell.strip_suffix(" kB").and_then(|number| number.parse::<f64>().ok());
                number.is_some_and(|number| (number * 1000.0 - bytes as f64).abs() <= ROUGHLY)
            };
            let fits = matches!(cells[..], [_, said, raw, brotli, _]
                if said == name && near(raw, size.raw) && near(brotli, size.brotli));
            let (raw, brotli) = (kilobytes(size.raw), kilobytes(size.brotli));
            ensure!(fits, "README.md does not say {name}: {raw}, {brotli}; run `cargo xtask docs`");
        }
        ensure!(said.next().is_none(), "README.md has more sizes than there are; run `cargo xtask docs`");
        Ok(())
    }

    /// What a table of these sizes has: every part, the sum, and what is besides.
    fn rows(&self) -> impl Iterator<Item = (&str, Size)> {
        let sum = [("to interactive", self.interactive())];
        self.parts.iter().map(Part::row).chain(sum).chain(self.others.iter().map(Part::row))
    }

    fn interactive(&self) -> Size {
        let sum = |bytes: fn(&Size) -> usize| self.parts.iter().map(|part| bytes(&part.size)).sum();
        Size { raw: sum(|size| size.raw), brotli: sum(|size| size.brotli) }
    }
}

impl Display for Sizes {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        writeln!(f, "{:<46}{:>10}{:>10}", "", "raw", "brotli")?;
        for (name, size) in self.rows() {
            writeln!(f, "{name:<46}{:>10}{:>10}", kilobytes(size.raw), kilobytes(size.brotli))?;
        }
        writeln!(
            f,
            "the aim is {}, the limit {}{}; JavaScript is mienskip.js less its style sheet, each compressed alone",
            kilobytes(AIM),
            kilobytes(LIMIT),
            self.owed()
        )
    }
}

impl Part {
    fn row(&self) -> (&str, Size) {
        (&self.name, self.size)
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

/// What stands before the table of a readme, the table, and what stands after it.
fn around_table(readme: &str) -> Result<(&str, &str, &str)> {
    let parts = readme.split_once(MARKS.0).and_then(|(before, rest)| {
        let (table, after) = rest.split_once(MARKS.1)?;
        Some((before, table, after))
    });
    parts.context("README.md has no place for the sizes, between <!-- sizes --> and <!-- /sizes -->")
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
    fn the_readme_says_what_is_so() {
        let readme = "# Mienskip\n\n<!-- sizes -->\nold\n<!-- /sizes -->\n\nMore.\n";
        assert!(sizes(10_000).check_readme(readme).is_err());
        let written = sizes(10_000).write_readme(readme).unwrap();
        assert!(written.starts_with("# Mienskip\n\n<!-- sizes -->\n| | raw | brotli |\n"), "{written}");
        assert!(
            written.contains("| to interactive | 52.5 kB | 17.5 kB |\n<!-- /sizes -->\n\nMore.\n"),
            "{written}"
        );
        assert!(sizes(10_000).check_readme(&written).is_ok());
        assert!(sizes(10_080).check_readme(&written).is_ok(), "roughly is enough");
        assert!(sizes(10_400).check_readme(&written).is_err());
        assert!(sizes(10_000).check_readme("# Mienskip\n").is_err());
        assert_eq!(sizes(10_000).write_readme(&written).unwrap(), written);
    }

    #[test]
    fn compression_is_measured() {
        let size = Size::of(&b"mienskip ".repeat(1000)).unwrap();
        assert_eq!(size.raw, 9000);
        assert!((10..60).contains(&size.brotli));
    }
}
