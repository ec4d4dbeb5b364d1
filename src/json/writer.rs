//! Writes what serde describes as JSON. What is `None` is left out, as JavaScript reads it; nothing here can fail, so
//! the code that serde derives has no failures to pass on.

use serde::ser::{Impossible, Serialize, SerializeSeq, SerializeStruct, SerializeTuple, Serializer};

use super::write_text;
use crate::text::decimal;

/// A value as JSON text.
#[must_use]
pub fn to_json(value: &impl Serialize) -> String {
    let mut out = String::new();
    let Ok(()) = value.serialize(Writer(&mut out));
    out
}

/// Nothing fails.
#[derive(Debug)]
enum Never {}

impl std::fmt::Display for Never {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Never {}

impl serde::ser::Error for Never {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        unreachable!("what crosses the seam is plain")
    }
}

struct Writer<'a>(&'a mut String);

/// Members or items under way.
struct Inside<'a> {
    out: &'a mut String,
    close: &'static str,
}

impl<'a> Writer<'a> {
    fn open(self, open: &str, close: &'static str) -> Result<Inside<'a>, Never> {
        self.0.push_str(open);
        Ok(Inside { out: self.0, close })
    }
}

impl Inside<'_> {
    fn separate(&mut self) {
        if !matches!(self.out.as_bytes().last(), Some(b'{' | b'[')) {
            self.out.push(',');
        }
    }

    /// Begins a member; answers where.
    fn name(&mut self, name: &str) -> usize {
        let before = self.out.len();
        self.separate();
        write_text(self.out, name);
        self.out.push(':');
        before
    }

    /// Takes a member back that has a name and no value.
    fn drop_if_absent(&mut self, before: usize) {
        if self.out.ends_with(':') {
            self.out.truncate(before);
        }
    }

    fn close(self) -> Result<(), Never> {
        self.out.push_str(self.close);
        Ok(())
    }
}

impl SerializeStruct for Inside<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Never> {
        let before = self.name(name);
        value.serialize(Writer(self.out))?;
        self.drop_if_absent(before);
        Ok(())
    }

    fn end(self) -> Result<(), Never> {
        self.close()
    }
}

impl SerializeSeq for Inside<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Never> {
        self.separate();
        item.serialize(Writer(self.out))
    }

    fn end(self) -> Result<(), Never> {
        self.close()
    }
}

impl SerializeTuple for Inside<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Never> {
        SerializeSeq::serialize_element(self, item)
    }

    fn end(self) -> Result<(), Never> {
        self.close()
    }
}

macro_rules! numbers {
    ($($method:ident $number:ty),*) => {
        $(fn $method(self, value: $number) -> Result<(), Never> {
            self.0.push_str(&decimal(value.into()));
            Ok(())
        })*
    };
}

/// Kinds of data that do not cross the seam.
macro_rules! strangers {
    ($($method:ident($($argument:ty),*) -> $answer:ty),* $(,)?) => {
        $(fn $method(self, $(_: $argument),*) -> Result<$answer, Never> {
            unreachable!("what crosses the seam is plain")
        })*
    };
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Inside<'a>;
    type SerializeTuple = Inside<'a>;
    type SerializeTupleStruct = Impossible<(), Never>;
    type SerializeTupleVariant = Impossible<(), Never>;
    type SerializeMap = Impossible<(), Never>;
    type SerializeStruct = Inside<'a>;
    type SerializeStructVariant = Impossible<(), Never>;

    numbers!(serialize_u8 u8, serialize_u16 u16, serialize_u32 u32, serialize_u64 u64);

    fn serialize_bool(self, value: bool) -> Result<(), Never> {
        self.0.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result<(), Never> {
        write_text(self.0, text);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Never> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, word: &'static str) -> Result<(), Never> {
        self.serialize_str(word)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Inside<'a>, Never> {
        self.open("[", "]")
    }

    fn serialize_tuple(self, _: usize) -> Result<Inside<'a>, Never> {
        self.open("[", "]")
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Inside<'a>, Never> {
        self.open("{", "}")
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &str, value: &T) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &str,
        _: u32,
        _: &str,
        _: &T,
    ) -> Result<(), Never> {
        unreachable!("what crosses the seam is plain")
    }

    strangers! {
        serialize_i8(i8) -> (),
        serialize_i16(i16) -> (),
        serialize_i32(i32) -> (),
        serialize_i64(i64) -> (),
        serialize_f32(f32) -> (),
        serialize_f64(f64) -> (),
        serialize_char(char) -> (),
        serialize_bytes(&[u8]) -> (),
        serialize_unit() -> (),
        serialize_unit_struct(&str) -> (),
        serialize_tuple_struct(&str, usize) -> Impossible<(), Never>,
        serialize_tuple_variant(&str, u32, &str, usize) -> Impossible<(), Never>,
        serialize_map(Option<usize>) -> Impossible<(), Never>,
        serialize_struct_variant(&str, u32, &str, usize) -> Impossible<(), Never>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Body, Command, Event, Hash, Send};

    #[test]
    fn what_is_absent_is_left_out_wherever_it_stands() {
        let ask = Command::AskCredential { ask: 1, reason: "first", refused: None };
        assert_eq!(to_json(&ask), r#"{"do":"askCredential","ask":1,"reason":"first"}"#);
        let event = Event::Hidden { header: "a\"b:".to_owned() };
        assert_eq!(
            to_json(&Command::Tell { upload: None, event }),
            r#"{"do":"tell","event":{"kind":"hidden","header":"a\"b:"}}"#
        );
    }

    #[test]
    fn a_request_crosses_as_one_flat_object() {
        let headers = vec![("a".to_owned(), "b".to_owned())];
        let send = Send {
            request: 7,
            upload: Some(1),
            ask: None,
            part: None,
            method: "PUT".to_owned(),
            url: "https://a".to_owned(),
            headers,
            body: Body::Slice { start: 0, end: 5 << 30 },
            hash: Hash::Crc64,
            stall_ms: 1,
            answer_ms: 2,
        };
        let text = concat!(
            r#"{"do":"send","request":7,"upload":1,"method":"PUT","url":"https://a","headers":[["a","b"]],"#,
            r#""body":{"kind":"slice","start":0,"end":5368709120},"hash":"crc64","stallMs":1,"answerMs":2}"#
        );
        assert_eq!(to_json(&Command::Send(Box::new(send))), text);
    }
}
