//! `mienskip schema`

use crate::support::Desk;
use mienskip::Json;

#[test]
fn each_document_has_its_schema_and_no_other_does() {
    let desk = Desk::new();
    for document in ["survey", "response"] {
        let ran = desk.run(&["schema", document]);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""));
        let schema = Json::parse(&ran.out).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(schema.get("title").and_then(Json::as_text), Some(&*format!("mienskip-{document}/1")));
    }
    assert_eq!(desk.run(&["schema", "profile"]).status, 2);
}
