use super::{credential, pairs, request, run, taken_apart, text};
use serde_json::Value;
use trebucket::bucket::{Bucket, BucketOptions};
use trebucket::checksum::{Crc64, combine};
use trebucket::digest::{hmac_sha1, sha256};
use trebucket::provider::oss::{self, Oss, Scope};
use trebucket::provider::oss_v1::{OssV1, string_to_sign};
use trebucket::provider::{Provider, Signing, Token};
use trebucket::text::{base64, hex, parse_date, unhex};

#[test]
fn every_vector_of_oss_is_signed_to_the_letter() {
    let file: Value = serde_json::from_str(include_str!("oss.json")).unwrap();
    let generated = file["vectors"].as_array().unwrap();
    let cases = [generated.as_slice(), file["published"].as_array().unwrap()].concat();
    run("oss", &cases, SKIPPED, |case| match super::kind(case).as_str() {
        "v4-header" => v4_header(case),
        "v1-header" => v1_header(case),
        "v4-presign" => v4_presign(case),
        "v1-presign" => v1_presign(case),
        "v4-post" => v4_post(case),
        "request-pipeline" => pipeline(case),
        "crc64" => crc64(case),
        "crc64-combine" => crc64_combine(case),
        "published" => published_canonical_request(case),
        kind => panic!("{}: {kind} is not known", case["id"]),
    });
}

fn v4_header(case: &Value) {
    let (input, id) = (&case["input"], text(&case["id"]));
    let (bucket, credential, now) = (bucket(input, "v4"), secrets(input), now(input));
    let scope = Scope::new(now, &bucket.region, product(input));
    let additional = additional(input);
    let additional: Vec<&str> = additional.iter().map(String::as_str).collect();

    let request = dressed_v4(input);
    let canonical = oss::canonical_request(&request, &bucket.name, &additional, Token::Plain);
    assert_eq!(canonical, stage(case, "canonical_request"), "{id}");
    let string_to_sign = scope.string_to_sign(&canonical);
    assert_eq!(string_to_sign, stage(case, "string_to_sign"), "{id}");
    let signature = scope.signature(&credential, &string_to_sign);
    assert!(expected(case).ends_with(&signature), "{id}");

    let names = oss::additional_headers(&request, &additional);
    if names.is_empty() && product(input) == "oss" {
        let signing = Signing { bucket: &bucket, credential: &credential, now, expires_in: None };
        let signed = Oss.sign(super::request(input), &signing);
        assert_eq!(header(&signed.headers, "authorization"), expected(case), "{id}");
        assert_eq!(Oss.explain(super::request(input), &signing).string_to_sign, string_to_sign, "{id}");
    }
}

fn v1_header(case: &Value) {
    let (input, id) = (&case["input"], text(&case["id"]));
    let (bucket, credential) = (bucket(input, "v1"), secrets(input));
    let request = request(input);
    if let Some(date) = request.header("date") {
        let string = string_to_sign(&request, &bucket.name, date, Token::Plain);
        assert_eq!(string, stage(case, "string_to_sign"), "{id}");
        let signature = base64(&hmac_sha1(credential.secret.as_bytes(), string.as_bytes()));
        assert_eq!(["OSS ", &credential.id, ":", &signature].concat(), expected(case), "{id}");
        return;
    }
    let signing = Signing { bucket: &bucket, credential: &credential, now: now(input), expires_in: None };
    let signed = OssV1.sign(request.clone(), &signing);
    assert_eq!(header(&signed.headers, "authorization"), expected(case), "{id}");
    let shown = OssV1.explain(request, &signing).string_to_sign;
    let hidden = ["x-oss-security-token:", text(&input["security_token"])].concat();
    assert_eq!(shown, stage(case, "string_to_sign").replace(&hidden, "x-oss-security-token:***"), "{id}");
}

