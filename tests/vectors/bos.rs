use super::{credential, lower, pairs, run, taken_apart, text};
use serde_json::Value;
use trebucket::bucket::{Bucket, BucketOptions};
use trebucket::checksum::{Crc64, crc32, md5};
use trebucket::credential::Credential;
use trebucket::digest::hmac_sha256;
use trebucket::provider::bos::{Bos, auth_prefix, authorization, canonical_request, signing_key};
use trebucket::provider::{Provider, Signing, Token};
use trebucket::request::Request;
use trebucket::text::{Keep, base64, hex, percent};

#[test]
fn every_vector_of_bos_is_signed_to_the_letter() {
    let file: Value = serde_json::from_str(include_str!("bos.json")).unwrap();
    run("bos", file["vectors"].as_array().unwrap(), &[], |case| match super::kind(case).as_str() {
        "header_signature" | "full_request" => signature(case),
        "presign" => {
            signature(case);
            presign(case);
        }
        "post_policy" => post_policy(case),
        kind => panic!("{}: {kind} is not known", case["id"]),
    });
}

#[test]
fn every_checksum_of_bos_is_the_published_one() {
    let file: Value = serde_json::from_str(include_str!("bos.json")).unwrap();
    let rows = file["checksums"].as_array().unwrap();
    for row in rows {
        let bytes = text(&row["data_utf8"]).as_bytes();
        let mut crc = Crc64::default();
        crc.update(bytes);
        assert_eq!(crc.value().to_string(), text(&row["crc64ecma_dec"]));
        assert_eq!(crc32(bytes).to_string(), text(&row["crc32_dec"]));
        assert_eq!(base64(&md5(bytes)), text(&row["content_md5_b64"]));
        assert_eq!(hex(&md5(bytes)), text(&row["etag_md5_hex"]));
    }
    println!("bos checksums: {} checked", rows.len());
    assert!(!rows.is_empty());
}

/// The algorithm over the headers that the SDK signed, which are more than ours.
fn signature(case: &Value) {
    let (input, expected, id) = (&case["input"], &case["expected"], text(&case["id"]));
    let credential = secrets(input);
    let path = percent(text(&input["path"]), Keep::Slash);
    assert_eq!(path, text(&input["path_encoded"]), "{id}");
    let headers = signed_headers(case);
    let headers: Vec<(&str, &str)> =
        headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let method = text(&input["method"]);
    let canonical =
        canonical_request(method, &path, &pairs(&input["query"]), &headers, ("", ""), Token::Plain);
    assert_eq!(canonical, text(&expected["canonical_request"]), "{id}");
    let prefix =
        auth_prefix(&credential.id, input["timestamp"].as_u64().unwrap(), &input["expiration"].to_string());
    assert_eq!(signing_key(&credential.secret, &prefix), text(&expected["signing_key"]), "{id}");
    let written = authorization(&credential, &prefix, &headers, &canonical);
    let wanted = text(&expected["authorization"]);
    if wanted.contains("//") {
        // The Python SDK leaves the list of names empty, which means the recommended ones.
        let signature = written.rsplit('/').next().unwrap();
        assert_eq!([&prefix, "//", signature].concat(), wanted, "{id}");
    } else {
        assert_eq!(written, by_name(wanted), "{id}");
    }
}

/// The JavaScript SDK lists names in the order of its canonical lines; the signature is the same.
fn by_name(authorization: &str) -> String {
    let mut segments: Vec<&str> = authorization.split('/').collect();
    let mut names: Vec<&str> = segments[4].split(';').collect();
    names.sort_unstable();
    let names = names.join(";");
    segments[4] = &names;
    segments.join("/")
}

/// What the public function answers, where its choice of signed headers is the SDK's.
fn presign(case: &Value) {
    let (input, id) = (&case["input"], text(&case["id"]));
    let path = text(&input["path"]);
    let host = request_of(input).header("host").unwrap().to_owned();
    let validity = input["expiration"].as_u64();
    let explicit = text(&case["expected"]["authorization"]).contains("/host/");
    let (Some(_), true, false) = (validity, explicit, path.starts_with("/v1/")) else { return };
    let options = BucketOptions {
        provider: "bos".to_owned(),
        bucket: host.split('.').next().unwrap().to_owned(),
        region: "bj".to_owned(),
        ..BucketOptions::default()
    };
    let bucket = Bucket::new(&options).unwrap();
    let credential = secrets(input);
    let now = input["timestamp"].as_u64().unwrap();
    let signing = Signing { bucket: &bucket, credential: &credential, now, expires_in: validity };
    let mut request = request_of(input);
    request.query.retain(|(name, _)| name != "x-bce-security-token");
    let url = Bos.presign(request, &signing);
    let (base, mut query) = taken_apart(text(&case["expected"]["url"]));
    query.sort();
    let (our_base, our_query) = taken_apart(&url);
    assert_eq!(our_base.split("://").nth(1), base.split("://").nth(1), "{id}");
    assert_eq!(our_query, query, "{id}");
}

fn post_policy(case: &Value) {
    let (input, expected) = (&case["input"], &case["expected"]);
    let policy = base64(text(&input["policy_json"]).as_bytes());
    assert_eq!(policy, text(&expected["policy"]), "{}", case["id"]);
    let signature = hmac_sha256(text(&input["sk"]).as_bytes(), policy.as_bytes());
    assert_eq!(hex(&signature), text(&expected["signature"]), "{}", case["id"]);
}

fn signed_headers(case: &Value) -> Vec<(String, String)> {
    let input = &case["input"];
    let chosen: Option<Vec<&str>> =
        input["headers_to_sign"].as_array().map(|names| names.iter().map(text).collect());
    let segment = text(&case["expected"]["authorization"]).rsplit('/').nth(1).unwrap_or_default();
    let signed = |name: &str| {
        let recommended = ["host", "content-md5", "content-length", "content-type"].contains(&name);
        match (&chosen, segment) {
            (None, "") => recommended || name.starts_with("x-bce-"),
            (None, names) => names.split(';').any(|known| known == name),
            (Some(names), _) => names.contains(&name) || name.starts_with("x-bce-"),
        }
    };
    let request = request_of(input);
    let headers = request.sorted_headers(&signed).into_iter().filter(|(_, value)| !value.is_empty());
    headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn request_of(input: &Value) -> Request {
    let mut request = Request::new(text(&input["method"]), &text(&input["path"])[1..]);
    request.query = pairs(&input["query"]);
    request.headers = lower(pairs(&input["headers"]));
    request
}

fn secrets(input: &Value) -> Credential {
    credential(input, ["ak", "sk", "session_token"])
}
