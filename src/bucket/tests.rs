use super::*;

fn options(provider: &str, bucket: &str, region: &str) -> BucketOptions {
    BucketOptions {
        provider: provider.to_owned(),
        bucket: bucket.to_owned(),
        region: region.to_owned(),
        ..BucketOptions::default()
    }
}

fn with(change: impl FnOnce(&mut BucketOptions)) -> BucketOptions {
    let mut options = options("oss", "photos", "cn-hangzhou");
    change(&mut options);
    options
}

fn hint(options: &BucketOptions) -> Hint {
    Bucket::new(options).err().map_or(Hint::None, |error| error.hint)
}

#[test]
fn each_cloud_has_its_host() {
    for (options, url) in [
        (options("oss", "photos", "oss-cn-hangzhou"), "https://photos.oss-cn-hangzhou.aliyuncs.com/"),
        (options("bos", "photos", "bj"), "https://photos.bj.bcebos.com/"),
        (
            options("cos", "photos-1250000000", "ap-guangzhou"),
            "https://photos-1250000000.cos.ap-guangzhou.myqcloud.com/",
        ),
        (options("cos", "photos-1250000000", "cn-south"), "https://photos-1250000000.cn-south.myqcloud.com/"),
    ] {
        assert_eq!(Bucket::new(&options).unwrap().url("", &[]), url);
    }
}

#[test]
fn an_endpoint_and_the_addressing_make_the_url() {
    for (endpoint, addressing, url) in [
        ("https://oss-accelerate.aliyuncs.com", None, "https://photos.oss-accelerate.aliyuncs.com/a%2Bb"),
        ("http://local.test:9000/", Some("virtual"), "http://photos.local.test:9000/a%2Bb"),
        ("http://local.test:9000", Some("path"), "http://local.test:9000/photos/a%2Bb"),
        ("https://IMG.example.com:443", Some("cname"), "https://img.example.com/a%2Bb"),
        ("http://127.0.0.1:9000", None, "http://127.0.0.1:9000/photos/a%2Bb"),
        ("http://[::1]:9000", None, "http://[::1]:9000/photos/a%2Bb"),
        ("http://127.0.0.1:80", Some("cname"), "http://127.0.0.1/a%2Bb"),
    ] {
        let options = with(|options| {
            options.endpoint = Some(endpoint.to_owned());
            options.addressing = addressing.map(str::to_owned);
        });
        assert_eq!(Bucket::new(&options).unwrap().url("a+b", &[]), url);
    }
}

#[test]
fn each_bad_option_is_named_by_its_hint() {
    assert_eq!(hint(&options("s3", "photos", "x")), Hint::Provider);
    for bucket in ["", "ab", "Photos", "-photos", "photos-", "a.b", "a_b", &"a".repeat(64)] {
        assert_eq!(hint(&options("oss", bucket, "cn-hangzhou")), Hint::Bucket, "{bucket}");
    }
    assert_eq!(hint(&options("cos", "photos", "ap-guangzhou")), Hint::BucketAppid);
    assert_eq!(hint(&options("cos", "photos-x1", "ap-guangzhou")), Hint::BucketAppid);
    for region in ["", "oss-", "cos.ap-guangzhou", "CN", "a b"] {
        assert_eq!(hint(&options("oss", "photos", region)), Hint::Region, "{region}");
    }
    assert_eq!(hint(&with(|options| options.signature = Some("v2".to_owned()))), Hint::Signature);
    let mut bos = options("bos", "photos", "bj");
    bos.signature = Some("v4".to_owned());
    assert_eq!(hint(&bos), Hint::Signature);
}

#[test]
fn a_bad_endpoint_is_refused() {
    for endpoint in [
        "",
        "img.example.com",
        "ftp://a.b",
        "https://",
        "https://a.b/path",
        "https://a.b?x",
        "https://u@a.b",
        "https://a b",
        "https://a.b:99999",
        "https://a.b:",
        "https://目录.cn",
        "http://127.1",
        "http://1.2.3.256",
        "http://[::1",
        "https://a..b",
        "https://.",
    ] {
        let options = with(|options| options.endpoint = Some(endpoint.to_owned()));
        assert_eq!(hint(&options), Hint::Endpoint, "{endpoint}");
    }
}

