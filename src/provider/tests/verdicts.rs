use super::*;

fn verdict(provider: &str, status: u16, code: &str, message: &str) -> Verdict {
    by_name(provider, None).unwrap().verdict(status, code, message)
}

#[test]
fn a_dead_credential_is_fetched_anew() {
    for (provider, status, code) in [
        ("oss", 403, "InvalidAccessKeyId"),
        ("oss", 403, "SecurityTokenExpired"),
        ("oss", 403, "InvalidSecurityToken"),
        ("oss", 401, "Unauthorized"),
        ("bos", 403, "InvalidAccessKeyId"),
        ("bos", 400, "SignatureDoesNotMatch"),
        ("bos", 403, "AccessDenied"),
        ("cos", 403, "InvalidAccessKeyId"),
        ("cos", 400, "ExpiredToken"),
        ("cos", 403, "SignatureDoesNotMatch"),
    ] {
        assert_eq!(verdict(provider, status, code, ""), Verdict::Refresh, "{provider} {code}");
    }
    assert_eq!(verdict("cos", 403, "AccessDenied", "Request has expired"), Verdict::Refresh);
    assert_eq!(verdict("bos", 400, "InvalidRequest", "Fail to authn user: time expired"), Verdict::Refresh);
}

#[test]
fn a_refused_head_has_no_code_and_may_be_the_credential_s_fault() {
    for provider in ["oss", "bos", "cos"] {
        assert_eq!(verdict(provider, 403, "", ""), Verdict::Refresh);
        assert_eq!(verdict(provider, 404, "", ""), Verdict::Fail(ErrorCode::Server));
    }
}

#[test]
fn a_wrong_clock_is_set() {
    for provider in ["oss", "bos", "cos"] {
        assert_eq!(verdict(provider, 403, "RequestTimeTooSkewed", ""), Verdict::Resync);
    }
    assert_eq!(verdict("bos", 400, "RequestExpired", ""), Verdict::Resync);
    assert_eq!(verdict("oss", 403, "AccessDenied", "Request has expired."), Verdict::Resync);
}

#[test]
fn a_policy_that_does_not_cover_the_key_is_a_matter_of_permission() {
    for provider in ["oss", "cos"] {
        let denied = verdict(provider, 403, "AccessDenied", "Access Denied.");
        assert_eq!(denied, Verdict::Fail(ErrorCode::Permission));
    }
    let bos = by_name("bos", None).unwrap();
    assert_eq!(bos.refused("AccessDenied", "Access Denied."), ErrorCode::Permission);
    assert_eq!(bos.refused("InvalidAccessKeyId", ""), ErrorCode::Credentials);
}

#[test]
fn trouble_that_passes_is_waited_out() {
    for provider in ["oss", "bos", "cos"] {
        for (status, code) in
            [(500, "InternalError"), (503, "ServiceUnavailable"), (502, ""), (408, ""), (0, "")]
        {
            assert_eq!(verdict(provider, status, code, ""), Verdict::Backoff, "{provider} {status} {code}");
        }
        assert_eq!(verdict(provider, 400, "RequestTimeout", ""), Verdict::Backoff);
        assert_eq!(verdict(provider, 503, "SlowDown", ""), Verdict::Throttle);
        assert_eq!(verdict(provider, 429, "", ""), Verdict::Throttle);
    }
    assert_eq!(verdict("oss", 503, "TotalQpsLimitExceeded", ""), Verdict::Throttle);
    assert_eq!(verdict("bos", 403, "AccessDenied", "the request rate is too high"), Verdict::Throttle);
}

#[test]
fn a_lost_upload_begins_anew_and_a_damaged_part_is_sent_again() {
    for provider in ["oss", "bos", "cos"] {
        for code in ["NoSuchUpload", "InvalidPart", "InvalidPartOrder"] {
            assert_eq!(verdict(provider, 404, code, ""), Verdict::Restart, "{provider} {code}");
        }
        assert_eq!(verdict(provider, 400, "BadDigest", ""), Verdict::Resend);
    }
    assert_eq!(verdict("oss", 400, "InvalidCRC64", ""), Verdict::Resend);
}

#[test]
fn an_object_that_exists_and_a_callback_that_failed_have_names_of_their_own() {
    assert_eq!(verdict("oss", 409, "FileAlreadyExists", ""), Verdict::Exists);
    assert_eq!(verdict("cos", 409, "FileAlreadyExists", ""), Verdict::Exists);
    assert_eq!(verdict("bos", 412, "PreconditionFailed", ""), Verdict::Exists);
    for provider in ["oss", "bos", "cos"] {
        assert_eq!(verdict(provider, 203, "CallbackFailed", ""), Verdict::Fail(ErrorCode::Callback));
        assert_eq!(verdict(provider, 404, "NoSuchBucket", ""), Verdict::Fail(ErrorCode::Server));
    }
}
