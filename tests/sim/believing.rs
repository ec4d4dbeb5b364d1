//! What the cloud tells of an earlier attempt, and how much of it is believed: worlds that a die rarely makes.

use super::reopened::{MIB, Reopened, TAG, list};

#[test]
fn what_was_kept_under_another_key_is_not_taken_up() {
    assert_eq!(Reopened::kept_under("other", 2).sent(), ["POST"]);
}

#[test]
fn a_listed_part_of_another_size_is_sent_again() {
    let mut page = Reopened::new();
    page.answer("", &list(&[(1, TAG, 5), (2, TAG, MIB)]));
    assert_eq!(page.sent(), ["PUT 1"]);
}

#[test]
fn a_listed_part_with_another_tag_is_compared_with_the_file() {
    let mut page = Reopened::new();
    page.answer("", &list(&[(1, "\"C4CA4238A0B923820DCC509A6F75849B\"", MIB), (2, TAG, MIB)]));
    assert_eq!((page.sent(), page.digests.as_slice()), (Vec::new(), [1].as_slice()));
}

#[test]
fn a_part_that_arrived_damaged_is_sent_again_at_once() {
    let mut page = Reopened::new();
    page.answer("", &list(&[(1, TAG, MIB)]));
    assert_eq!(page.sent(), ["PUT 2"]);
    page.stored("78", "77");
    page.wait(MINUTE);
    assert_eq!(page.sent(), ["PUT 2"]);
    page.stored("77", "77");
    assert_eq!(page.sent(), ["POST complete"]);
}

#[test]
fn damage_that_only_the_list_shows_is_no_beginning_anew() {
    let mut page = Reopened::new();
    page.refuse(404, GONE);
    assert_eq!(page.sent(), ["HEAD"]);
    page.refuse(404, "");
    for _ in 0..2 {
        page.begin();
        page.refuse(404, GONE);
    }
    page.begin();
    page.hidden("77");
    page.hidden("77");
    assert_eq!(page.sent(), ["GET"]);
    page.answer(
        "",
        &list(&[(1, TAG, MIB), (2, TAG, MIB)]).replace("</Size>", "</Size><HashCrc64ecma>78</HashCrc64ecma>"),
    );
    page.wait(MINUTE);
    assert_eq!((page.failed, page.sent()), (false, vec!["PUT 1".to_owned(), "PUT 2".to_owned()]));
}

#[test]
fn a_part_whose_tag_is_hidden_is_looked_up_in_the_list() {
    let mut page = Reopened::new();
    page.answer("", &list(&[(1, TAG, MIB)]));
    page.answer("", "");
    assert_eq!((page.sent().as_slice(), page.digests.len()), (["GET".to_owned()].as_slice(), 0));
}

#[test]
fn an_answer_that_was_cut_off_completes_nothing() {
    let mut page = Reopened::new();
    page.answer("", &list(&[(1, TAG, MIB), (2, TAG, MIB)]));
    page.answer("", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<E");
    page.wait(MINUTE);
    assert_eq!((page.done, page.sent().as_slice()), (false, ["HEAD".to_owned()].as_slice()));
}

#[test]
fn an_old_object_of_the_same_size_is_not_ours() {
    for (modified, ours) in
        [("Sun, 22 Nov 2026 05:00:00 GMT", false), ("Sun, 22 Nov 2026 06:00:09 GMT", true)]
    {
        let mut page = Reopened::new();
        page.answer("", &list(&[(1, TAG, MIB), (2, TAG, MIB)]));
        assert_eq!(page.sent(), ["POST complete"]);
        page.refuse(404, GONE);
        assert_eq!(page.sent(), ["HEAD"]);
        page.answer(&format!("content-length: 2097152\r\nlast-modified: {modified}\r\n"), "");
        assert_eq!(page.done, ours, "{modified}");
        assert_eq!(page.sent().is_empty(), ours, "what is not there is begun anew");
    }
}

const MINUTE: f64 = 60_000.0;
const GONE: &str = "<Error><Code>NoSuchUpload</Code></Error>";