#[test]
fn an_address_cannot_carry_the_bucket_in_its_name() {
    let addressed = |endpoint: Option<&str>, addressing: &str| {
        hint(&with(|options| {
            options.endpoint = endpoint.map(str::to_owned);
            options.addressing = Some(addressing.to_owned());
        }))
    };
    assert_eq!(addressed(Some("http://127.0.0.1"), "virtual"), Hint::Addressing);
    assert_eq!(addressed(None, "cname"), Hint::Addressing);
    assert_eq!(addressed(None, "dns"), Hint::Addressing);
}

#[test]
fn version_one_needs_no_region_beside_an_endpoint() {
    let mut options = options("oss", "photos", "");
    options.endpoint = Some("https://oss.example.internal:8443".to_owned());
    assert_eq!(hint(&options), Hint::Region);
    options.signature = Some("v1".to_owned());
    assert_eq!(hint(&options), Hint::None);
}

#[test]
fn a_key_that_cannot_be_reached_is_refused() {
    let oss = Bucket::new(&options("oss", "photos", "cn-hangzhou")).unwrap();
    let cos = Bucket::new(&options("cos", "photos-1250000000", "ap-guangzhou")).unwrap();
    let refused = |bucket: &Bucket, key: &str| bucket.check_key(key).err().map(|error| error.hint);
    for (key, hint) in [
        ("", Hint::KeyEmpty),
        ("/a", Hint::KeySlash),
        ("\\a", Hint::KeySlash),
        ("..", Hint::KeyDots),
        ("a/./b", Hint::KeyDots),
        ("a/..", Hint::KeyDots),
        (&"目".repeat(342), Hint::KeyLong),
    ] {
        assert_eq!(refused(&oss, key), Some(hint), "{key}");
    }
    for key in ["a", "a//b", "...", "..a/.b", "a/", "\n", &"a".repeat(1023)] {
        assert_eq!(refused(&oss, key), None, "{key}");
    }
    assert_eq!(refused(&cos, &"a".repeat(851)), Some(Hint::KeyLong));
    assert_eq!(refused(&cos, "a\u{1b}"), Some(Hint::KeyCharacter));
}

#[test]
fn a_validity_of_nothing_or_of_more_than_a_week_is_refused() {
    let bucket = Bucket::new(&options("oss", "photos", "cn-hangzhou")).unwrap();
    assert!(bucket.check_validity(0).is_err());
    assert!(bucket.check_validity(604_800).is_ok());
    assert!(bucket.check_validity(604_801).is_err());
}

#[test]
fn a_request_that_would_not_arrive_as_signed_is_refused() {
    let cos = Bucket::new(&options("cos", "photos-1250000000", "ap-guangzhou")).unwrap();
    let refused = |request: Request| cos.check_request(&request).err().map(|error| error.hint);
    let put = || Request::new("PUT", "a");
    assert_eq!(refused(put().with_query("uploads", "").with_header("x-cos-meta-a", " b\t")), None);
    assert_eq!(refused(Request::new("GET", "")), None);
    assert_eq!(refused(Request::new("put", "a")), Some(Hint::Header));
    assert_eq!(refused(Request::new("PUT", "..")), Some(Hint::KeyDots));
    assert_eq!(refused(put().with_query("A", "1").with_query("a", "2")), Some(Hint::Header));
    assert_eq!(refused(put().with_query("", "1")), Some(Hint::Header));
    for [name, value] in
        [["x-cos-meta-a", "目"], ["x-cos-meta-a", "a\nb"], ["a b", "c"], ["", "c"], ["a", "\u{e9}"]]
    {
        assert_eq!(refused(put().with_header(name, value)), Some(Hint::Header), "{name}: {value}");
    }
}
