//! At the cloud's door: whose request is this, is it fresh, is it signed.

use super::{Answer, Call, Cloud, Set};
use trebucket::credential::Credential;
use trebucket::provider::{Policy, Signing};
use trebucket::request::Request;
use trebucket::text::{Civil, base64_decode, parse_date};

impl Cloud {
    /// Lets a request in, or says why not.
    pub fn admit(&mut self, call: &Call, server: u64) -> Result<(), Answer> {
        if call.in_url() && !self.policy.urls {
            let (status, code) =
                if self.brand() == "oss" { (400, "InvalidArgument") } else { (403, "SignatureDoesNotMatch") };
            return Err(self.refuse(call, status, code, "This request must be signed in its headers."));
        }
        let id = id_of(call).unwrap_or_default();
        let Some(set) = self.sets.iter().find(|set| set.credential.id == id) else {
            self.defects.push(format!("signed with an unknown id {id:?}"));
            return Err(self.refuse(call, 403, "InvalidAccessKeyId", "The id does not exist."));
        };
        let (revoked, ended) = (set.revoked, server >= set.until);
        if let Some(defect) = self.broken(call, set) {
            self.defects.push(defect);
            return Err(self.refuse(call, 403, "SignatureDoesNotMatch", "The signature does not match."));
        }
        if let Some(refused) = self.untimely(call, server) {
            return Err(refused);
        }
        if revoked {
            return Err(self.refuse(call, 403, "InvalidAccessKeyId", "The id does not exist."));
        }
        if ended {
            return Err(match self.brand() {
                "oss" => self.refuse(call, 403, "SecurityTokenExpired", "The security token has expired."),
                "cos" => self.refuse(call, 403, "ExpiredToken", "Token expired."),
                _ => self.refuse(call, 400, "InvalidRequest", "Fail to authn user: time expired"),
            });
        }
        Ok(())
    }

    /// The id of the set that signed.
    pub fn signer(&self, call: &Call) -> Option<usize> {
        let id = id_of(call)?;
        self.sets.iter().position(|set| set.credential.id == id)
    }

    fn broken(&self, call: &Call, set: &Set) -> Option<String> {
        let token =
            ["x-oss-security-token", "security-token", "x-bce-security-token", "x-cos-security-token"];
        if token.iter().find_map(|name| call.claim(name)) != Some(set.credential.token()) {
            return Some(format!("{:?} carries the wrong token", call.task));
        }
        let honest = match &call.fields {
            Some(fields) => self.form_again(call, set) == Some(sorted(fields)),
            None if call.in_url() => call.headers.is_empty() && self.presign_again(call, set) == call.url,
            None => call.header("authorization") == Some(&self.sign_again(call, set)),
        };
        (!honest).then(|| format!("{:?} is signed wrongly", call.task))
    }

    fn sign_again(&self, call: &Call, set: &Set) -> String {
        const ADDED: [&str; 8] = [
            "authorization",
            "x-oss-date",
            "x-oss-content-sha256",
            "x-oss-security-token",
            "x-bce-date",
            "x-bce-security-token",
            "x-cos-security-token",
            "host",
        ];
        let sent = call.headers.iter().filter(|(name, _)| !ADDED.contains(&name.as_str()));
        let request = Request {
            method: call.method.clone(),
            key: call.key.clone(),
            query: call.query.clone(),
            headers: sent.cloned().collect(),
        };
        let (credential, now) = self.signed_with(call, set);
        let signing = Signing { bucket: &self.bucket, credential: &credential, now, expires_in: None };
        let signed = self.bucket.provider.sign(request, &signing);
        signed
            .headers
            .into_iter()
            .find(|(name, _)| name == "authorization")
            .map(|(_, value)| value)
            .unwrap_or_default()
    }

    /// The URL as we would have signed it.
    fn presign_again(&self, call: &Call, set: &Set) -> String {
        let own = |name: &str| matches!(name, "uploads" | "uploadId");
        let request = Request {
            method: call.method.clone(),
            key: call.key.clone(),
            query: call.query.iter().filter(|(name, _)| own(name)).cloned().collect(),
            headers: Vec::new(),
        };
        let (credential, now) = self.signed_with(call, set);
        let signing = Signing { bucket: &self.bucket, credential: &credential, now, expires_in: None };
        self.bucket.provider.presign(request, &signing)
    }

    /// The credential as it stood when it signed, and the moment in seconds.
    fn signed_with(&self, call: &Call, set: &Set) -> (Credential, u64) {
        let mut credential = set.credential.clone();
        let mut now = self.signed_at(call).unwrap_or(0);
        if let Some((start, end)) = window(call) {
            (credential.start_time, credential.expiration) = (Some(start * 1_000), Some(end * 1_000));
            now = start;
        }
        (credential, now)
    }

