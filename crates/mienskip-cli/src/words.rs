//! What is said to residents who have no JavaScript: the survey in one language, with the words of the widget and the
//! few that only a form needs. Those are kept apart, so that no page with the widget fetches them.

use mienskip::{Catalogue, Json, Problems, Survey, Words};

/// A language that there are words for: its tag, the words of the widget, and those of the form.
struct Language {
    tag: &'static str,
    widget: &'static str,
    form: &'static str,
}

macro_rules! language {
    ($tag:literal) => {
        Language {
            tag: $tag,
            widget: include_str!(concat!("../../../www/locales/", $tag, ".json")),
            form: include_str!(concat!("../words/", $tag, ".json")),
        }
    };
}

/// As in the widget, the first is the one to fall back on, and a language comes before its variants.
const LANGUAGES: [Language; 8] = [
    language!("nl"),
    language!("nl-x-informal"),
    language!("fy"),
    language!("en"),
    language!("ar"),
    language!("tr"),
    language!("pl"),
    language!("uk"),
];

/// The words for a survey in one of its languages; around its texts they are Dutch when there are none in that one.
pub(crate) fn words(survey: &Survey, language: &str) -> Words {
    let language_of_words = find(language).unwrap_or(&LANGUAGES[0]);
    // The tests read every one of them.
    let catalogue = language_of_words.catalogue().expect("the catalogues of this program are right");
    Words::new(survey.clone(), catalogue, language)
}

/// Whether there are words in a language, or in what it is a variant of.
pub(crate) fn are_in(language: &str) -> bool {
    find(language).is_some()
}

fn find(language: &str) -> Option<&'static Language> {
    let main = language.split('-').next().unwrap_or_default();
    let with = |tag: &str| LANGUAGES.iter().find(|known| known.tag.eq_ignore_ascii_case(tag));
    with(language).or_else(|| with(main))
}

impl Language {
    fn catalogue(&self) -> Result<Catalogue, Problems> {
        let mut messages = Vec::new();
        for text in [self.widget, self.form] {
            if let Json::Object(members) = Json::parse(text)? {
                messages.extend(members);
            }
        }
        Catalogue::from_json(&Json::Object(messages).to_text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_the_same_words_and_none_twice() {
        let names = |language: &Language| {
            let catalogue =
                language.catalogue().unwrap_or_else(|problems| panic!("{}: {problems}", language.tag));
            let mut names: Vec<String> = catalogue.names().map(str::to_owned).collect();
            names.sort_unstable();
            names
        };
        let dutch = names(&LANGUAGES[0]);
        assert!(dutch.windows(2).all(|pair| pair[0] != pair[1]), "{dutch:?}");
        for language in &LANGUAGES[1..] {
            assert_eq!(names(language), dutch, "{}", language.tag);
        }
    }

    #[test]
    fn a_variant_of_a_language_has_its_words() {
        for (asked, found) in [
            ("nl-BE", "nl"),
            ("NL-x-Informal", "nl-x-informal"),
            ("fy", "fy"),
            ("en-GB", "en"),
            ("ar-MA", "ar"),
        ] {
            assert_eq!(find(asked).map(|language| language.tag), Some(found));
        }
        assert!(!["", "de", "nld", "n"].into_iter().any(are_in));
    }
}
