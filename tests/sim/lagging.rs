//! What the engine makes of the line: how the next file is cut, when the last part lags and is sent once more beside
//! itself, and which of the two counts.

use super::reopened::{MIB, Reopened, list};

#[test]
fn a_part_that_lags_is_sent_once_more_beside_itself() {
    let mut page = all_but_one();
    page.wait(1_900.0);
    assert_eq!(page.sent(), ["PUT 4"]);
    page.wait(200.0);
    assert_eq!(page.sent(), ["PUT 4", "PUT 4"]);
    page.wait(60_000.0);
    assert_eq!(page.sent(), ["PUT 4", "PUT 4"]);
}

#[test]
fn whichever_of_the_two_arrives_first_counts_and_the_other_is_cut() {
    for last_comes_first in [false, true] {
        let mut page = all_but_one();
        page.wait(3_000.0);
        assert_eq!(page.sent(), ["PUT 4", "PUT 4"]);
        if last_comes_first {
            page.stored("77", "77")
        } else {
            page.stored_first()
        }
        assert_eq!(page.sent(), ["POST complete"]);
    }
}

#[test]
fn while_one_of_the_two_flies_nothing_has_failed() {
    let mut page = all_but_one();
    page.wait(3_000.0);
    page.lost_first();
    page.wait(60_000.0);
    assert_eq!((page.sent(), page.failed), (vec!["PUT 4".to_owned()], false));
    page.lost_first();
    assert_eq!(page.sent(), Vec::<String>::new());
    page.wait(1_000.0);
    assert_eq!(page.sent(), ["PUT 4"]);
}

#[test]
fn a_refusal_of_one_of_the_two_is_not_the_last_word() {
    let mut page = all_but_one();
    page.wait(3_000.0);
    page.refuse(403, "<Error><Code>AccessDenied</Code><Message>Not you.</Message></Error>");
    assert_eq!((page.sent(), page.failed), (vec!["PUT 4".to_owned()], false));
    page.stored("77", "77");
    assert_eq!(page.sent(), ["POST complete"]);
}

#[test]
fn damage_to_one_of_the_two_waits_for_the_other() {
    let mut page = all_but_one();
    page.wait(3_000.0);
    page.stored("78", "77");
    page.wait(60_000.0);
    assert_eq!(page.sent(), ["PUT 4"]);
    page.stored("77", "77");
    assert_eq!(page.sent(), ["POST complete"]);
}

#[test]
fn nothing_lags_before_two_others_have_told_what_is_usual() {
    let mut page = Reopened::of(3);
    page.answer("", &list(&[]));
    page.wait(1_000.0);
    page.stored_first();
    page.wait(60_000.0);
    assert_eq!(page.sent(), ["PUT 2", "PUT 3"]);
}

#[test]
fn what_has_not_been_sent_goes_before_what_lags() {
    let mut page = Reopened::of(8);
    page.answer("", &list(&[]));
    page.wait(1_000.0);
    for _ in 0..2 {
        page.stored("77", "77");
    }
    page.wait(60_000.0);
    page.stored("77", "77");
    assert_eq!(page.sent(), ["PUT 1", "PUT 2", "PUT 3", "PUT 4", "PUT 8"]);
}

#[test]
fn the_next_file_is_cut_for_the_line_until_the_network_changes() {
    let sizes = [false, true].map(|roams| {
        let mut page = Reopened::of(4);
        page.answer("", &list(&[]));
        // Four times a MiB in ten seconds: a fifth of that carries 5 MiB in a minute.
        page.wait(10_000.0);
        for _ in 0..3 {
            page.stored_first();
        }
        if roams {
            page.roam();
        }
        page.cut(1 << 30) / MIB
    });
    assert_eq!(sizes, [5, 16]);
}

/// Three parts took a second each; the fourth still flies.
fn all_but_one() -> Reopened {
    let mut page = Reopened::of(4);
    page.answer("", &list(&[]));
    assert_eq!(page.sent(), ["PUT 1", "PUT 2", "PUT 3", "PUT 4"]);
    page.wait(1_000.0);
    for _ in 0..3 {
        page.stored_first();
    }
    assert_eq!(page.sent(), ["PUT 4"]);
    page
}
