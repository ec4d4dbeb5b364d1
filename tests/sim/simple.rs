//! Initiate and Complete signed in their URLs, which saves a preflight each; and what becomes of a cloud that takes none.

use super::reopened::Reopened;
use serde_json::{Value, json};

#[test]
fn what_needs_no_header_is_signed_in_its_url_and_parts_are_not() {
    for provider in ["oss", "cos"] {
        let mut page = Reopened::fresh(provider, json!({}));
        assert_eq!(page.in_url(), [true], "{provider}");
        page.begin();
        assert_eq!(page.in_url(), [false, false], "{provider}");
        finish(&mut page);
        assert_eq!(page.in_url(), [true], "{provider}");
    }
}

#[test]
fn what_carries_properties_of_the_object_is_signed_in_headers() {
    let typed = json!({ "contentType": "video/mp4" });
    let untyped = json!({ "contentType": "application/octet-stream" });
    let cases: [(&str, Value, [bool; 2]); 6] = [
        ("oss", typed, [false, true]),
        ("oss", untyped.clone(), [true, true]),
        ("cos", untyped, [false, true]),
        ("oss", json!({ "forbidOverwrite": true }), [false, false]),
        ("oss", json!({ "acl": "private" }), [true, false]),
        ("bos", json!({}), [false, false]),
    ];
    for (provider, wish, [initiate, complete]) in cases {
        let mut page = Reopened::fresh(provider, wish.clone());
        assert_eq!(page.in_url(), [initiate], "{provider} {wish}");
        if provider == "bos" {
            continue;
        }
        page.begin();
        finish(&mut page);
        assert_eq!(page.in_url(), [complete], "{provider} {wish}");
    }
}

#[test]
fn a_url_that_is_refused_is_sent_in_headers_at_once_and_no_credential_is_doubted() {
    for (provider, status, code) in [
        ("oss", 400, "InvalidArgument"),
        ("oss", 403, "AccessDenied"),
        ("oss", 403, "SignatureDoesNotMatch"),
        ("cos", 403, "SignatureDoesNotMatch"),
        ("cos", 403, "RequestTimeTooSkewed"),
    ] {
        let mut page = Reopened::fresh(provider, json!({}));
        page.refuse(status, &format!("<Error><Code>{code}</Code></Error>"));
        assert_eq!((page.sent(), page.in_url()), (vec!["POST".to_owned()], vec![false]), "{provider} {code}");
        assert_eq!((page.asked, page.failed), (1, false), "{provider} {code}");
        page.begin();
        finish(&mut page);
        assert_eq!(page.in_url(), [false], "{provider} {code}");
    }
}

#[test]
fn a_set_that_has_ended_is_no_fault_of_the_url() {
    let mut page = Reopened::fresh("oss", json!({}));
    page.refuse(403, "<Error><Code>SecurityTokenExpired</Code></Error>");
    assert_eq!((page.sent().len(), page.asked), (0, 2));
}

#[test]
fn who_may_not_is_told_after_one_more_try() {
    let mut page = Reopened::fresh("oss", json!({}));
    page.refuse(403, DENIED);
    assert!(!page.failed);
    page.refuse(403, DENIED);
    assert!(page.failed);
}

#[test]
fn the_next_upload_knows_what_the_cloud_does_not_take() {
    for (refused_too, in_url) in [(false, false), (true, true)] {
        let mut page = Reopened::fresh("cos", json!({}));
        page.refuse(403, "<Error><Code>SignatureDoesNotMatch</Code></Error>");
        if refused_too {
            page.refuse(403, "<Error><Code>SignatureDoesNotMatch</Code></Error>");
            page.renew();
        }
        page.begin();
        page.stored("77", "77");
        page.stored("77", "77");
        page.answer("", "<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>");
        assert!(page.done);
        page.cut(64 << 20);
        assert_eq!(page.in_url(), [in_url], "headers refused, too: {refused_too}");
    }
}

#[test]
fn what_got_no_answer_goes_in_headers_for_a_rule_without_post_hides_it() {
    let mut page = Reopened::fresh("oss", json!({}));
    page.lost_first();
    page.wait(60_000.0);
    assert_eq!((page.sent(), page.in_url()), (vec!["POST".to_owned()], vec![false]));
}

#[test]
fn a_beginning_that_was_given_up_is_not_sent_again() {
    let mut page = Reopened::fresh("oss", json!({}));
    page.abort();
    page.refuse(400, "<Error><Code>InvalidArgument</Code></Error>");
    assert_eq!((page.sent(), page.aborted), (Vec::new(), true));
}

fn finish(page: &mut Reopened) {
    page.stored("77", "77");
    page.stored("77", "77");
    assert_eq!(page.sent(), ["POST complete"]);
}

const DENIED: &str = "<Error><Code>AccessDenied</Code><Message>Not you.</Message></Error>";
