//! The hint that a text seems to say who wrote it: what people write is seen, and what they mean otherwise is left alone.

use mienskip::Personal::{self, Bsn, Email, Iban, Name, Phone, Postcode};
use proptest::prelude::*;

const SIGNS: &str = "mijn naam is |ik heet |mevrouw |dhr. |";

fn seen(text: &str) -> Option<Personal> {
    Personal::find(text, SIGNS)
}

#[test]
fn what_says_who_someone_is_is_seen() {
    for (text, kind) in [
        ("Mail mij op j.de.vries@example.org!", Email),
        ("Bel 06-12345678", Phone),
        ("Bel 06 12 34 56 78 voor meer", Phone),
        ("bel (0515) 48 90 00.", Phone),
        ("+31 6 12345678", Phone),
        ("0031612345678", Phone),
        ("Ik woon op 8601 AB", Postcode),
        ("Ik woon op 8601AB 12, boven", Postcode),
        ("Stort het op NL91 ABNA 0417 1643 00 graag", Iban),
        ("NL91ABNA0417164300", Iban),
        ("Mijn nummer is 111222333", Bsn),
        ("111 222 333", Bsn),
        ("Mijn naam is Jelle", Name),
        ("IK HEET Ýke", Name),
        ("Ik sprak met mevrouw De Vries", Name),
        ("dhr. Bakker weet het", Name),
    ] {
        assert_eq!(seen(text), Some(kind), "{text}");
    }
}

#[test]
fn what_says_nothing_of_anyone_is_left_alone() {
    for text in [
        "",
        "In 2030 moet het klaar zijn, in 2050 alles.",
        "Dat kost 4.000.000 euro, of 100 000 000.",
        "Tussen 1990 en 2020 kwamen er 3000 huizen bij.",
        "De A7 en de N359 zijn druk; 2030 IS te laat? Nee, 2030 is te laat.",
        "Ik heet iedereen welkom in ons dorp.",
        "De mevrouw van de gemeente",
        "@ de wethouder: doe dit @",
        "123456789",
        "000000000",
        "Plan 12345 en plan 67890",
        "NL91 is geen rekening",
        "18.00-22.00 uur, 1234567890 keer",
    ] {
        let found = seen(text);
        // "2030 IS" has the form of a postcode: a hint may be wrong, and no one is stopped by it.
        assert_eq!(found, text.contains("2030 IS").then_some(Postcode), "{text}");
    }
}

#[test]
fn of_several_the_first_kind_is_named() {
    assert_eq!(seen("Mijn naam is Jan, 8601 AB, bel 0612345678 of jan@example.org"), Some(Email));
    assert_eq!(seen("Mijn naam is Jan, 8601 AB, bel 0612345678"), Some(Phone));
}

proptest! {
    #[test]
    fn any_text_with_any_signs_is_read(text in ".{0,80}", signs in ".{0,20}") {
        Personal::find(&text, &signs);
    }

    #[test]
    fn a_telephone_number_is_seen_wherever_it_stands(before in "[a-z ,]{0,20} ", number in "0[1-9][0-9]{8}", after in "[ ,.][a-z ,.]{0,20}") {
        prop_assert_eq!(seen(&format!("{before}{number}{after}")), Some(Phone));
    }
}
