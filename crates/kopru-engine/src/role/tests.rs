use super::*;

#[test]
fn placeholder_compiles() {
    assert!(read_title("").roles.is_empty());
}
