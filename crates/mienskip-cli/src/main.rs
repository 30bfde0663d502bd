//! The `mienskip` command.
fn main() {}