fn v4_presign(case: &Value) {
    let (input, id) = (&case["input"], text(&case["id"]));
    let (bucket, credential, now) = (bucket(input, "v4"), secrets(input), now(input));
    let seconds = input["expires"].as_u64().unwrap();
    let signing = Signing { bucket: &bucket, credential: &credential, now, expires_in: Some(seconds) };
    let additional = additional(input);
    let additional: Vec<&str> = additional.iter().map(String::as_str).collect();
    let scope = Scope::new(now, &bucket.region, product(input));
    let url = oss::presign_for(request(input), &signing, &scope, seconds, &additional);
    match case["expected"]["url"].as_str() {
        Some(expected) => assert_eq!(url, expected, "{id}"),
        None => assert!(url.contains(&["x-oss-signature=", &expected(case)].concat()), "{id}: {url}"),
    }
    if additional.is_empty() && product(input) == "oss" {
        assert_eq!(Oss.presign(request(input), &signing), url, "{id}");
    }
}

fn v1_presign(case: &Value) {
    let (input, id) = (&case["input"], text(&case["id"]));
    let (bucket, credential) = (bucket(input, "v1"), secrets(input));
    let seconds = input["expires"].as_u64().unwrap_or(900);
    let now = input["expires_unix"].as_u64().map_or_else(|| now(input), |end| end - seconds);
    let signing = Signing { bucket: &bucket, credential: &credential, now, expires_in: Some(seconds) };
    let url = OssV1.presign(request(input), &signing);
    match case["expected"]["url"].as_str() {
        Some(expected) => assert_eq!(url, expected, "{id}"),
        None => assert_eq!(header(&taken_apart(&url).1, "Signature"), expected(case), "{id}"),
    }
}

fn v4_post(case: &Value) {
    let (input, expected) = (&case["input"], &case["expected"]);
    let policy = base64(text(&input["policy_json"]).as_bytes());
    assert_eq!(policy, text(&expected["policy_base64"]));
    let scope = Scope::new(now(input), text(&input["region"]), "oss");
    let signature = scope.signature(&secrets(input), &policy);
    assert_eq!(signature, text(&expected["signature"]), "{}", case["id"]);
}

/// The whole request that ali-oss sends, by the address its options make.
fn pipeline(case: &Value) {
    let (input, expected, id) = (&case["input"], &case["expected"], text(&case["id"]));
    let client = &input["client_options"];
    let v4 = client["authorizationV4"] == true;
    let endpoint = client["endpoint"].as_str().map(str::to_owned);
    // ali-oss leaves the bucket out of a path under an IP address.
    let cname = client["cname"] == true || endpoint.as_deref() == Some("http://10.1.2.3");
    let addressing = if cname {
        "cname"
    } else if client["sldEnable"] == true {
        "path"
    } else {
        "virtual"
    };
    let options = BucketOptions {
        provider: "oss".to_owned(),
        bucket: text(&input["bucket"]).to_owned(),
        region: text(&client["region"]).to_owned(),
        endpoint,
        addressing: Some(addressing.to_owned()),
        signature: Some(if v4 { "v4" } else { "v1" }.to_owned()),
    };
    let bucket = Bucket::new(&options).unwrap();
    let mut request = request(input);
    request.key = text(&input["object"]).to_owned();
    request.query = match &input["subres"] {
        Value::String(name) => vec![(name.clone(), String::new())],
        subres => pairs(subres),
    };
    request.headers = super::lower(pairs(&expected["headers"]));
    request.headers.retain(|(name, _)| name != "authorization");
    let credential = credential(client, ["accessKeyId", "accessKeySecret", "stsToken"]);
    let now = parse_date(request.header("x-oss-date").unwrap()).unwrap() / 1000;
    let signing = Signing { bucket: &bucket, credential: &credential, now, expires_in: None };
    let signed = bucket.provider.sign(request, &signing);
    let authorization = header(&super::lower(pairs(&expected["headers"])), "authorization");
    assert_eq!(header(&signed.headers, "authorization"), authorization, "{id}");
    // A parameter without a value is spelled `uploads=` there and `uploads` here.
    assert_eq!(signed.url, text(&expected["url"]).trim_end_matches('='), "{id}");
}

