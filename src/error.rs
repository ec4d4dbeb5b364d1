//! Every error code, once: what went wrong, and what the caller can do about it.

use serde::{Serialize, Serializer};
use std::ops::{Deref, DerefMut};

/// What an upload, a signature or a credential can fail with: a pointer, so that handing it on costs no code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Error(Box<Flaw>);

/// What is told of an error. TypeScript's `UploadError` carries the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Flaw {
    /// Which of the documented kinds this is.
    pub code: ErrorCode,
    /// What is wrong, in English, without secrets.
    pub message: String,
    /// Which hint the user is shown; TypeScript holds the sentences in both languages.
    pub hint: Hint,
    /// The HTTP status of the refusal, if one was read.
    pub status: Option<u16>,
    /// The cloud's own error code, such as `SignatureDoesNotMatch`.
    pub server_code: Option<String>,
    /// The cloud's request id, for its support desk.
    pub request_id: Option<String>,
}

impl Error {
    /// An error that no server took part in.
    #[must_use]
    pub fn new(code: ErrorCode, hint: Hint, message: &str) -> Self {
        Self(Box::new(Flaw {
            code,
            message: message.to_owned(),
            hint,
            status: None,
            server_code: None,
            request_id: None,
        }))
    }

    /// An option or argument that cannot be used.
    #[must_use]
    pub fn invalid(hint: Hint, message: &str) -> Self {
        Self::new(ErrorCode::InvalidArgument, hint, message)
    }
}

impl Deref for Error {
    type Target = Flaw;

    fn deref(&self) -> &Flaw {
        &self.0
    }
}

impl DerefMut for Error {
    fn deref_mut(&mut self) -> &mut Flaw {
        &mut self.0
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// The word that crosses the seam.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// Every word, for the test that compares them with TypeScript's.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

words! {
    /// The kinds of failure; each documented with what the caller should do.
    ErrorCode {
        /// The caller stopped it; nothing to do.
        Aborted = "aborted",
        /// No usable credential could be had: look at the app server.
        Credentials = "credentials",
        /// The credential's policy does not allow this: widen the policy or change the key.
        Permission = "permission",
        /// The cloud does not accept our idea of the time: let the app server send `serverTime`.
        Clock = "clock",
        /// The bucket's CORS rule does not let the page in: add the rule.
        Cors = "cors",
        /// No answer for longer than `patience`: try again later with `retry()`.
        Network = "network",
        /// What is stored is not, or cannot be proved to be, what was given: do not use the object.
        Integrity = "integrity",
        /// The file changed, vanished or cannot be read: choose it again.
        Source = "source",
        /// An object with this key exists and must not be overwritten.
        Conflict = "conflict",
        /// The object is stored, the upload callback failed: look at the callback server.
        Callback = "callback",
        /// An option or argument cannot be used: the message names it.
        InvalidArgument = "invalid-argument",
        /// This browser, page policy or cloud cannot do it.
        Unsupported = "unsupported",
        /// The cloud refused for a reason of its own: the server code tells.
        Server = "server",
        /// A defect of trebucket: report it with the `debug` lines.
        Internal = "internal",
    }
}

words! {
    /// Which advice goes with an error. The sentences, English and Chinese, live in `ts/hints.ts`.
    Hint {
        /// Nothing to advise.
        None = "none",
        /// `provider` must be one of three words.
        Provider = "provider",
        /// `bucket` is missing or malformed.
        Bucket = "bucket",
        /// COS wants the appid in the bucket's name.
        BucketAppid = "bucket-appid",
        /// `region` is missing or malformed.
        Region = "region",
        /// `endpoint` is not an origin.
        Endpoint = "endpoint",
        /// An IP address cannot carry the bucket in its host name.
        Addressing = "addressing",
        /// `signature` belongs to OSS alone.
        Signature = "signature",
        /// The key is empty.
        KeyEmpty = "key-empty",
        /// The key has a `.` or `..` segment, which every browser removes.
        KeyDots = "key-dots",
        /// The key begins with a slash or backslash.
        KeySlash = "key-slash",
        /// The key holds half a surrogate pair.
        KeySurrogate = "key-surrogate",
        /// The key is longer than the cloud allows.
        KeyLong = "key-long",
        /// The key holds a character this cloud forbids.
        KeyCharacter = "key-character",
        /// The caller's key function threw.
        KeyFunction = "key-function",
        /// A header, metadata or query name or value cannot be sent.
        Header = "header",
        /// A size, count or duration is out of range.
        Number = "number",
        /// What is to be uploaded is nothing that can be.
        Source = "source",
        /// The slim entry was not given its module.
        Slim = "slim",
        /// The answer lacks the access key id.
        CredentialId = "credential-id",
        /// The answer lacks the secret.
        CredentialSecret = "credential-secret",
        /// The answer lacks the session token.
        CredentialToken = "credential-token",
        /// The answer is a ready signature or a form policy, not a credential.
        CredentialSigned = "credential-signed",
        /// The app server answered an error envelope.
        AppServerError = "app-server-error",
        /// The app server asked a storage endpoint instead of STS.
        StsEndpoint = "sts-endpoint",
        /// The app server answered something that is not JSON.
        AppServerHtml = "app-server-html",
        /// The app server answered a 4xx status.
        AppServerRefused = "app-server-refused",
        /// The app server answered 5xx or nothing until patience ended.
        AppServerDown = "app-server-down",
        /// The app server handed out a set that had already ended.
        CredentialExpired = "credential-expired",
        /// The cloud refused every credential it was shown.
        CredentialRefused = "credential-refused",
        /// The signature does not match: wrong secret, region or a proxy that changes headers.
        SignatureMismatch = "signature-mismatch",
        /// The policy does not cover this key or action.
        Policy = "policy",
        /// The device clock is wrong and the page cannot learn the right time.
        Clock = "clock",
        /// The bucket does not exist in this region.
        NoSuchBucket = "no-such-bucket",
        /// Offline, blocked, or CORS: the browser does not say which.
        NetworkOrCors = "network-or-cors",
        /// The network was gone for longer than `patience`.
        Patience = "patience",
        /// The CORS rule must expose this header.
        Expose = "expose",
        /// Stored bytes and given bytes differ.
        Checksum = "checksum",
        /// The answer to Complete was lost and the object may not be read.
        Unproved = "unproved",
        /// The file changed while it was uploading.
        FileChanged = "file-changed",
        /// The file cannot be read.
        FileUnreadable = "file-unreadable",
        /// The object was replaced while it was being downloaded.
        ObjectChanged = "object-changed",
        /// A stream cannot be read twice.
        StreamGone = "stream-gone",
        /// The object exists.
        Exists = "exists",
        /// The callback server's answer.
        CallbackFailed = "callback-failed",
        /// BOS form upload with a session token is not documented.
        BosForm = "bos-form",
        /// The page's CSP forbids WebAssembly.
        Wasm = "wasm",
        /// The file is larger than the cloud stores.
        TooLarge = "too-large",
        /// Report it.
        Report = "report",
    }
}
