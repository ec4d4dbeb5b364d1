//! What is left on the cloud when an upload is given up.

use super::reopened::{MIB, Reopened, TAG, list};

#[test]
fn the_abort_comes_again_after_a_part_that_may_have_landed_behind_it() {
    let mut page = Reopened::new();
    page.answer("", &list(&[(1, TAG, MIB)]));
    assert_eq!(page.sent(), ["PUT 2"]);
    page.abort();
    assert_eq!(page.sent(), ["DELETE"], "the part is cut");
    page.answer("", "");
    assert!(!page.aborted && page.sent().is_empty(), "stragglers are waited for");
    page.wait(SECONDS_30);
    assert_eq!(page.sent(), ["DELETE"]);
    page.answer("", "");
    assert!(page.aborted);
    page.wait(SECONDS_30);
    assert_eq!(page.sent(), Vec::<String>::new());
}

#[test]
fn a_beginning_that_is_in_the_air_is_left_to_land_and_then_given_up() {
    let mut page = Reopened::kept_under("other", 2);
    assert_eq!(page.sent(), ["POST"]);
    page.abort();
    assert_eq!(page.sent(), ["POST"], "only its answer tells what to give up");
    page.answer("", "<InitiateMultipartUploadResult><UploadId>U2</UploadId></InitiateMultipartUploadResult>");
    assert_eq!(page.sent(), ["DELETE"]);
    page.answer("", "");
    assert!(page.aborted);
}

#[test]
fn an_abort_that_fails_is_given_up_one_day() {
    let mut page = Reopened::new();
    page.abort();
    let mut tries = 0;
    while page.sent() == ["DELETE"] && tries < 20 {
        tries += 1;
        page.refuse(500, "<Error><Code>InternalError</Code></Error>");
        page.wait(SECONDS_30);
    }
    assert_eq!((tries, page.aborted), (5, true));
}

const SECONDS_30: f64 = 30_000.0;
