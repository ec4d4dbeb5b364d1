//! A cloud that believes in signatures, windows, upload ids, tags and part numbers, and answers in its own words.

mod call;
mod multipart;
mod object;
mod verify;
mod words;

pub use call::{Call, Task};
pub use words::Answer;

use std::collections::BTreeMap;

use super::bytes::Piece;
use super::climate::{Climate, Policy};
use super::wish::Callback;
use trebucket::bucket::{Bucket, BucketOptions};
use trebucket::credential::Credential;

/// One bucket and its STS.
pub struct Cloud {
    pub bucket: Bucket,
    pub sets: Vec<Set>,
    pub objects: BTreeMap<String, Object>,
    pub multiparts: BTreeMap<String, Multipart>,
    /// Aborted ones, and when: a part that was let in before makes them come back.
    aborted: BTreeMap<String, (Multipart, u64)>,
    /// What callback servers say, by key.
    pub callbacks: BTreeMap<String, Callback>,
    pub policy: Policy,
    page: usize,
    names: u64,
    /// What an honest client never causes.
    pub defects: Vec<String>,
}

/// What STS issued. Times are the server's, ms.
pub struct Set {
    pub credential: Credential,
    pub from: u64,
    pub until: u64,
    pub revoked: bool,
}

/// What is stored.
#[derive(Debug, Clone)]
pub struct Object {
    pub pieces: Vec<Piece>,
    pub crc64: u64,
    pub etag: String,
    pub modified: u64,
    pub writes: u32,
    pub callbacks: u32,
}

/// A multipart upload that is neither completed nor aborted.
#[derive(Debug, Clone)]
pub struct Multipart {
    pub key: String,
    pub parts: BTreeMap<u32, Piece>,
}

impl Cloud {
    pub fn new(climate: &Climate) -> Self {
        let options = bucket_options(climate);
        Self {
            bucket: Bucket::new(&options).expect("the sim's bucket is well-formed"),
            sets: Vec::new(),
            objects: BTreeMap::new(),
            multiparts: BTreeMap::new(),
            aborted: BTreeMap::new(),
            callbacks: BTreeMap::new(),
            policy: climate.policy,
            page: climate.page,
            names: 0,
            defects: Vec::new(),
        }
    }

    /// A new set; its words are visibly fake, and are searched for in everything that may not hold them.
    pub fn issue(&mut self, from: u64, life: u64) -> &Set {
        let number = self.sets.len();
        let words = ["id", "secret", "token"].map(|word| format!("FAKE{word}{number:04}SIM"));
        let [id, secret, token] = words;
        let credential = Credential::new(&id, &secret, &token);
        self.sets.push(Set { credential, from, until: from + life, revoked: false });
        &self.sets[number]
    }

    pub fn is_json(&self) -> bool {
        self.bucket.provider.dialect().json
    }

    pub fn brand(&self) -> &'static str {
        self.bucket.provider.dialect().name
    }

    /// Carries a request out.
    pub fn act(&mut self, call: &Call, server: u64) -> Answer {
        if let Some(refused) = self.forbidden(call) {
            return refused;
        }
        match call.task {
            Task::Whole => self.put(call, server),
            Task::Initiate => self.initiate(call),
            Task::Part(part) => self.upload_part(call, part),
            Task::List => self.list_parts(call),
            Task::Complete => self.complete(call, server),
            Task::Head => self.head(call),
            Task::Abort => self.abort_multipart(call, server),
            Task::Other => Answer::empty(200),
        }
    }

    fn forbidden(&self, call: &Call) -> Option<Answer> {
        let allowed = match call.task {
            Task::List => self.policy.list,
            Task::Head => self.policy.head,
            Task::Abort => self.policy.abort,
            _ => true,
        };
        let message = "You have no right to access this object because of bucket acl.";
        (!allowed).then(|| self.refuse(call, 403, "AccessDenied", message))
    }

    fn name(&mut self) -> u64 {
        self.names += 1;
        super::die::mix(self.names)
    }
}

/// The cloud's address, for the sim's cloud and for the session alike.
pub fn bucket_options(climate: &Climate) -> BucketOptions {
    let (bucket, region) = match climate.provider {
        "oss" => ("photos", "cn-hangzhou"),
        "bos" => ("photos", "bj"),
        _ => ("photos-1250000000", "ap-guangzhou"),
    };
    BucketOptions {
        provider: climate.provider.to_owned(),
        bucket: bucket.to_owned(),
        region: region.to_owned(),
        signature: climate.signature.map(str::to_owned),
        ..BucketOptions::default()
    }
}
