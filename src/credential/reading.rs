//! Reading whatever an app server answers: every spelling of a temporary credential, and what is none.

use super::Credential;
use crate::error::{Error, ErrorCode, Hint};
use crate::json::Json;
use crate::text::{parse_date, parse_decimal};
use zeroize::Zeroize;

/// A credential, and what the app server's clock said as it answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The credential.
    pub credential: Credential,
    /// Milliseconds since the epoch, where the answer tells.
    pub server_time: Option<u64>,
}

/// Reads the text of an answer, without being told which cloud issued it: flat or nested, in Pascal, camel or snake
/// case, in envelopes, with times as ISO text, seconds or milliseconds.
///
/// # Errors
/// `credentials`, with the hint that names the missing field, or says that the answer is an error, a ready signature
/// or no JSON at all. No message holds a secret.
///
/// ```
/// let answer = r#"{"code":0,"data":{"TmpSecretId":"id","TmpSecretKey":"key","Token":"token","ExpiredTime":1700000000}}"#;
/// let issued = trebucket::credential::read(answer).unwrap();
/// assert_eq!(issued.credential.id, "id");
/// assert_eq!(issued.credential.expiration, Some(1_700_000_000_000));
/// ```
pub fn read(answer: &str) -> Result<Issued, Error> {
    let Some(mut json) = Json::parse(answer) else {
        let message = "the app server's answer is not JSON";
        return Err(Error::new(ErrorCode::Credentials, Hint::AppServerHtml, message));
    };
    unfold(&mut json, DEPTH_MAX);
    let issued = issued(&json);
    wipe(&mut json);
    issued
}

fn issued(json: &Json) -> Result<Issued, Error> {
    let nested = find(json, &|known| member(known, ID).is_some() && member(known, SECRET).is_some())
        .or_else(|| find(json, &|known| member(known, ID).or(member(known, SECRET)).is_some()));
    let Some(nested) = nested else { return Err(why_none(json)) };
    let (inner, signed) = (nested[nested.len() - 1], nested.iter().any(|json| is_signed(json)));
    let (id, secret) = (word(inner, ID), word(inner, SECRET));
    if signed && (id.is_none() || secret.is_none()) {
        return Err(ready_signature());
    }
    let id = id.ok_or_else(|| missing(Hint::CredentialId, "the access key id"))?;
    let secret = secret.ok_or_else(|| missing(Hint::CredentialSecret, "the access key secret"))?;
    let token = word(inner, TOKEN).ok_or_else(|| missing(Hint::CredentialToken, "the session token"))?;
    // The times may stand beside the secrets, or in the envelope around them.
    let time = |names| nested.iter().rev().find_map(|json| moment(member(json, names)?));
    let mut credential = Credential::new(id, secret, token);
    credential.expiration = time(EXPIRATION);
    credential.start_time = time(START);
    Ok(Issued { credential, server_time: time(SERVER) })
}

/// The objects from the whole answer down to the first that is wanted.
fn find<'a>(json: &'a Json, wanted: &dyn Fn(&Json) -> bool) -> Option<Vec<&'a Json>> {
    let mut way = Vec::new();
    descend(json, wanted, &mut way).then_some(way)
}

fn descend<'a>(json: &'a Json, wanted: &dyn Fn(&Json) -> bool, way: &mut Vec<&'a Json>) -> bool {
    way.push(json);
    let mut found = wanted(json);
    for (_, value) in json.members() {
        found = found || descend(value, wanted, way);
    }
    for value in json.list() {
        found = found || descend(value, wanted, way);
    }
    if !found {
        way.pop();
    }
    found
}

fn why_none(json: &Json) -> Error {
    if find(json, &is_signed).is_some() {
        return ready_signature();
    }
    let refusal = find(json, &|known| is_error(known)).and_then(|nested| nested.last().copied());
    let Some(refusal) = refusal else { return missing(Hint::CredentialId, "the access key id") };
    let nested = member(refusal, &["error"]).filter(|error| !error.members().is_empty());
    let refusal = nested.unwrap_or(refusal);
    let code = member(refusal, CODE).map(|code| cut(&spelled(code))).filter(|code| !code.is_empty());
    let message = word(refusal, MESSAGE).or(code.as_deref()).unwrap_or("no reason given");
    let message = ["the app server answered an error: ", &cut(message)].concat();
    let mut error = Error::new(ErrorCode::Credentials, Hint::AppServerError, &message);
    error.server_code = code;
    error
}

fn cut(text: &str) -> String {
    text.chars().take(MESSAGE_MAX).collect()
}

fn is_error(json: &Json) -> bool {
    let failed =
        member(json, CODE).is_some_and(|code| !SUCCESS.contains(&&*spelled(code).to_ascii_lowercase()));
    let named = member(json, &["error", "errormessage", "errmsg"])
        .is_some_and(|error| !matches!(error, Json::Null | Json::Bool(false)) && error.text() != Some(""));
    let succeeded = member(json, CODE).is_some() && !failed;
    failed || named || (!succeeded && word(json, MESSAGE).is_some())
}

