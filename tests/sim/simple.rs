//! Initiate and Complete signed in their URLs, which saves a preflight each; and what becomes of a cloud that takes none.

use super::reopened::Reopened;
use serde_json::{Value, json};

#[test]
fn complete_is_signed_in_its_url_and_so_is_the_next_beginning() {
    for provider in ["oss", "cos"] {
        let mut page = Reopened::fresh(provider, json!({}));
        assert_eq!(page.in_url(), [false], "{provider}: whether the CORS rule knows POST is not known");
        page.begin();
        assert_eq!(page.in_url(), [false, false], "{provider}: parts never are");
        send_parts(&mut page);
        assert_eq!(page.in_url(), [true], "{provider}");
        page.answer("", COMPLETED);
        page.another(json!({}));
        assert_eq!((page.done, page.in_url()), (true, vec![true]), "{provider}");
    }
}

#[test]
fn what_carries_properties_of_the_object_is_signed_in_headers() {
    let typed = json!({ "contentType": "video/mp4" });
    let untyped = json!({ "contentType": "application/octet-stream" });
    let cases: [(&str, Value, [bool; 2]); 6] = [
        ("oss", json!({ "metadata": { "of": "application/octet-stream" } }), [false, true]),
        ("oss", typed, [false, true]),
        ("oss", untyped.clone(), [true, true]),
        ("cos", untyped, [false, true]),
        ("oss", json!({ "forbidOverwrite": true }), [false, false]),
        ("oss", json!({ "acl": "private" }), [true, false]),
    ];
    for (provider, wish, [initiate, complete]) in cases {
        let mut page = Reopened::fresh(provider, wish.clone());
        page.begin();
        send_parts(&mut page);
        assert_eq!(page.in_url(), [complete], "{provider} {wish}");
        page.answer("", COMPLETED);
        page.another(wish.clone());
        assert_eq!(page.in_url(), [initiate], "{provider} {wish}");
    }
}

#[test]
fn nothing_goes_to_bos_in_a_url() {
    let mut page = Reopened::fresh("bos", json!({}));
    page.answer("", r#"{"uploadId":"U2"}"#);
    send_parts(&mut page);
    assert_eq!(page.in_url(), [false]);
    page.answer("", r#"{"eTag":"x"}"#);
    page.another(json!({}));
    assert_eq!((page.done, page.in_url()), (true, vec![false]));
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
        page.begin();
        send_parts(&mut page);
        page.refuse(status, &refusal(code));
        assert_eq!((page.sent(), page.in_url()), (vec!["POST complete".to_owned()], vec![false]), "{code}");
        assert_eq!((page.asked, page.failed), (1, false), "{code}");
        page.answer("", COMPLETED);
        page.another(json!({}));
        assert_eq!((page.done, page.in_url()), (true, vec![false]), "{code}: it is learnt");
    }
}

#[test]
fn a_beginning_that_is_refused_in_its_url_begins_in_headers() {
    let mut page = second();
    page.refuse(403, &refusal("AccessDenied"));
    assert_eq!((page.sent(), page.in_url(), page.failed), (vec!["POST".to_owned()], vec![false], false));
    page.refuse(403, &refusal("AccessDenied"));
    assert!(page.failed, "who may not is told after one more try");
}

#[test]
fn a_set_that_has_ended_is_no_fault_of_the_url() {
    let mut page = second();
    page.refuse(403, &refusal("SecurityTokenExpired"));
    assert_eq!((page.sent().len(), page.asked), (0, 2));
}

#[test]
fn what_is_refused_in_headers_too_says_nothing_of_urls() {
    let mut page = Reopened::fresh("cos", json!({}));
    page.begin();
    send_parts(&mut page);
    page.refuse(403, &refusal("SignatureDoesNotMatch"));
    page.refuse(403, &refusal("SignatureDoesNotMatch"));
    page.renew();
    page.answer("", COMPLETED);
    page.another(json!({}));
    assert_eq!((page.done, page.in_url()), (true, vec![true]));
}

#[test]
fn what_got_no_answer_goes_in_headers_for_a_rule_without_post_hides_it() {
    let mut page = second();
    page.lost_first();
    page.wait(60_000.0);
    assert_eq!((page.sent(), page.in_url()), (vec!["POST".to_owned()], vec![false]));
}

#[test]
fn a_beginning_that_was_given_up_is_not_sent_again() {
    let mut page = second();
    page.abort_second();
    page.refuse(400, &refusal("InvalidArgument"));
    assert_eq!((page.sent(), page.aborted), (Vec::new(), true));
}

/// One upload is done, another begins: signed in its URL.
fn second() -> Reopened {
    let mut page = Reopened::fresh("oss", json!({}));
    page.begin();
    send_parts(&mut page);
    page.answer("", COMPLETED);
    page.another(json!({}));
    assert_eq!((page.sent(), page.in_url()), (vec!["POST".to_owned()], vec![true]));
    page
}

fn send_parts(page: &mut Reopened) {
    page.stored("77", "77");
    page.stored("77", "77");
    assert_eq!(page.sent(), ["POST complete"]);
}

fn refusal(code: &str) -> String {
    format!("<Error><Code>{code}</Code></Error>")
}

const COMPLETED: &str = "<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>";
