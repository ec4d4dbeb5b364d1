//! A source of unknown length: one part is read, sent and let go before the next is read, so memory stays bounded.

use super::{Stage, Task, Turn, Upload};
use crate::command::Command;
use crate::error::{Error, ErrorCode, Hint};
use crate::parts::PARTS_MAX;
use crate::spec::Mode;

/// How far a stream has been read.
#[derive(Debug, Default)]
pub(super) struct Stream {
    filling: bool,
    ended: bool,
    /// Parts whose bytes are gone: they cannot be sent again.
    released: u32,
}

impl Upload {
    /// The hands read the stream: so many bytes for this part, and whether it ended there.
    pub fn filled(&mut self, part: u32, bytes: u64, ended: bool, turn: &mut Turn<'_>) {
        let Some(stream) = self.stream.as_mut().filter(|stream| stream.filling) else { return };
        if part != self.parts.total() + 1 {
            return;
        }
        stream.filling = false;
        stream.ended = ended;
        self.plan.size += bytes;
        if bytes > 0 || part == 1 {
            self.parts.grow();
        }
        if u64::from(self.parts.total()) > PARTS_MAX {
            return self.fail(
                Error::invalid(Hint::TooLarge, "the stream is longer than 10,000 parts of this partSize"),
                turn,
            );
        }
        if matches!(self.stage, Stage::Fill) && self.end.is_none() {
            self.choose_for_stream(ended, turn);
        }
    }

    /// What fits into one part goes in one request.
    fn choose_for_stream(&mut self, ended: bool, turn: &mut Turn<'_>) {
        let single = match self.spec.mode {
            Mode::Multipart => false,
            Mode::Auto => ended,
            Mode::Put | Mode::Post if ended => true,
            Mode::Put | Mode::Post => {
                return self.fail(
                    Error::invalid(
                        Hint::TooLarge,
                        "the stream is longer than one part: only multipart can take it",
                    ),
                    turn,
                );
            }
        };
        self.stage = if single { Stage::Whole } else { Stage::Initiate };
    }

    /// Asks for the next part, once all before it are home. Answers whether there is one to wait for.
    pub(super) fn read_on(&mut self, turn: &mut Turn<'_>) -> bool {
        let Some(stream) = self.stream.as_mut() else { return false };
        let home = self.parts.total();
        if home > stream.released && self.upload_id.is_some() {
            stream.released = home;
            turn.out.push_back(Command::Release { upload: self.id, part: home });
        }
        if !stream.filling && !stream.ended {
            stream.filling = true;
            turn.out.push_back(Command::Fill { upload: self.id, part: home + 1, bytes: self.plan.part_size });
        }
        stream.filling
    }

    /// Whether bytes that would have to be sent again are gone for good.
    pub(super) fn cannot_repeat(&self, task: Task) -> bool {
        let released = self.stream.as_ref().map_or(0, |stream| stream.released);
        match task {
            Task::Part(part) => part <= released,
            _ => released > 0,
        }
    }

    pub(super) fn stream_is_gone() -> Error {
        let message = "the cloud lost parts of a stream, and a stream cannot be read again";
        Error::new(ErrorCode::Source, Hint::StreamGone, message)
    }
}
