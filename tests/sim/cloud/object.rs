//! Objects: single uploads, questions about what is stored, the callback server.

use super::{Answer, Call, Cloud, Object};
use crate::sim::bytes::{self, Piece};
use crate::sim::wish::Callback;
use trebucket::text::{Civil, base64};

impl Cloud {
    pub(super) fn put(&mut self, call: &Call, server: u64) -> Answer {
        if self.is_forbidden_to_replace(call) {
            return self.exists(call);
        }
        let Some(piece) = call.piece else { return Answer::empty(400) };
        let etag = self.tag(&piece.md5());
        self.store(&call.key, vec![piece], etag.clone(), server);
        let status = if call.fields.is_some() { 204 } else { 200 };
        let answer = Answer::empty(status).header("etag", etag);
        let answer = self.figured(answer, piece.crc64());
        let answer = Answer { whole_crc64: Some(piece.crc64()), ..answer };
        self.called_back(call, answer)
    }

    pub(super) fn head(&self, call: &Call) -> Answer {
        let Some(object) = self.objects.get(&call.key) else {
            return self.refuse(call, 404, "NoSuchKey", "The specified key does not exist.");
        };
        let size: u64 = object.pieces.iter().map(Piece::size).sum();
        let answer = Answer::empty(200)
            .header("content-length", size.to_string())
            .header("last-modified", Civil::from_unix(object.modified / 1_000).rfc1123())
            .header("etag", object.etag.clone());
        Answer { whole_crc64: Some(object.crc64), ..self.figured(answer, object.crc64) }
    }

    pub fn store(&mut self, key: &str, pieces: Vec<Piece>, etag: String, server: u64) {
        let (writes, callbacks) = self.objects.get(key).map_or((0, 0), |old| (old.writes, old.callbacks));
        let crc64 = bytes::crc64(&pieces);
        let object = Object { pieces, crc64, etag, modified: server, writes: writes + 1, callbacks };
        self.objects.insert(key.to_owned(), object);
    }

    pub(super) fn is_forbidden_to_replace(&self, call: &Call) -> bool {
        let prefix = self.bucket.provider.dialect().prefix;
        let forbids = call.header(&format!("{prefix}forbid-overwrite")) == Some("true")
            || call.header("if-none-match") == Some("*");
        forbids && self.objects.contains_key(&call.key)
    }

    pub(super) fn exists(&self, call: &Call) -> Answer {
        match self.brand() {
            "bos" => self.refuse(call, 412, "PreconditionFailed", "The object exists already."),
            _ => self.refuse(call, 409, "FileAlreadyExists", "The object you specified already exists."),
        }
    }

    /// Calls the callback server where the request says so, and lets its word stand for the cloud's.
    pub(super) fn called_back(&mut self, call: &Call, answer: Answer) -> Answer {
        let named = ["x-oss-callback", "callback", "x-cos-callback", "x-bce-process"];
        if !named.iter().any(|name| call.header(name).is_some()) {
            return answer;
        }
        if let Some(object) = self.objects.get_mut(&call.key) {
            object.callbacks += 1;
        }
        let fails = self.callbacks.get(&call.key) == Some(&Callback::Fails);
        if self.brand() == "cos" {
            return wrapped(answer, fails);
        }
        if fails {
            let message = "Error status : 502.";
            return Answer {
                status: 203,
                body: self.refuse(call, 203, "CallbackFailed", message).body,
                ..answer
            };
        }
        Answer { status: 200, body: "{\"stored\":true}".to_owned(), ..answer }
    }
}

/// COS wraps the callback server's words (wire/cos.md 2).
fn wrapped(answer: Answer, fails: bool) -> Answer {
    let (status, said) = if fails { (502, "no") } else { (200, "{\"stored\":true}") };
    let said = base64(said.as_bytes());
    let result = format!(
        "<CallbackResult><Status>{status}</Status><CallbackBody>{said}</CallbackBody></CallbackResult>"
    );
    let body = match answer.body.rsplit_once("</") {
        Some((head, tail)) => format!("{head}{result}</{tail}"),
        None => format!("<PutObjectResult>{result}</PutObjectResult>"),
    };
    Answer { status: 200, body, ..answer }
}
