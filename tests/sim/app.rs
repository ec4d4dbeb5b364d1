//! The app server: issues credentials, in good moods and bad.

use super::climate::{Sts, Told};
use super::cloud::Cloud;
use super::plan::Mood;
use trebucket::text::Civil;

/// The app server and what it last handed out.
pub struct AppServer {
    pub sts: Sts,
    pub mood: Mood,
    current: Option<usize>,
}

/// What the page hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    Answer { status: u16, date: String, text: String, set: Option<usize> },
    Lost,
    Nothing,
}

impl AppServer {
    pub fn new(sts: Sts) -> Self {
        Self { sts, mood: Mood::Well, current: None }
    }

    /// What it handed out is of no use any more.
    pub fn forget(&mut self) {
        if self.mood != Mood::Stubborn {
            self.current = None;
        }
    }

    /// How long it thinks, ms.
    pub fn thinks(&self) -> u64 {
        if self.mood == Mood::Slow { 9_000 } else { 0 }
    }

    /// Answers an asking at this moment of the server's clock.
    pub fn answer(&mut self, cloud: &mut Cloud, server: u64, refused: Option<&str>) -> Word {
        let plain = |status: u16, text: &str| Word::Answer {
            status,
            date: String::new(),
            text: text.to_owned(),
            set: None,
        };
        match self.mood {
            Mood::Well | Mood::Slow | Mood::Stubborn => self.grant(cloud, server, refused),
            Mood::Broken => plain(502, "<html>Bad Gateway</html>"),
            Mood::Refusing => plain(403, "{\"message\":\"log in first\"}"),
            Mood::Html => plain(200, "<!doctype html><title>Log in</title>"),
            Mood::Envelope => plain(200, "{\"code\":40101,\"message\":\"session expired\"}"),
            Mood::Silent => Word::Nothing,
            Mood::Unreachable => Word::Lost,
        }
    }

    fn grant(&mut self, cloud: &mut Cloud, server: u64, refused: Option<&str>) -> Word {
        let set = match self.current.filter(|set| self.hands_out_again(cloud, *set, server, refused)) {
            Some(set) => set,
            None => {
                cloud.issue(server / 1_000 * 1_000, self.sts.life);
                cloud.sets.len() - 1
            }
        };
        self.current = Some(set);
        let date = match self.sts.time {
            Told::InHeader => Civil::from_unix(server / 1_000).rfc1123(),
            Told::InBody | Told::Never => String::new(),
        };
        Word::Answer { status: 200, date, text: self.text(cloud, set, server), set: Some(set) }
    }

    fn hands_out_again(&self, cloud: &Cloud, set: usize, server: u64, refused: Option<&str>) -> bool {
        let known = &cloud.sets[set];
        if self.mood == Mood::Stubborn {
            return true;
        }
        self.sts.caches
            && refused != Some(&known.credential.id)
            && server < known.from + (known.until - known.from) / 2
    }

    fn text(&self, cloud: &Cloud, set: usize, server: u64) -> String {
        let known = &cloud.sets[set];
        let credential = &known.credential;
        let (id, secret, token) = (&credential.id, &credential.secret, credential.token());
        let mut answer = match cloud.brand() {
            "oss" => {
                serde_json::json!({ "AccessKeyId": id, "AccessKeySecret": secret, "SecurityToken": token })
            }
            "bos" => {
                serde_json::json!({ "accessKeyId": id, "secretAccessKey": secret, "sessionToken": token })
            }
            _ => serde_json::json!({
                "credentials": { "tmpSecretId": id, "tmpSecretKey": secret, "sessionToken": token }
            }),
        };
        let iso = |ms: u64| Civil::from_unix(ms / 1_000).iso_extended();
        if self.sts.tells_end {
            match cloud.brand() {
                "cos" => answer["expiredTime"] = (known.until / 1_000).into(),
                "bos" => answer["expiration"] = iso(known.until).into(),
                _ => answer["Expiration"] = iso(known.until).into(),
            }
        }
        if self.sts.tells_start {
            match cloud.brand() {
                "cos" => answer["startTime"] = (known.from / 1_000).into(),
                "bos" => answer["createTime"] = iso(known.from).into(),
                _ => {}
            }
        }
        if self.sts.time == Told::InBody {
            answer["serverTime"] = server.into();
        }
        answer.to_string()
    }
}
