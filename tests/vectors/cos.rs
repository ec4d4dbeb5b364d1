use super::{credential, lower, pairs, run, taken_apart, text};
use serde_json::Value;
use trebucket::bucket::{Bucket, BucketOptions};
use trebucket::credential::Credential;
use trebucket::digest::sha1;
use trebucket::provider::cos::{Cos, Text, sign_key, signature};
use trebucket::provider::{Provider, Signing, Token};
use trebucket::request::Request;
use trebucket::text::{base64, hex};

#[test]
fn every_vector_of_cos_is_signed_to_the_letter() {
    let file: Value = serde_json::from_str(include_str!("cos.json")).unwrap();
    run("cos", file["vectors"].as_array().unwrap(), SKIPPED, |case| {
        let kind = super::kind(case);
        match kind.as_str() {
            "post-policy" => post_policy(case),
            "server-observed" => server_observed(case),
            _ if kind.starts_with("header/") => {
                stages(case);
                header(case);
            }
            _ if kind.starts_with("presign/") => {
                stages(case);
                presign(case);
            }
            kind => panic!("{}: {kind} is not known", case["id"]),
        }
    });
}

/// The algorithm over the headers that the SDK signed, which are not always ours.
fn stages(case: &Value) {
    let (input, expected, id) = (&case["input"], &case["expected"], text(&case["id"]));
    let mut query = pairs(&input["query"]);
    if id == "hdr-query-dup-case" {
        // The Python SDK keeps the last of two names that differ in case; we refuse both.
        query.remove(0);
    }
    let (path, key_time) = (["/", text(&input["key"])].concat(), text(&input["key_time"]));
    let headers = signed_headers(case);
    let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let signing = Text::new(
        [text(&input["method"]), &path],
        &query,
        &headers,
        ("", ""),
        key_time.to_owned(),
        Token::Plain,
    );
    let credential = secrets(input);
    assert_eq!(sign_key(&credential.secret, key_time), text(&expected["sign_key"]), "{id}");
    assert_eq!(signing.http_string, text(&expected["http_string"]), "{id}");
    assert_eq!(signing.string_to_sign(), text(&expected["string_to_sign"]), "{id}");
    assert_eq!(signing.authorization(&credential), text(&expected["authorization"]), "{id}");
    let mut fields = Vec::new();
    signing.fields(&credential, &mut |_, value| fields.push(value.to_owned()));
    assert_eq!(fields[4], text(&expected["header_list"]), "{id}");
    assert_eq!(fields[5], text(&expected["url_param_list"]), "{id}");
}

/// What the public function answers, where its choice of signed headers is the SDK's.
fn header(case: &Value) {
    let (input, id) = (&case["input"], text(&case["id"]));
    let mut credential = secrets(input);
    credential = Credential::new(&credential.id, &credential.secret, "");
    let (start, end) = window(input);
    (credential.start_time, credential.expiration) = (Some(start * 1000), Some(end * 1000));
    let bucket = bucket(case);
    // In the credential's own window the clock plays no part.
    let signing = Signing { bucket: &bucket, credential: &credential, now: 0, expires_in: None };
    let request = request(input);
    let names = Cos.explain(request.clone(), &signing).signed_headers.join(";");
    if names == text(&case["expected"]["header_list"]) && id != "hdr-query-dup-case" {
        let signed = Cos.sign(request, &signing);
        let authorization = signed.headers.iter().find(|(name, _)| name == "authorization").unwrap();
        assert_eq!(authorization.1, text(&case["expected"]["authorization"]), "{id}");
    }
}

fn presign(case: &Value) {
    let (input, id) = (&case["input"], text(&case["id"]));
    if super::kind(case) != "presign/python" || text(&case["expected"]["header_list"]) != "host" {
        return;
    }
    let (start, end) = window(input);
    let (bucket, credential) = (bucket(case), secrets(input));
    let signing =
        Signing { bucket: &bucket, credential: &credential, now: start, expires_in: Some(end - start) };
    let url = Cos.presign(request(input), &signing);
    assert_eq!(taken_apart(&url), taken_apart(text(&case["expected"]["url"])), "{id}");
}

fn post_policy(case: &Value) {
    let (input, expected) = (&case["input"], &case["expected"]);
    let policy = text(&input["policy_text"]);
    let string_to_sign = hex(&sha1(policy.as_bytes()));
    assert_eq!(string_to_sign, text(&expected["string_to_sign"]), "{}", case["id"]);
    assert_eq!(base64(policy.as_bytes()), text(&expected["policy"]), "{}", case["id"]);
    let signature = signature(&secrets(input), text(&input["key_time"]), &string_to_sign);
    assert_eq!(signature, text(&expected["form"]["q-signature"]), "{}", case["id"]);
}

fn server_observed(case: &Value) {
    let hash = hex(&sha1(text(&case["input"]["http_string"]).as_bytes()));
    assert_eq!(hash, text(&case["expected"]["sha1_of_http_string"]), "{}", case["id"]);
}

fn signed_headers(case: &Value) -> Vec<(String, String)> {
    let names = case["expected"]["signed_headers"].as_array().unwrap();
    let given = lower(pairs(&case["input"]["headers"]));
    let names = names.iter().map(|name| text(name).to_ascii_lowercase());
    names
        .map(|name| {
            let value = given.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
            let value = value.unwrap_or_else(|| host(case));
            (name, value)
        })
        .collect()
}

/// The host of the URL; the SDKs add it to what they sign.
fn host(case: &Value) -> String {
    let url = text(&case["expected"]["url"]);
    url.split('/').nth(2).expect("a vector without a host header has a URL").to_owned()
}

fn bucket(case: &Value) -> Bucket {
    let input = &case["input"];
    let given = lower(pairs(&input["headers"]));
    let host = given.iter().find(|(name, _)| name == "host").map(|(_, value)| value.clone());
    let url = text(&case["expected"]["url"]);
    let host = host
        .or_else(|| url.split('/').nth(2).map(str::to_owned))
        .unwrap_or_else(|| "no-host.test".to_owned());
    let scheme = if url.starts_with("http:") { "http" } else { "https" };
    let options = BucketOptions {
        provider: "cos".to_owned(),
        bucket: text(&input["bucket"]).to_owned(),
        region: text(&input["region"]).to_owned(),
        endpoint: Some([scheme, "://", &host].concat()),
        addressing: Some("cname".to_owned()),
        signature: None,
    };
    Bucket::new(&options).unwrap()
}

fn request(input: &Value) -> Request {
    let mut request = super::request(input);
    request.headers.retain(|(name, _)| name != "x-cos-security-token");
    request
}

fn window(input: &Value) -> (u64, u64) {
    let (start, end) = text(&input["key_time"]).split_once(';').unwrap();
    (start.parse().unwrap(), end.parse().unwrap())
}

fn secrets(input: &Value) -> Credential {
    credential(input, ["secret_id", "secret_key", "token"])
}

const SKIPPED: &[(&str, &str)] = &[
    ("sts-v1-node-1", STS),
    ("sts-v1-node-2", STS),
    ("tc3-docs-3header", STS),
    ("tc3-sts-1", STS),
    ("tc3-sts-3", STS),
];
const STS: &str = "signed by the app server, with the cloud's own SDK";