fn crc64(case: &Value) {
    let input = &case["input"];
    let bytes = match input["hex"].as_str() {
        Some(digits) => unhex(digits).unwrap(),
        None => {
            assert_eq!(text(&input["description"]), "bytes(0..255) x400");
            (0..=255).cycle().take(102_400).collect()
        }
    };
    let mut crc = Crc64::default();
    crc.update(&bytes);
    assert_eq!(crc.value().to_string(), text(&case["expected"]["crc64_decimal"]), "{}", case["id"]);
}

fn crc64_combine(case: &Value) {
    let input = &case["input"];
    let [first, second] = ["crc1", "crc2"].map(|name| text(&input[name]).parse().unwrap());
    let whole = combine(first, second, input["len2"].as_u64().unwrap());
    assert_eq!(whole.to_string(), text(&case["expected"]["crc64_decimal"]), "{}", case["id"]);
}

fn published_canonical_request(case: &Value) {
    let hash = hex(&sha256(text(&case["canonical_request"]).as_bytes()));
    assert_eq!(hash, text(&case["expected"]), "{}", case["id"]);
}

fn dressed_v4(input: &Value) -> trebucket::request::Request {
    let date = trebucket::text::Civil::from_unix(now(input)).iso_basic();
    let request = request(input)
        .with_header("x-oss-date", &date)
        .with_header("x-oss-content-sha256", "UNSIGNED-PAYLOAD");
    match input["security_token"].as_str() {
        Some(token) => request.with_header("x-oss-security-token", token),
        None => request,
    }
}

fn bucket(input: &Value, signature: &str) -> Bucket {
    let options = BucketOptions {
        provider: "oss".to_owned(),
        bucket: input["bucket"].as_str().unwrap_or("none").to_owned(),
        region: input["region"].as_str().unwrap_or("cn-hangzhou").to_owned(),
        signature: Some(signature.to_owned()),
        ..BucketOptions::default()
    };
    let mut bucket = Bucket::new(&options).unwrap();
    if input["bucket"].is_null() {
        // A request of the service, which the public functions do not make.
        bucket.name.clear();
    }
    bucket
}

fn secrets(input: &Value) -> trebucket::credential::Credential {
    credential(input, ["access_key_id", "access_key_secret", "security_token"])
}

fn now(input: &Value) -> u64 {
    let spelled = || parse_date(text(&input["date"])).map(|millis| millis / 1000);
    input["date_unix"].as_u64().or(input["date"].as_u64()).or_else(spelled).unwrap()
}

fn product(input: &Value) -> &'static str {
    if text(&input["product"]) == "oss-cloudbox" { "oss-cloudbox" } else { "oss" }
}

fn additional(input: &Value) -> Vec<String> {
    let names = input["additional_headers"].as_array().map_or(&[][..], Vec::as_slice);
    names.iter().map(|name| text(name).to_ascii_lowercase()).collect()
}

fn stage<'a>(case: &'a Value, name: &str) -> &'a str {
    case["expected"][name].as_str().unwrap_or_else(|| text(&case[name]))
}

fn expected(case: &Value) -> String {
    let whole = &case["expected"];
    whole["authorization"].as_str().unwrap_or_else(|| text(whole)).to_owned()
}

fn header(pairs: &[(String, String)], name: &str) -> String {
    pairs.iter().find(|(known, _)| known == name).map_or_else(String::new, |(_, value)| value.clone())
}

const SKIPPED: &[(&str, &str)] = &[
    ("rpc-assumerole-get", STS),
    ("rpc-assumerole-post-policy", STS),
    ("pub-rpc-describe-regions", STS),
    ("pub-rpc-assumerole", STS),
    ("pub-v1-doc-url", "the documentation signed it with another secret than the one it shows"),
];
const STS: &str = "signed by the app server, with the cloud's own SDK";
