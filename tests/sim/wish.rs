//! What the user wants stored, and how.

use super::die::Die;

/// One file and its options.
#[derive(Debug, Clone)]
pub struct Wish {
    pub size: u64,
    pub mode: &'static str,
    pub checksum: &'static str,
    pub part_size: u64,
    pub priority: i32,
    pub forbid_overwrite: bool,
    /// Another object has the key already.
    pub taken: bool,
    /// The key comes from a function, which throws so many times first.
    pub key_function: Option<u32>,
    pub callback: Option<Callback>,
}

/// What the callback server will say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Callback {
    Answers,
    Fails,
}

impl Wish {
    pub fn of_size(size: u64) -> Self {
        Self {
            size,
            mode: "auto",
            checksum: "crc64",
            part_size: MIB,
            priority: 0,
            forbid_overwrite: false,
            taken: false,
            key_function: None,
            callback: None,
        }
    }

    /// How many requests carry its bytes.
    pub fn parts(&self) -> usize {
        let single = match self.mode {
            "auto" => self.size <= self.part_size,
            mode => mode != "multipart",
        };
        if single { 1 } else { self.size.div_ceil(self.part_size).max(1) as usize }
    }

    pub fn is_single(&self) -> bool {
        match self.mode {
            "auto" => self.size <= self.part_size,
            mode => mode != "multipart",
        }
    }

    /// The options as the hands would write them.
    pub fn spec(&self, key: &str, memory: Option<&str>) -> String {
        let mut spec = serde_json::json!({
            "size": self.size,
            "mode": self.mode,
            "checksum": self.checksum,
            "partSize": self.part_size,
            "priority": self.priority,
            "contentType": "video/mp4",
            "metadata": { "origin": "sim" },
        });
        if self.key_function.is_none() {
            spec["key"] = key.into();
        }
        if self.forbid_overwrite {
            spec["forbidOverwrite"] = true.into();
        }
        if self.callback.is_some() {
            spec["callback"] = serde_json::json!({ "url": "https://callback.example/stored" });
        }
        if let Some(memory) = memory {
            spec["checkpoint"] = memory.into();
        }
        spec.to_string()
    }
}

/// Mostly a few small files; now and then one of ten thousand parts.
pub fn draw(die: &mut Die, provider: &str) -> Vec<Wish> {
    if die.below(2_500) == 0 {
        let parts = die.pick(&[10_000, 9_999, 3_000]);
        return vec![Wish { mode: "multipart", ..Wish::of_size(parts * MIB - die.below(MIB)) }];
    }
    let count = if die.permille(30) { die.between(4, 20) } else { die.pick(&[1, 1, 1, 2, 3]) };
    (0..count).map(|_| one(die, provider, count)).collect()
}

fn one(die: &mut Die, provider: &str, count: u64) -> Wish {
    let most = if count > 3 { 4 } else { 24 };
    let size = match die.below(10) {
        0 => 0,
        1 => die.between(1, 5_000),
        2 => die.pick(&[MIB - 1, MIB, MIB + 1, 2 * MIB, 3 * MIB - 1]),
        _ => die.between(1, most * MIB),
    };
    let mut wish = Wish::of_size(size);
    wish.mode = die.pick(&["auto", "auto", "auto", "multipart", "put", "post"]);
    if wish.mode == "post" && provider == "bos" {
        wish.mode = "put";
    }
    wish.checksum = die.pick(&["crc64", "crc64", "crc64", "md5", "none"]);
    wish.priority = die.pick(&[0, 0, 0, 5, -5]);
    wish.forbid_overwrite = die.permille(150);
    wish.taken = die.permille(80);
    if die.permille(150) {
        wish.key_function = Some(die.pick(&[0, 0, 1]));
    }
    if die.permille(60) {
        wish.callback = Some(die.pick(&[Callback::Answers, Callback::Answers, Callback::Fails]));
    }
    wish
}

pub const MIB: u64 = 1 << 20;