fn is_signed(json: &Json) -> bool {
    member(json, SIGNED).is_some_and(|value| value.text().is_some())
}

fn ready_signature() -> Error {
    let message = "the answer is a ready signature or a form policy, not a temporary credential";
    Error::new(ErrorCode::Credentials, Hint::CredentialSigned, message)
}

fn missing(hint: Hint, what: &str) -> Error {
    Error::new(ErrorCode::Credentials, hint, &["the app server's answer lacks ", what].concat())
}

/// The first member that has one of the names, whatever its case, underscores and hyphens.
fn member<'a>(json: &'a Json, names: &[&str]) -> Option<&'a Json> {
    for wanted in names {
        for (name, value) in json.members() {
            if !matches!(value, Json::Null) && is_called(name, wanted) {
                return Some(value);
            }
        }
    }
    None
}

fn is_called(name: &str, wanted: &str) -> bool {
    let plain = name.bytes().filter(|byte| !matches!(byte, b'_' | b'-'));
    plain.map(|byte| byte.to_ascii_lowercase()).eq(wanted.bytes())
}

fn word<'a>(json: &'a Json, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| member(json, &[*name])?.text().filter(|text| !text.is_empty()))
}

fn spelled(json: &Json) -> String {
    match json {
        Json::Number(text) | Json::Text(text) => text.clone(),
        Json::Bool(true) => "true".to_owned(),
        Json::Bool(false) => "false".to_owned(),
        _ => String::new(),
    }
}

/// Milliseconds since the epoch; a number is taken for seconds while it is too small for milliseconds.
fn moment(json: &Json) -> Option<u64> {
    let number = match json {
        Json::Text(text) => match parse_date(text) {
            Some(millis) => return Some(millis),
            None => parse_decimal(text.trim_ascii())?,
        },
        other => other.floor()?,
    };
    match number {
        0..SECONDS_MIN => None,
        SECONDS_MIN..MILLIS_MIN => Some(number * 1000),
        MILLIS_MIN..MILLIS_END => Some(number),
        _ => None,
    }
}

/// Opens strings that hold JSON themselves, as gateways put bodies into answers.
fn unfold(json: &mut Json, depth: usize) {
    if depth == 0 {
        return;
    }
    match json {
        Json::Map(members) => members.iter_mut().for_each(|(_, value)| unfold(value, depth - 1)),
        Json::List(items) => items.iter_mut().for_each(|item| unfold(item, depth - 1)),
        Json::Text(text) if text.trim_ascii_start().starts_with('{') => {
            let Some(mut inside) = Json::parse(text) else { return };
            text.zeroize();
            unfold(&mut inside, depth - 1);
            *json = inside;
        }
        _ => {}
    }
}

fn wipe(json: &mut Json) {
    match json {
        Json::Text(text) => text.zeroize(),
        Json::List(items) => items.iter_mut().for_each(wipe),
        Json::Map(members) => members.iter_mut().for_each(|(_, value)| wipe(value)),
        _ => {}
    }
}

const ID: &[&str] = &["accesskeyid", "tmpsecretid", "secretid", "ak"];
const SECRET: &[&str] = &["accesskeysecret", "secretaccesskey", "tmpsecretkey", "secretkey", "sk"];
const TOKEN: &[&str] = &["securitytoken", "sessiontoken", "ststoken", "xcossecuritytoken", "token"];
const EXPIRATION: &[&str] = &["expiration", "expiredtime", "expiretime", "expiresat", "expires", "expire"];
const START: &[&str] = &["starttime", "createtime"];
const SERVER: &[&str] = &["servertime"];
const CODE: &[&str] = &["errorcode", "code", "statuscode", "status", "errcode", "errno"];
const MESSAGE: &[&str] =
    &["errormessage", "message", "msg", "errmsg", "codedesc", "errordescription", "error"];
const SUCCESS: &[&str] = &["", "0", "1", "200", "ok", "success", "true"];
const SIGNED: &[&str] =
    &["policy", "signature", "authorization", "qsignature", "xosssignature", "signedurl", "presignedurl"];
/// 2001: an earlier end is no end that could be meant.
const SECONDS_MIN: u64 = 1_000_000_000;
/// The year 5138 in seconds, 1973 in milliseconds.
const MILLIS_MIN: u64 = 100_000_000_000;
/// The year 10,000: what is larger was not counted in milliseconds.
const MILLIS_END: u64 = 253_402_300_800_000;
/// An app server's own words, but not a page of them.
const MESSAGE_MAX: usize = 200;
/// Envelopes are rarely deeper than three.
const DEPTH_MAX: usize = 8;

#[cfg(test)]
mod tests;
