//! Initiate and Complete without a preflight: a POST that is signed in its URL and has no header of its own is what the
//! Fetch standard calls simple, and saves a round trip. A cloud that takes no such request gets it in headers.

use super::{Task, Turn, Upload};
use crate::provider::Place;

/// How Initiate and Complete are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Simple {
    /// In the URL, where no header is needed.
    Yes,
    /// In headers: the URL was refused, and perhaps the headers are not.
    Refused,
    /// In headers.
    No,
}

impl Upload {
    pub(super) fn choose_simple(&mut self, turn: &Turn<'_>) {
        let taken = turn.bucket.provider.dialect().token_in_url && !turn.learnt.refuses_simple;
        self.simple = if taken { Simple::Yes } else { Simple::No };
    }

    /// Whether this request is to be signed in its URL. What carries properties of the object needs headers.
    pub(super) fn is_simple(&self, task: Task, turn: &Turn<'_>) -> bool {
        let place = match task {
            // Where the CORS rule lets no answer through, nobody would learn what was begun, nor give it up.
            Task::Initiate if turn.learnt.answers_posts => Place::Initiate,
            Task::Complete => Place::Complete,
            _ => return false,
        };
        let headers = || turn.bucket.provider.object_headers(&self.spec.object, place);
        self.simple == Simple::Yes && headers().is_ok_and(|headers| headers.is_empty())
    }

    /// A request was refused. Whether it was the URL's fault: it is sent again in headers, before anything is doubted.
    pub fn refused_in_url(&mut self, task: Task, turn: &mut Turn<'_>) -> bool {
        let refused = self.flew_in_url(task) && !self.is_cleaning();
        if refused {
            self.simple = Simple::Refused;
            turn.log(&["signed in its URL it is refused: signing in headers"]);
        }
        refused
    }

    /// No answer came: a CORS rule without POST lets through what needs no preflight, and hides the answer.
    pub(super) fn lost_in_url(&mut self, task: Task) {
        if self.flew_in_url(task) {
            self.simple = Simple::No;
        }
    }

    /// In headers it was refused, too: it was not the URL.
    pub(super) fn clear_url(&mut self) {
        if self.simple == Simple::Refused {
            self.simple = Simple::No;
        }
    }

    /// A POST was answered, so its CORS rule allows them; and what its URL was refused for went well in headers.
    pub(super) fn posted(&mut self, task: Task, turn: &mut Turn<'_>) {
        let is_post = matches!(task, Task::Initiate | Task::Complete);
        turn.learnt.answers_posts |= is_post;
        turn.learnt.refuses_simple |= is_post && self.simple == Simple::Refused;
    }

    fn flew_in_url(&self, task: Task) -> bool {
        self.in_url && matches!(task, Task::Initiate | Task::Complete)
    }
}
