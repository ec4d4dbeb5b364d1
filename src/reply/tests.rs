use super::*;
use crate::provider::by_name;

fn reply<'a>(cloud: &str, status: u16, headers: &'a str, body: &'a str) -> Reply<'a> {
    Reply { status, headers, body, dialect: by_name(cloud, None).expect("known").dialect() }
}

#[test]
fn a_200_with_an_error_inside_is_a_refusal() {
    let body = "\n\n<Error><Code>InternalError</Code><Message>try &quot;again&quot;</Message></Error>";
    let reply = reply("cos", 200, "", body);
    assert!(!reply.succeeded());
    assert_eq!(reply.code().as_deref(), Some("InternalError"));
    assert_eq!(reply.message().as_deref(), Some("try \"again\""));
}

#[test]
fn a_200_that_tells_of_a_failed_callback_is_none() {
    let body = "<PutObjectResult><CallbackResult><Status>203</Status><Error><Code>CallbackFailed</Code></Error></CallbackResult></PutObjectResult>";
    assert!(reply("cos", 200, "", body).succeeded());
}

#[test]
fn a_page_of_parts_is_read_from_xml_and_json() {
    let xml = "<?xml version=\"1.0\"?><ListPartsResult xmlns=\"x\"><PartNumberMarker>0</PartNumberMarker><NextPartNumberMarker>2</NextPartNumberMarker><IsTruncated>true</IsTruncated><Part><PartNumber>1</PartNumber><ETag>&quot;AB&quot;</ETag><Size>5</Size><HashCrc64ecma>77</HashCrc64ecma></Part><Part><PartNumber>2</PartNumber><ETag>\"CD\"</ETag><Size>6</Size></Part></ListPartsResult>";
    let page = reply("oss", 200, "", xml).page().expect("a page");
    assert_eq!(page.next, Some(2));
    assert_eq!(page.parts[0], Listed { part: 1, etag: "\"AB\"".into(), size: 5, crc64: Some(77) });
    let json = r#"{"isTruncated":false,"parts":[{"partNumber":3,"eTag":"ef","size":9}]}"#;
    let page = reply("bos", 200, "", json).page().expect("a page");
    assert_eq!((page.next, page.parts[0].size), (None, 9));
}

#[test]
fn a_captive_portal_is_no_page() {
    assert_eq!(reply("oss", 200, "", "<html><body>Welcome to the hotel</body></html>").page(), None);
    assert_eq!(reply("bos", 200, "", "<html>").page(), None);
}

#[test]
fn unclosed_and_nested_rubbish_neither_panics_nor_hangs() {
    for body in [
        "<",
        "<Error",
        "<Error>",
        "<Error><Code>",
        "</Error>",
        "<Error/></",
        "<é><Error></é",
        "<Error></Erro",
    ] {
        let _ = reply("oss", 500, "x", body).code();
    }
    let deep = "<a>".repeat(100_000);
    assert_eq!(reply("cos", 500, "", &deep).code(), None);
}

#[test]
fn headers_are_found_whatever_their_case() {
    let reply = reply("oss", 200, "ETag: \"9\"\r\nX-Oss-Hash-Crc64ecma: 18446744073709551615\r\n", "");
    assert_eq!((reply.etag(), reply.crc64()), (Some("9"), Some(u64::MAX)));
}
