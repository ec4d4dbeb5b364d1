//! The lines of a canonical form: each is spelled once, at the end of one text; their order is that of their places in it.

use super::Token;
use crate::credential::Credential;
use crate::text::{Keep, push_percent};

/// What a canonical form sorts by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// By name, and by value where names are the same.
    Name,
    /// By the line that both make: `a-b=` comes before `a=`.
    Line,
}

/// Names with values, spelled and in order.
pub(super) struct Lines {
    order: Order,
    token: Token,
    text: String,
    places: Vec<Place>,
}

/// A name and a value.
type Header<'a> = (&'a str, &'a str);

/// How a name or a value is written onto the end of a text.
type Spell = fn(&mut String, &str);

/// Where a line begins, where its name ends, where it ends.
type Place = [usize; 3];

impl Lines {
    pub(super) fn new(order: Order, token: Token) -> Self {
        Self { order, token, text: String::with_capacity(ROOM), places: Vec::with_capacity(PLACES) }
    }

    /// Takes in a line.
    pub(super) fn add(&mut self, name: &str, equals: &str, value: &str, spell: [Spell; 2]) {
        let begin = self.text.len();
        spell[0](&mut self.text, name);
        let named = self.text.len();
        self.text.push_str(equals);
        if self.token.hides(name) {
            self.text.push_str("***");
        } else {
            spell[1](&mut self.text, value);
        }
        let place = [begin, named, self.text.len()];
        // Most come in order.
        let before = self.places.iter().rposition(|other| self.key(*other) <= self.key(place));
        self.places.insert(before.map_or(0, |at| at + 1), place);
    }

    /// Takes in headers, names spelled so; of one of them the encoded value is known.
    pub(super) fn add_headers(
        &mut self,
        headers: &[(&str, &str)],
        equals: &str,
        known: Header<'_>,
        names: Spell,
    ) {
        for &(name, value) in headers {
            if name == known.0 {
                self.add(name, equals, known.1, [names, plain]);
            } else {
                self.add(name, equals, value, [names, encoded]);
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Writes all lines, with a sign between, and has none any more.
    pub(super) fn drain_onto(&mut self, out: &mut String, and: &str) {
        self.push(out, and, |[begin, _, end]| [begin, end]);
        self.text.clear();
        self.places.clear();
    }

    /// Writes the names alone.
    pub(super) fn push_names(&self, out: &mut String, and: &str) {
        self.push(out, and, |[begin, named, _]| [begin, named]);
    }

    fn push(&self, out: &mut String, and: &str, part: fn(Place) -> [usize; 2]) {
        for (index, place) in self.places.iter().enumerate() {
            if index > 0 {
                out.push_str(and);
            }
            let [from, to] = part(*place);
            out.push_str(&self.text[from..to]);
        }
    }

    fn key(&self, [begin, named, end]: Place) -> (&[u8], &[u8]) {
        let text = self.text.as_bytes();
        match self.order {
            Order::Name => (&text[begin..named], &text[named..end]),
            Order::Line => (&text[begin..end], &[]),
        }
    }
}

/// The token's header with its value encoded, where there is a token.
pub(super) fn known<'a>(name: &'static str, credential: &'a Credential) -> Header<'a> {
    let token = credential.encoded_token();
    if token.is_empty() { ("", "") } else { (name, token) }
}

/// As it is.
pub(super) fn plain(out: &mut String, text: &str) {
    out.push_str(text);
}

/// Percent-encoded.
pub(super) fn encoded(out: &mut String, text: &str) {
    push_percent(out, text, Keep::Nothing);
}

/// A text of pieces, and room behind them.
pub(super) fn begun(pieces: &[&str]) -> String {
    let mut out = String::with_capacity(ROOM);
    push_all(&mut out, pieces);
    out
}

/// Writes one piece after another.
pub(super) fn push_all(out: &mut String, pieces: &[&str]) {
    for piece in pieces {
        out.push_str(piece);
    }
}

/// Holds the canonical form of a part with the longest session tokens.
const ROOM: usize = 2048;
const PLACES: usize = 8;
