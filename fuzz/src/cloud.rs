//! What a cloud answers to a request: what it should, or one of the ways in which it does not.

use trebucket::command::Send;

/// Status, header lines and body.
pub type Answer = (u16, String, String);

/// The answer that belongs to the request; ways above 0 are misfortunes, the last are the fuzzer's own words.
pub fn answer(send: &Send, way: u8, strange: &str) -> Answer {
    match way % 16 {
        1 => (200, String::new(), String::new()),
        2 => (200, String::new(), "<html>Welcome</html>".to_owned()),
        3 => (403, String::new(), error("InvalidAccessKeyId")),
        4 => (403, String::new(), error("RequestTimeTooSkewed")),
        5 => (404, String::new(), error("NoSuchUpload")),
        6 => (503, "retry-after: 3".to_owned(), error("SlowDown")),
        7 => (409, String::new(), error("FileAlreadyExists")),
        8 => (400, String::new(), error("InvalidPart")),
        9 => (500, String::new(), error("InternalError")),
        10 => (403, String::new(), error("AccessDenied")),
        11 => (203, String::new(), error("CallbackFailed")),
        12 => (strange.len() as u16 * 7, strange.to_owned(), right(send).2),
        13 => (200, right(send).1, strange.to_owned()),
        14 => (200, strange.to_owned(), right(send).2),
        15 => (404, String::new(), String::new()),
        _ => right(send),
    }
}

fn right(send: &Send) -> Answer {
    let (tag, none) = (format!("etag: \"{MD5}\"\r\nx-cos-hash-crc64ecma: 77\r\n"), String::new());
    let json = send.url.contains("bcebos");
    let body = match (send.method.as_str(), json) {
        ("POST", true) if send.url.contains("uploads") => r#"{"uploadId":"U1"}"#.to_owned(),
        ("POST", true) => format!(r#"{{"eTag":"{MD5}"}}"#),
        ("POST", false) if send.url.contains("uploads") => {
            "<InitiateMultipartUploadResult><UploadId>U1</UploadId></InitiateMultipartUploadResult>"
                .to_owned()
        }
        ("POST", false) => {
            format!("<CompleteMultipartUploadResult><ETag>{MD5}</ETag></CompleteMultipartUploadResult>")
        }
        ("GET", true) => {
            format!(r#"{{"isTruncated":false,"parts":[{{"partNumber":1,"eTag":"{MD5}","size":1048576}}]}}"#)
        }
        ("GET", false) => format!(
            "<ListPartsResult><IsTruncated>false</IsTruncated><Part><PartNumber>1</PartNumber><ETag>\"{MD5}\"</ETag>\
             <Size>1048576</Size></Part></ListPartsResult>"
        ),
        ("DELETE", _) => return (204, none.clone(), none),
        ("HEAD", _) => return (200, format!("{tag}content-length: 0\r\n"), none),
        _ => return (200, tag, none),
    };
    (200, tag, body)
}

fn error(code: &str) -> String {
    format!(
        "<Error><Code>{code}</Code><Message>no</Message><ServerTime>2026-11-22T06:00:00Z</ServerTime></Error>"
    )
}

/// The figure of whatever was sent.
pub const MD5: &str = "d41d8cd98f00b204e9800998ecf8427e";
