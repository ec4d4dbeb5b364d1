//! The options of a bucket as the caller wrote them, and what is wrong with each.

use super::Addressing;
use crate::error::{Error, Hint};
use crate::provider::Provider;

/// The options in the words of the public contract, unchecked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BucketOptions {
    /// `oss`, `bos` or `cos`.
    pub provider: String,
    /// The bucket's name (COS: with the appid).
    pub bucket: String,
    /// `cn-hangzhou` (also `oss-cn-hangzhou`), `bj`, `ap-guangzhou`.
    pub region: String,
    /// An origin: `https://img.example.com`, `http://127.0.0.1:9000`.
    pub endpoint: Option<String>,
    /// `virtual`, `path` or `cname`.
    pub addressing: Option<String>,
    /// OSS only: `v4` or `v1`.
    pub signature: Option<String>,
}

pub(super) fn check_name(cloud: &str, name: &str) -> Result<(), Error> {
    let ends = !name.starts_with('-') && !name.ends_with('-');
    if name.len() < 3 || name.len() > NAME_MAX || !is_plain(name) || !ends {
        return Err(Error::invalid(Hint::Bucket, "bucket is missing or malformed"));
    }
    if cloud != "cos" {
        return Ok(());
    }
    let appid = name.split('-').skip(1).last().unwrap_or("");
    if appid.is_empty() || !appid.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Error::invalid(Hint::BucketAppid, "bucket lacks the appid: photos-1250000000"));
    }
    Ok(())
}

pub(super) fn region(provider: &dyn Provider, options: &BucketOptions) -> Result<String, Error> {
    let region = match provider.dialect().name {
        "oss" => options.region.strip_prefix("oss-").unwrap_or(&options.region),
        _ => &options.region,
    };
    if region.is_empty() && options.endpoint.is_some() && !provider.dialect().signs_region {
        return Ok(String::new());
    }
    if region.is_empty() || region.len() > NAME_MAX || !is_plain(region) {
        return Err(Error::invalid(Hint::Region, "region is missing or malformed"));
    }
    Ok(region.to_owned())
}

pub(super) fn origin(endpoint: &str) -> Result<(&'static str, String), Error> {
    let wrong =
        || Error::invalid(Hint::Endpoint, "endpoint is not an origin such as https://img.example.com");
    let endpoint = endpoint.to_ascii_lowercase();
    let (scheme, rest, default_port) = if let Some(rest) = endpoint.strip_prefix("https://") {
        ("https", rest, ":443")
    } else if let Some(rest) = endpoint.strip_prefix("http://") {
        ("http", rest, ":80")
    } else {
        return Err(wrong());
    };
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    // The browser leaves the scheme's own port out of the Host header, and the Host is signed.
    let authority = authority.strip_suffix(default_port).unwrap_or(authority);
    let (host, port) = split_port(authority);
    if !is_host(host) || !port.is_none_or(is_port) {
        return Err(wrong());
    }
    Ok((scheme, authority.to_owned()))
}

pub(super) fn addressing(options: &BucketOptions, authority: &str) -> Result<Addressing, Error> {
    let ip = is_ip(split_port(authority).0);
    match options.addressing.as_deref() {
        None if ip => Ok(Addressing::Path),
        Some("virtual") if ip => {
            Err(Error::invalid(Hint::Addressing, "an IP address cannot carry the bucket in its name"))
        }
        None | Some("virtual") => Ok(Addressing::Virtual),
        Some("path") => Ok(Addressing::Path),
        Some("cname") if options.endpoint.is_some() => Ok(Addressing::Cname),
        Some("cname") => Err(Error::invalid(Hint::Addressing, "addressing \"cname\" needs an endpoint")),
        Some(_) => Err(Error::invalid(Hint::Addressing, "addressing must be virtual, path or cname")),
    }
}

fn split_port(authority: &str) -> (&str, Option<&str>) {
    // Colons within brackets are an address's own.
    let bracket = authority.find(']').unwrap_or(0);
    match authority[bracket..].find(':') {
        Some(colon) => (&authority[..bracket + colon], Some(&authority[bracket + colon + 1..])),
        None => (authority, None),
    }
}

fn is_host(host: &str) -> bool {
    if host.starts_with('[') {
        return is_ip(host);
    }
    let label = |label: &str| !label.is_empty() && label.len() <= NAME_MAX && label.split('_').all(is_plain);
    // URL parsers read a host that ends in a number as an address, and 127.1 as 127.0.0.1.
    let last = host.split('.').fold("", |_, label| label);
    let numeric = last.bytes().all(|b| b.is_ascii_digit());
    host.len() <= HOST_MAX && host.split('.').all(label) && (!numeric || is_ip(host))
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

fn is_port(port: &str) -> bool {
    crate::text::parse_decimal(port).is_some_and(|number| number <= 65_535) && !port.starts_with('0')
}

fn is_ip(host: &str) -> bool {
    if let Some(inside) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return inside.contains(':')
            && inside.bytes().all(|b| b.is_ascii_hexdigit() || b == b':' || b == b'.');
    }
    let octet = |part: &str| {
        crate::text::parse_decimal(part).is_some_and(|number| number <= 255)
            && (part.len() == 1 || !part.starts_with('0'))
    };
    host.split('.').count() == 4 && host.split('.').all(octet)
}

/// A label of a host name, which a bucket and a region become.
const NAME_MAX: usize = 63;
/// RFC 1035.
const HOST_MAX: usize = 253;
