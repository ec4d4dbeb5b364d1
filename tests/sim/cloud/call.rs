//! A request as the cloud sees it: the URL taken apart again.

use crate::sim::bytes::Piece;
use trebucket::command::{Body, Send};
use trebucket::text::percent_decode;

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Task {
    Whole,
    Initiate,
    Part(u32),
    List,
    Complete,
    Head,
    Abort,
    Other,
}

/// A request at the cloud's door.
#[derive(Debug, Clone)]
pub struct Call {
    pub task: Task,
    pub method: String,
    pub url: String,
    pub key: String,
    pub query: Vec<(String, String)>,
    pub headers: Vec<(String, String)>,
    /// The form's, where it is one.
    pub fields: Option<Vec<(String, String)>>,
    pub text: String,
    pub piece: Option<Piece>,
    /// When the cloud let it in, server time.
    pub admitted: u64,
}

impl Call {
    /// Reads what the hands were told to send; `content` is the version of the file they hold, `size` its bytes.
    pub fn of(send: &Send, authority: &str, content: u64, size: u64) -> Self {
        let path = send.url.split_once(authority).map_or("", |(_, path)| path).trim_start_matches('/');
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let decode = |text: &str| percent_decode(text).expect("the core encodes well");
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        };
        let mut call = Self {
            task: Task::Other,
            method: send.method.clone(),
            url: send.url.clone(),
            key: decode(path),
            query: query.split('&').filter(|text| !text.is_empty()).map(pair).collect(),
            headers: send.headers.clone(),
            fields: None,
            text: String::new(),
            piece: None,
            admitted: 0,
        };
        match &send.body {
            Body::None => {}
            Body::Text { text } => call.text.clone_from(text),
            Body::Slice { start, end } => call.piece = Some(Piece::new(content, *start, *end)),
            Body::Form { fields, .. } => {
                call.piece = Some(Piece::new(content, 0, size));
                call.key = field(fields, "key").unwrap_or_default().to_owned();
                call.fields = Some(fields.clone());
            }
        }
        call.task = call.read_task();
        call
    }

    fn read_task(&self) -> Task {
        let upload = self.parameter("uploadId").is_some();
        match self.method.as_str() {
            "PUT" => match self.parameter("partNumber") {
                Some(number) => Task::Part(number.parse().unwrap_or(0)),
                None => Task::Whole,
            },
            "POST" if self.parameter("uploads").is_some() => Task::Initiate,
            "POST" if upload => Task::Complete,
            "POST" => Task::Whole,
            "GET" if upload => Task::List,
            "HEAD" => Task::Head,
            "DELETE" => Task::Abort,
            _ => Task::Other,
        }
    }

    pub fn parameter(&self, name: &str) -> Option<&str> {
        field(&self.query, name)
    }

    pub fn upload_id(&self) -> &str {
        self.parameter("uploadId").unwrap_or_default()
    }

    /// A header, or the form's field of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        field(self.fields.as_ref().unwrap_or(&self.headers), name)
    }

    /// Whether the signature is in the URL.
    pub fn in_url(&self) -> bool {
        self.fields.is_none() && self.header("authorization").is_none()
    }

    /// What it says of its signature: in the URL, the form or the headers.
    pub fn claim(&self, name: &str) -> Option<&str> {
        if self.in_url() { self.parameter(name) } else { self.header(name) }
    }

    pub fn bytes(&self) -> u64 {
        self.piece.map_or(self.text.len() as u64, |piece| piece.size())
    }
}

fn field<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}
