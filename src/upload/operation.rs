//! The requests an upload makes (wire files, section 2).

use super::{Task, Turn, Upload};
use crate::command::{Body, Hash};
use crate::error::Error;
use crate::parts::Home;
use crate::provider::{Place, Policy};
use crate::request::Request;
use crate::spec::{Checksum, Mode};
use crate::text;

/// A request to be signed, and what it carries.
#[derive(Debug)]
pub struct Order {
    /// Decoded; for a form, only its method counts.
    pub request: Request,
    /// What goes with it.
    pub body: Body,
    /// The policy to sign instead, for a form.
    pub form: Option<Policy>,
    /// Signed in the URL, it has no header that a preflight would have to allow.
    pub simple: bool,
    /// What to compute over the bytes on their way.
    pub hash: Hash,
    /// How long an answer may take once all is sent, ms.
    pub answer_ms: u32,
}

impl Upload {
    /// What to send for a task.
    ///
    /// # Errors
    /// `invalid-argument` for a property that cannot be sent.
    pub fn order(&self, task: Task, turn: &Turn<'_>) -> Result<Order, Error> {
        let order = match task {
            Task::Whole => return self.whole(turn),
            Task::Initiate => plain(self.request("POST").with_query("uploads", "")),
            Task::Part(part) => self.part(part, turn),
            Task::List => plain(self.list(turn)),
            Task::Complete => self.complete(turn),
            Task::Head => plain(Request::new("HEAD", self.key())),
            Task::Abort => plain(self.request("DELETE").with_query("uploadId", self.upload_id())),
        };
        let place = match task {
            Task::Initiate => Place::Initiate,
            Task::Part(_) => Place::Part,
            Task::Complete => Place::Complete,
            _ => return Ok(order),
        };
        let mut order = self.with_properties(order, place, turn)?;
        order.simple = self.is_simple(task, turn);
        if let (Body::Text { .. }, false) = (&order.body, order.simple) {
            let json = turn.bucket.provider.dialect().json;
            order
                .request
                .set_header("content-type", if json { "application/json" } else { "application/xml" });
        }
        Ok(order)
    }

    fn whole(&self, turn: &Turn<'_>) -> Result<Order, Error> {
        let size = self.plan.size;
        let refused = turn.learnt.refuses_form && self.spec.mode == Mode::Auto;
        if self.post && !refused {
            let fields = turn.bucket.provider.object_headers(&self.spec.object, Place::Form)?;
            let form = Policy {
                key: Some(self.key().to_owned()),
                max_bytes: Some(size),
                fields,
                ..Policy::default()
            };
            let order = plain(Request::new("POST", ""));
            return Ok(Order {
                body: Body::Form { fields: Vec::new(), end: size },
                form: Some(form),
                hash: self.hash(turn),
                ..order
            });
        }
        let order = plain(self.request("PUT"));
        let order = Order { body: Body::Slice { start: 0, end: size }, hash: self.hash(turn), ..order };
        self.with_properties(order, Place::Put, turn)
    }

    fn part(&self, part: u32, turn: &Turn<'_>) -> Order {
        let (start, end) = self.plan.range(part);
        let request = self.request("PUT").with_query("partNumber", &text::decimal(part.into()));
        let order = plain(request.with_query("uploadId", self.upload_id()));
        Order { body: Body::Slice { start, end }, hash: self.hash(turn), ..order }
    }

    fn list(&self, turn: &Turn<'_>) -> Request {
        let (max, marker) = turn.bucket.provider.dialect().list_parts;
        let request = self.request("GET").with_query("uploadId", self.upload_id()).with_query(max, "1000");
        match self.list_marker() {
            0 => request,
            after => request.with_query(marker, &text::decimal(after.into())),
        }
    }

    fn complete(&self, turn: &Turn<'_>) -> Order {
        let json = turn.bucket.provider.dialect().json;
        let request = self.request("POST").with_query("uploadId", self.upload_id());
        let homes = self.parts.homes();
        let text = if json { json_list(&homes) } else { xml_list(&homes) };
        let answer_ms = ANSWER_MS + self.parts.total() * COMPLETE_PART_MS;
        Order { body: Body::Text { text }, answer_ms, ..plain(request) }
    }

    fn with_properties(&self, mut order: Order, place: Place, turn: &Turn<'_>) -> Result<Order, Error> {
        for (name, value) in turn.bucket.provider.object_headers(&self.spec.object, place)? {
            order.request.set_header(&name, &value);
        }
        Ok(order)
    }

    fn hash(&self, turn: &Turn<'_>) -> Hash {
        match self.spec.checksum {
            Checksum::None => Hash::None,
            // What a stream gave is not there to be hashed again.
            _ if self.stream.is_some() => Hash::Both,
            Checksum::Crc64 if !turn.learnt.hides_crc64 => Hash::Crc64,
            Checksum::Crc64 | Checksum::Md5 => Hash::Both,
        }
    }

    fn request(&self, method: &str) -> Request {
        Request::new(method, self.key())
    }

    fn upload_id(&self) -> &str {
        self.upload_id.as_deref().unwrap_or_default()
    }
}

fn plain(request: Request) -> Order {
    Order { request, body: Body::None, form: None, simple: false, hash: Hash::None, answer_ms: ANSWER_MS }
}

fn xml_list(homes: &[(u32, &Home)]) -> String {
    let mut text = String::from("<CompleteMultipartUpload>");
    for (part, home) in homes {
        let (number, etag) = (text::decimal((*part).into()), text::unquoted(&home.etag));
        let item = ["<Part><PartNumber>", &number, "</PartNumber><ETag>\"", etag, "\"</ETag></Part>"];
        text.push_str(&item.concat());
    }
    text + "</CompleteMultipartUpload>"
}

fn json_list(homes: &[(u32, &Home)]) -> String {
    let mut text = String::from("{\"parts\":[");
    for (at, (part, home)) in homes.iter().enumerate() {
        let (number, etag) = (text::decimal((*part).into()), text::unquoted(&home.etag));
        let comma = if at == 0 { "" } else { "," };
        let item = [comma, "{\"partNumber\":", &number, ",\"eTag\":\"", etag, "\"}"];
        text.push_str(&item.concat());
    }
    text + "]}"
}

/// A part that is all there is answered in seconds; a minute of silence is a lost answer.
const ANSWER_MS: u32 = 60_000;

/// Putting 10,000 parts together takes the cloud its time: cos-python-sdk-v5 waits twenty minutes. Few parts take none,
/// and whoever waits too short a time only asks for the object.
const COMPLETE_PART_MS: u32 = 120;
