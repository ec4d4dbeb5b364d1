use super::*;

fn hint(answer: &str) -> Hint {
    let error = read(answer).expect_err(answer);
    assert_eq!(error.code, ErrorCode::Credentials, "{answer}");
    error.hint
}

#[track_caller]
fn reads(answer: &str) -> Issued {
    let issued = read(answer).expect(answer);
    assert_eq!(issued.credential.id, "the-id", "{answer}");
    assert_eq!(issued.credential.secret, "the-secret", "{answer}");
    assert_eq!(issued.credential.token(), "the-token", "{answer}");
    issued
}

#[test]
fn every_spelling_of_the_three_fields_is_read() {
    for [id, secret, token] in [
        ["AccessKeyId", "AccessKeySecret", "SecurityToken"],
        ["accessKeyId", "accessKeySecret", "securityToken"],
        ["accessKeyId", "accessKeySecret", "stsToken"],
        ["accessKeyId", "secretAccessKey", "sessionToken"],
        ["AccessKeyId", "SecretAccessKey", "SessionToken"],
        ["access_key_id", "secret_access_key", "session_token"],
        ["access_key_id", "access_key_secret", "security_token"],
        ["ak", "sk", "sessionToken"],
        ["TmpSecretId", "TmpSecretKey", "Token"],
        ["tmpSecretId", "tmpSecretKey", "sessionToken"],
        ["TmpSecretId", "TmpSecretKey", "XCosSecurityToken"],
        ["tmp-secret-id", "tmp-secret-key", "token"],
        ["SecretId", "SecretKey", "SecurityToken"],
    ] {
        let flat = format!(r#"{{"{id}":"the-id","{secret}":"the-secret","{token}":"the-token"}}"#);
        reads(&flat);
        for envelope in ["Response", "data", "body", "result", "sts_token", "Credentials", "credential"] {
            reads(&format!(
                r#"{{"code":0,"message":"ok","token":"a-session-of-the-page","{envelope}":{flat}}}"#
            ));
            reads(&format!(r#"{{"code":200,"data":{{"{envelope}":{flat}}}}}"#));
        }
        reads(&format!(r#"{{"statusCode":200,"body":{}}}"#, Json::of(flat).to_text()));
    }
}

#[test]
fn times_are_read_wherever_they_stand_and_however_they_are_spelled() {
    let secrets = r#""TmpSecretId":"the-id","TmpSecretKey":"the-secret","Token":"the-token""#;
    for times in [
        r#""expiredTime":1700003600,"startTime":1700000000,"serverTime":1700000001000"#,
        r#""ExpiredTime":"1700003600","StartTime":1700000000000,"server_time":1700000001"#,
        r#""expiration":"2023-11-14T23:13:20Z","createTime":"2023-11-14T22:13:20Z","serverTime":"2023-11-14T22:13:21Z""#,
        r#""Expiration":"2023-11-15T07:13:20+08:00","create_time":1700000000.0,"serverTime":1700000001.0"#,
    ] {
        for answer in [
            format!("{{{secrets},{times}}}"),
            format!("{{\"Response\":{{\"Credentials\":{{{secrets}}},{times}}}}}"),
            format!("{{\"credentials\":{{{secrets}}},\"requestId\":\"x\",{times}}}"),
        ] {
            let issued = reads(&answer);
            assert_eq!(issued.credential.expiration, Some(1_700_003_600_000), "{answer}");
            assert_eq!(issued.credential.start_time, Some(1_700_000_000_000), "{answer}");
            assert_eq!(issued.server_time, Some(1_700_000_001_000), "{answer}");
        }
    }
}

#[test]
fn a_time_that_makes_no_sense_is_left_unknown() {
    for time in ["\"soon\"", "3600", "null", "-5", "{}", "true", "\"\""] {
        let answer = format!(
            r#"{{"ak":"the-id","sk":"the-secret","sessionToken":"the-token","expiration":{time},"serverTime":{time}}}"#
        );
        let issued = reads(&answer);
        assert_eq!((issued.credential.expiration, issued.server_time), (None, None), "{answer}");
    }
}

#[test]
fn answers_from_the_field_are_read() {
    let oss = read(r#"{"requestId":"14D8C59A","credentials":{"securityToken":"CAISh","accessKeySecret":"FAKE00","accessKeyId":"STS.NUya94","expiration":"2022-10-10T13:23:36Z"},"assumedRoleUser":{"arn":"acs:ram::1221632380486424:role/x","assumedRoleId":"3796:x"}}"#).unwrap();
    assert_eq!(oss.credential.id, "STS.NUya94");
    assert_eq!(oss.credential.expiration, Some(1_665_408_216_000));
    let bos = read(r#"{"body":{"accessKeyId":"d87a","secretAccessKey":"fake","sessionToken":"MjUz","createTime":"2016-02-16T14:01:29Z","expiration":"2016-02-16T15:41:29Z","userId":"5e43"}}"#).unwrap();
    assert_eq!(bos.credential.start_time, Some(1_455_631_289_000));
    let mobile = read(r#"{"StatusCode":200,"AccessKeyId":"STS.x","AccessKeySecret":"s","SecurityToken":"t","Expiration":"2022-10-10T13:23:36Z"}"#).unwrap();
    assert_eq!(mobile.credential.secret, "s");
}

#[test]
fn a_missing_field_is_named() {
    assert_eq!(hint(r#"{"accessKeySecret":"s","securityToken":"t"}"#), Hint::CredentialId);
    assert_eq!(hint(r#"{"accessKeyId":"i","securityToken":"t"}"#), Hint::CredentialSecret);
    assert_eq!(hint(r#"{"accessKeyId":"i","accessKeySecret":"s"}"#), Hint::CredentialToken);
    assert_eq!(
        hint(r#"{"accessKeyId":"i","accessKeySecret":"s","securityToken":""}"#),
        Hint::CredentialToken
    );
    assert_eq!(
        hint(r#"{"accessKeyId":"i","accessKeySecret":"s","securityToken":null}"#),
        Hint::CredentialToken
    );
    let outside = r#"{"token":"of-the-page","data":{"accessKeyId":"i","accessKeySecret":"s"}}"#;
    assert_eq!(hint(outside), Hint::CredentialToken);
    for nothing in ["{}", "null", "[]", "1", r#"{"code":0,"msg":"ok","data":{}}"#] {
        assert_eq!(hint(nothing), Hint::CredentialId, "{nothing}");
    }
}

#[test]
fn an_error_envelope_is_an_error_with_its_own_words() {
    for (answer, words, code) in [
        (
            r#"{"StatusCode":500,"ErrorCode":"NoPermission","ErrorMessage":"no such role"}"#,
            "no such role",
            "NoPermission",
        ),
        (r#"{"error":"not signed in"}"#, "not signed in", ""),
        (r#"{"code":403,"message":"forbidden"}"#, "forbidden", "403"),
        (r#"{"code":"AuthFailure","codeDesc":"AuthFailure","message":"bad"}"#, "bad", "AuthFailure"),
        (
            r#"{"Response":{"Error":{"Code":"AuthFailure.X","Message":"bad id"},"RequestId":"r"}}"#,
            "bad id",
            "AuthFailure.X",
        ),
        (
            r#"{"Code":"EntityNotExist.Role","Message":"no role","RequestId":"r"}"#,
            "no role",
            "EntityNotExist.Role",
        ),
        (r#"{"code":1001,"data":null}"#, "1001", "1001"),
        (r#"{"success":false,"errmsg":"later"}"#, "later", ""),
    ] {
        let error = read(answer).expect_err(answer);
        assert_eq!(error.hint, Hint::AppServerError, "{answer}");
        assert_eq!(error.message, ["the app server answered an error: ", words].concat());
        assert_eq!(error.server_code.as_deref().unwrap_or_default(), code, "{answer}");
    }
}

#[test]
fn ready_signatures_and_policies_are_refused() {
    for answer in [
        r#"{"accessid":"a","host":"h","policy":"p","signature":"s","expire":1,"callback":"","dir":"d"}"#,
        r#"{"policy":"p","x_oss_credential":"c","x_oss_signature":"s","security_token":"t"}"#,
        r#"{"cosHost":"h","cosKey":"k","authorization":"q-sign-algorithm=sha1","securityToken":"t"}"#,
        r#"{"statusCode":200,"signature":"bce-auth-v1/x","xbceDate":"d"}"#,
        r#"{"code":0,"data":{"policy":"p","qSignAlgorithm":"sha1","qSignature":"s"}}"#,
        r#"{"accessKeyId":"a","policy":"p","signature":"s"}"#,
    ] {
        assert_eq!(hint(answer), Hint::CredentialSigned, "{answer}");
    }
}

#[test]
fn what_is_no_json_is_an_app_server_gone_astray() {
    for answer in ["", "<!doctype html><title>502</title>", "jsonp({})", "{\"accessKeyId\":"] {
        assert_eq!(hint(answer), Hint::AppServerHtml, "{answer}");
    }
}

#[test]
fn no_message_holds_a_secret() {
    for answer in [
        r#"{"accessKeyId":"hidden","accessKeySecret":"hidden"}"#,
        r#"{"accessKeyId":"hidden","securityToken":"hidden"}"#,
        r#"{"accessKeySecret":"hidden","securityToken":"hidden","error":"hidden"}"#,
        r#"{"accessKeyId":"hidden"#,
    ] {
        assert!(!read(answer).expect_err(answer).message.contains("hidden"), "{answer}");
    }
    let shown = format!("{:?}", reads(r#"{"ak":"the-id","sk":"the-secret","token":"the-token"}"#));
    assert_eq!(shown, "Issued { credential: Credential(***), server_time: None }");
}

#[test]
fn a_time_beyond_the_calendar_is_not_known() {
    for end in [
        "4144717016770310598",
        "\"00000000000004144717016770310598\"",
        "18446744073709551615",
        "1700000000000000",
    ] {
        let answer = format!(
            r#"{{"accessKeyId":"FAKE","accessKeySecret":"FAKE","securityToken":"FAKE","expiration":{end},"serverTime":{end}}}"#
        );
        let issued = read(&answer).expect("a set");
        assert_eq!((issued.credential.expiration, issued.server_time), (None, None), "{end}");
    }
}

#[test]
fn an_app_servers_words_are_cut_before_they_fill_the_memory() {
    let long = "x".repeat(1 << 20);
    let error = read(&format!(r#"{{"code":"{long}","message":"{long}"}}"#)).expect_err("an error");
    assert!(error.message.len() < 300 && error.server_code.as_ref().is_some_and(|code| code.len() <= 200));
}
