//! What the core tells the hands to do. Plain values: printed, compared and replayed at will, but never logged,
//! because a signed request carries the session token.

mod outcome;

pub use outcome::{CallbackReply, UploadResult};

use serde::Serialize;

use crate::error::Error;

/// One thing to do. The hands obey it at once and report what came of it by a nudge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "do", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Command {
    /// Ask the app server for a credential; answer with `credential` or `credential_lost`, naming `ask`.
    AskCredential {
        /// Which asking this is; answers to an earlier one are ignored.
        ask: u32,
        /// `first`, `renew` or `refused`.
        reason: &'static str,
        /// The access key id that the cloud refused, for the query `refused=`.
        refused: Option<String>,
    },
    /// Stop waiting for the app server: cut the request, abort the signal.
    DropCredential {
        /// The asking that took too long.
        ask: u32,
    },
    /// Send a signed request; answer with `reply` or `lost`.
    Send(Box<Send>),
    /// Cut a request in flight; nothing is to be reported about it any more.
    Cancel {
        /// Which one.
        request: u32,
    },
    /// Call the caller's key function; answer with `keyed`.
    AskKey {
        /// Whose.
        upload: u32,
    },
    /// Hash a range of the file; answer with `digested`.
    Digest {
        /// Whose file.
        upload: u32,
        /// Which part.
        part: u32,
        /// First byte.
        start: u64,
        /// One past the last byte.
        end: u64,
        /// What to compute.
        hash: Hash,
    },
    /// Fill the buffer of a stream; answer with `filled`.
    Fill {
        /// Whose stream.
        upload: u32,
        /// Which part it shall become.
        part: u32,
        /// How many bytes, or fewer at the end.
        bytes: u64,
    },
    /// A part of a stream is home: its buffer may go.
    Release {
        /// Whose stream.
        upload: u32,
        /// Which part.
        part: u32,
    },
    /// Store the checkpoint of an upload.
    Save {
        /// Whose.
        upload: u32,
        /// Plain JSON, without secrets.
        checkpoint: String,
    },
    /// Remove the checkpoint of an upload.
    Forget {
        /// Whose.
        upload: u32,
    },
    /// Tell the caller.
    Tell {
        /// About which upload; `None` is about the whole bucket.
        upload: Option<u32>,
        /// What happened.
        event: Event,
    },
    /// The upload is stored.
    Done {
        /// Which.
        upload: u32,
        /// What the caller gets.
        result: Box<UploadResult>,
    },
    /// The upload failed; `retry` may take it up again.
    Fail {
        /// Which.
        upload: u32,
        /// Why.
        error: Error,
    },
    /// An abort is finished: nothing of the upload runs, and the multipart is gone or was left with a reason.
    Aborted {
        /// Which.
        upload: u32,
    },
    /// A one-shot request has its answer: hand over the response that is held for it.
    Settle {
        /// Which asking.
        ask: u32,
    },
    /// A one-shot asking that needs no request has its answer.
    Answer {
        /// Which asking.
        ask: u32,
        /// The presigned URL, or the form's URL.
        url: String,
        /// The form's fields.
        fields: Vec<(String, String)>,
    },
    /// A one-shot asking failed.
    Refuse {
        /// Which asking.
        ask: u32,
        /// Why.
        error: Error,
    },
    /// A line for `debug`: one decision, never a secret.
    Log {
        /// The line.
        line: String,
    },
}

/// A signed request and what it carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Send {
    /// Its number, for `reply`, `lost` and `Cancel`.
    pub request: u32,
    /// Whose it is, if an upload's.
    pub upload: Option<u32>,
    /// Whose it is, if a one-shot asking's: the hands use the caller's body.
    pub ask: Option<u32>,
    /// Which part it carries, from 1.
    pub part: Option<u32>,
    /// `PUT`, `POST`, …
    pub method: String,
    /// The encoded URL.
    pub url: String,
    /// Headers to set.
    pub headers: Vec<(String, String)>,
    /// What it carries.
    pub body: Body,
    /// What to compute over the body while it is sent.
    pub hash: Hash,
    /// Give up when no byte moves for so long, ms; the hands stretch it by the request's own pace.
    pub stall_ms: u32,
    /// Give up when all is sent and no answer comes for so long, ms.
    pub answer_ms: u32,
}

/// What a request carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Body {
    /// Nothing.
    None,
    /// Text, its type in the headers.
    Text {
        /// The text.
        text: String,
    },
    /// Bytes of the file, sent with no type of their own.
    Slice {
        /// First byte.
        start: u64,
        /// One past the last byte.
        end: u64,
    },
    /// A form with these fields and the whole file last.
    Form {
        /// Fields in order.
        fields: Vec<(String, String)>,
        /// Bytes of the file.
        end: u64,
    },
}

/// What to compute over bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Hash {
    /// Nothing.
    None,
    /// CRC-64/XZ.
    Crc64,
    /// MD5.
    Md5,
    /// Both.
    Both,
}

/// What the caller is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    /// The upload changed its state: `queued`, `running`, `paused`, `done`, `failed`, `aborted`.
    State {
        /// The new one.
        state: &'static str,
    },
    /// How the file is cut; said again when an upload begins anew. Nothing is home then.
    Plan {
        /// The key that is written.
        key: String,
        /// How many parts; 0 while a stream's length is unknown.
        parts: u32,
        /// Bytes in each but the last.
        part_size: u64,
    },
    /// A part is home.
    Part {
        /// From 1.
        part: u32,
        /// Its bytes.
        size: u64,
    },
    /// Something failed and will be tried again; of the whole bucket: no credential can be had for now.
    Retry {
        /// The error code it would end with.
        code: &'static str,
        /// How many times so far.
        attempt: u32,
        /// Rest in ms.
        delay: u64,
    },
    /// A credential arrived. Times are ms from now.
    Credential {
        /// Why it was asked for.
        reason: &'static str,
        /// Its generation.
        generation: u32,
        /// Until it is renewed; `None` if it never is.
        renews_in: Option<u64>,
        /// Until it ends.
        ends_in: u64,
    },
    /// The CORS rule hides a header; said once a bucket.
    Hidden {
        /// The header to expose.
        header: String,
    },
}