    /// The form as we would have signed it, fields sorted.
    fn form_again(&self, call: &Call, set: &Set) -> Option<Vec<(String, String)>> {
        const ADDED: [&str; 14] = [
            "key",
            "policy",
            "signature",
            "ossaccesskeyid",
            "x-oss-signature",
            "x-oss-signature-version",
            "x-oss-credential",
            "x-oss-date",
            "x-oss-security-token",
            "x-cos-security-token",
            "q-sign-algorithm",
            "q-ak",
            "q-key-time",
            "q-signature",
        ];
        let fields = call.fields.as_ref()?;
        let policy_text = policy_text(call)?;
        let max = policy_text.split_once("\"content-length-range\",0,")?.1.split(']').next()?.parse().ok()?;
        let own = fields.iter().filter(|(name, _)| !ADDED.contains(&name.to_ascii_lowercase().as_str()));
        let policy = Policy {
            key: Some(call.key.clone()),
            max_bytes: Some(max),
            fields: own.cloned().collect(),
            ..Policy::default()
        };
        if call.bytes() > max {
            return None;
        }
        self.signed_at(call)?;
        let (credential, now) = self.signed_with(call, set);
        let signing = Signing { bucket: &self.bucket, credential: &credential, now, expires_in: None };
        Some(sorted(&self.bucket.provider.post_form(&policy, &signing).ok()?.fields))
    }

    /// When it says that it was signed, seconds.
    fn signed_at(&self, call: &Call) -> Option<u64> {
        let date = call.claim("x-oss-date").or(call.claim("x-bce-date"));
        if let Some(told) = date.and_then(parse_date) {
            return Some(told / 1_000);
        }
        match window(call) {
            Some((start, _)) => Some(start),
            None if call.in_url() => Some(url_end(call)? - 900),
            // A V1 form tells only when it ends, a quarter of an hour after it was signed.
            None => Some(policy_end(call)? - 900),
        }
    }

    fn untimely(&self, call: &Call, server: u64) -> Option<Answer> {
        let (now, told) = (server / 1_000, Civil::from_unix(server / 1_000).iso_millis());
        let server_time = format!("<ServerTime>{told}</ServerTime>");
        let skewed = || {
            let message = "The difference between the request time and the current time is too large.";
            Some(self.refuse_with(call, 403, "RequestTimeTooSkewed", message, &server_time))
        };
        if let Some((start, end)) = window(call) {
            if now >= end {
                return Some(self.refuse(call, 403, "AccessDenied", "Request has expired"));
            }
            return if now + 60 < start { skewed() } else { None };
        }
        if call.fields.is_some() {
            let expired = "Invalid according to Policy: Policy expired.";
            return (policy_end(call)? <= now).then(|| self.refuse(call, 403, "AccessDenied", expired));
        }
        if call.in_url() && self.signed_at(call)? + 900 <= now {
            return Some(self.refuse(call, 403, "AccessDenied", "Request has expired."));
        }
        let most = if self.brand() == "bos" { 1_800 } else { 900 };
        if self.signed_at(call)?.abs_diff(now) > most { skewed() } else { None }
    }
}

fn id_of(call: &Call) -> Option<&str> {
    if call.fields.is_some() || call.in_url() {
        let v4 = call.claim("x-oss-credential").and_then(|text| text.split('/').next());
        return v4.or(call.claim("OSSAccessKeyId")).or(call.claim("q-ak"));
    }
    let text = call.header("authorization")?;
    for (before, after) in [("Credential=", '/'), ("OSS ", ':'), ("bce-auth-v1/", '/'), ("q-ak=", '&')] {
        if let Some((_, rest)) = text.split_once(before) {
            return rest.split(after).next();
        }
    }
    None
}

/// COS: `start;end`, seconds.
fn window(call: &Call) -> Option<(u64, u64)> {
    let text = match call.claim("q-key-time") {
        Some(text) => text,
        None => call.header("authorization")?.split_once("q-sign-time=")?.1.split('&').next()?,
    };
    let (start, end) = text.split_once(';')?;
    Some((start.parse().ok()?, end.parse().ok()?))
}

/// OSS V1: seconds.
fn url_end(call: &Call) -> Option<u64> {
    call.claim("Expires")?.parse().ok()
}

fn policy_text(call: &Call) -> Option<String> {
    String::from_utf8(base64_decode(call.header("policy")?)?).ok()
}

/// Seconds.
fn policy_end(call: &Call) -> Option<u64> {
    let text = policy_text(call)?;
    Some(parse_date(text.split_once("\"expiration\":\"")?.1.split('"').next()?)? / 1_000)
}

fn sorted(fields: &[(String, String)]) -> Vec<(String, String)> {
    let mut fields = fields.to_vec();
    fields.sort();
    fields
}
