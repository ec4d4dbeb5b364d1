mod objects;
mod verdicts;

use super::*;
use crate::bucket::BucketOptions;
use crate::json::Json;
use crate::text::base64_decode;

fn bucket(provider: &str) -> Bucket {
    let options = BucketOptions {
        provider: provider.to_owned(),
        bucket: "photos-1250000000".to_owned(),
        region: "cn-test".to_owned(),
        ..BucketOptions::default()
    };
    Bucket::new(&options).unwrap()
}

fn form(provider: &str, policy: &Policy, token: &str) -> Result<Form, Error> {
    let (bucket, mut credential) = (bucket(provider), Credential::new("id", "secret", token));
    credential.expiration = Some(1_700_000_300_000);
    let signing =
        Signing { bucket: &bucket, credential: &credential, now: 1_700_000_000, expires_in: Some(3600) };
    bucket.provider.post_form(policy, &signing)
}

fn policy_of(form: &Form) -> String {
    let policy = field(form, "policy").unwrap();
    String::from_utf8(base64_decode(policy).unwrap()).unwrap()
}

fn field<'a>(form: &'a Form, name: &str) -> Option<&'a str> {
    form.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

#[test]
fn a_form_holds_the_key_the_size_and_the_caller_s_fields() {
    let policy = Policy {
        key: Some("a \"b\".png".to_owned()),
        max_bytes: Some(1024),
        fields: vec![("Content-Type".to_owned(), "image/png".to_owned())],
        ..Policy::default()
    };
    for provider in ["oss", "bos", "cos"] {
        let form = form(provider, &policy, "").unwrap();
        let text = policy_of(&form);
        assert!(Json::parse(&text).is_some(), "{text}");
        for condition in [
            r#"{"bucket":"photos-1250000000"}"#,
            r#"{"key":"a \"b\".png"}"#,
            r#"["content-length-range",0,1024]"#,
            r#"{"Content-Type":"image/png"}"#,
        ] {
            assert!(text.contains(condition), "{provider} lacks {condition} in {text}");
        }
        assert_eq!(field(&form, "key"), Some("a \"b\".png"));
        assert_eq!(field(&form, "Content-Type"), Some("image/png"));
        assert_eq!(field(&form, "file"), None);
    }
}

#[test]
fn a_prefix_leaves_the_end_of_the_key_to_the_file() {
    let policy = Policy { key_prefix: Some("user/7/".to_owned()), ..Policy::default() };
    for provider in ["oss", "cos"] {
        let form = form(provider, &policy, "token").unwrap();
        assert!(policy_of(&form).contains(r#"["starts-with","$key","user/7/"]"#));
        assert_eq!(field(&form, "key"), Some("user/7/${filename}"));
    }
    assert!(policy_of(&form("bos", &policy, "").unwrap()).contains(r#"{"key":"user/7/*"}"#));
}

#[test]
fn the_token_goes_into_the_form_where_the_cloud_has_a_place_for_it() {
    let policy = Policy { key: Some("a".to_owned()), ..Policy::default() };
    let oss = form("oss", &policy, "the-token").unwrap();
    assert_eq!(field(&oss, "x-oss-security-token"), Some("the-token"));
    assert!(policy_of(&oss).contains(r#"{"x-oss-security-token":"the-token"}"#));
    let cos = form("cos", &policy, "the-token").unwrap();
    assert_eq!(field(&cos, "x-cos-security-token"), Some("the-token"));
    let refused = form("bos", &policy, "the-token").unwrap_err();
    assert_eq!((refused.code, refused.hint), (ErrorCode::Unsupported, Hint::BosForm));
}

#[test]
fn a_form_of_cos_ends_with_the_credential() {
    let policy = Policy { key: Some("a".to_owned()), ..Policy::default() };
    let form = form("cos", &policy, "token").unwrap();
    assert_eq!(field(&form, "q-key-time"), Some("1700000000;1700000300"));
    let text = policy_of(&form);
    assert!(text.contains(r#"{"q-sign-time":"1700000000;1700000300"}"#), "{text}");
    assert!(text.contains(r#""expiration":"2023-11-14T22:18:20.000Z""#), "{text}");
}

#[test]
fn a_field_that_the_signature_needs_cannot_be_set() {
    for name in ["policy", "Policy", "key", "x-oss-signature", "file", "File", ""] {
        let fields = vec![(name.to_owned(), "x".to_owned())];
        let policy = Policy { key: Some("a".to_owned()), fields, ..Policy::default() };
        assert_eq!(form("oss", &policy, "").unwrap_err().hint, Hint::Header, "{name}");
    }
}

#[test]
fn a_signed_request_carries_everything_but_the_host() {
    for (provider, token) in
        [("oss", "x-oss-security-token"), ("bos", "x-bce-security-token"), ("cos", "x-cos-security-token")]
    {
        let (bucket, credential) = (bucket(provider), Credential::new("id", "secret", "the-token"));
        let signing =
            Signing { bucket: &bucket, credential: &credential, now: 1_700_000_000, expires_in: None };
        let request =
            Request::new("PUT", "a").with_header("host", "elsewhere.test").with_header("if-match", " x ");
        let signed = bucket.provider.sign(request, &signing);
        let header = |name: &str| {
            signed.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
        };
        assert_eq!(header(token), Some("the-token"));
        assert_eq!(header("if-match"), Some("x"));
        assert_eq!(header("host"), None);
        assert!(header("authorization").is_some());
        assert!(!signed.url.contains("the-token"));
    }
}
