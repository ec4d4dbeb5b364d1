use super::*;

fn object() -> Object {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Object {
        content_type: Some("image/png".to_owned()),
        cache_control: Some("no-cache".to_owned()),
        metadata: vec![pair("Author", "张三"), pair("note", "50% plain")],
        acl: Some("private".to_owned()),
        storage_class: Some("COLD".to_owned()),
        tagging: vec![pair("k 1", "v&1"), pair("k2", "")],
        forbid_overwrite: true,
        callback: Some(Callback { urls: vec!["https://a.test/".to_owned()], ..Callback::default() }),
        traffic_limit: Some(200_000),
        headers: vec![pair("x-oss-request-payer", "requester"), pair("expires", "0")],
        ..Object::default()
    }
}

fn names(provider: &str, place: Place) -> Vec<String> {
    let headers = by_name(provider, None).unwrap().object_headers(&object(), place).unwrap();
    headers.into_iter().map(|(name, _)| name).collect()
}

fn has(provider: &str, place: Place, wanted: &[&str], unwanted: &[&str]) {
    let names = names(provider, place);
    for name in wanted {
        assert!(names.iter().any(|known| known == name), "{provider} {place:?} lacks {name}: {names:?}");
    }
    for name in unwanted {
        assert!(!names.iter().any(|known| known == name), "{provider} {place:?} has {name}: {names:?}");
    }
}

#[test]
fn each_property_of_an_oss_object_rides_where_the_cloud_takes_it() {
    let put = ["content-type", "x-oss-meta-author", "x-oss-object-acl", "x-oss-tagging", "x-oss-callback"];
    has("oss", Place::Put, &put, &[]);
    has(
        "oss",
        Place::Initiate,
        &["content-type", "x-oss-meta-author", "x-oss-storage-class", "x-oss-forbid-overwrite", "expires"],
        &["x-oss-object-acl", "x-oss-callback", "x-oss-traffic-limit"],
    );
    assert_eq!(names("oss", Place::Part), ["x-oss-traffic-limit", "x-oss-request-payer"]);
    has(
        "oss",
        Place::Complete,
        &["x-oss-object-acl", "x-oss-callback", "x-oss-forbid-overwrite"],
        &["content-type", "x-oss-meta-author", "expires"],
    );
}

#[test]
fn metadata_of_bos_waits_for_complete() {
    has(
        "bos",
        Place::Put,
        &["x-bce-meta-author", "x-bce-forbid-overwrite", "x-bce-process"],
        &["if-none-match"],
    );
    has(
        "bos",
        Place::Initiate,
        &["content-type", "x-bce-storage-class"],
        &["x-bce-meta-author", "x-bce-process"],
    );
    has("bos", Place::Complete, &["x-bce-meta-author", "x-bce-process", "if-none-match"], &["content-type"]);
}

#[test]
fn cos_hears_of_the_ban_on_overwriting_at_each_step() {
    for place in [Place::Put, Place::Initiate, Place::Complete] {
        has("cos", place, &["x-cos-forbid-overwrite"], &[]);
    }
    has("cos", Place::Initiate, &["x-cos-acl", "x-cos-tagging"], &["x-cos-callback", "x-cos-traffic-limit"]);
    has("cos", Place::Complete, &["x-cos-callback"], &["x-cos-acl", "content-type"]);
}

#[test]
fn values_are_written_so_that_they_can_be_sent() {
    let headers = by_name("oss", None).unwrap().object_headers(&object(), Place::Put).unwrap();
    let value = |name: &str| headers.iter().find(|(known, _)| known == name).unwrap().1.as_str();
    assert_eq!(value("x-oss-meta-author"), "%E5%BC%A0%E4%B8%89");
    assert_eq!(value("x-oss-meta-note"), "50% plain");
    assert_eq!(value("x-oss-tagging"), "k%201=v%261&k2=");
    assert_eq!(value("x-oss-traffic-limit"), "1600000");
    let callback = String::from_utf8(base64_decode(value("x-oss-callback")).unwrap()).unwrap();
    assert!(callback.starts_with(r#"{"callbackUrl":"https://a.test/","callbackBody":"bucket=${bucket}&"#));
}

#[test]
fn a_form_cannot_carry_tags_and_spells_its_fields_its_own_way() {
    for provider in ["oss", "bos", "cos"] {
        let cloud = by_name(provider, None).unwrap();
        assert_eq!(cloud.object_headers(&object(), Place::Form).unwrap_err().code, ErrorCode::Unsupported);
        let untagged = Object { tagging: Vec::new(), ..object() };
        let fields = cloud.object_headers(&untagged, Place::Form).unwrap();
        assert!(fields.iter().any(|(name, _)| name == "Content-Type"), "{fields:?}");
    }
}

#[test]
fn what_cannot_be_sent_is_refused() {
    let pair = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
    for object in [
        Object { metadata: pair("under_score", "x"), ..Object::default() },
        Object { metadata: pair("", "x"), ..Object::default() },
        Object { content_disposition: Some("attachment; filename=目".to_owned()), ..Object::default() },
        Object { headers: pair("a b", "x"), ..Object::default() },
        Object { headers: pair("x-oss-a", "a\r\nb"), ..Object::default() },
    ] {
        let error = by_name("oss", None).unwrap().object_headers(&object, Place::Put).unwrap_err();
        assert_eq!((error.code, error.hint), (ErrorCode::InvalidArgument, Hint::Header), "{object:?}");
    }
}

#[test]
fn bos_words_its_callback_by_itself() {
    let cloud = by_name("bos", None).unwrap();
    let mut object = object();
    let headers = cloud.object_headers(&object, Place::Put).unwrap();
    let process = &headers.iter().find(|(name, _)| name == "x-bce-process").unwrap().1;
    assert_eq!(process, "callback/callback,u_WyJodHRwczovL2EudGVzdC8iXQ,m_sync");
    object.callback = object.callback.map(|callback| Callback { body: Some("x".to_owned()), ..callback });
    assert_eq!(cloud.object_headers(&object, Place::Put).unwrap_err().code, ErrorCode::Unsupported);
}
