//! What an upload has in the air. Of the last parts, one that lags behind is sent once more beside itself, and whichever
//! arrives first counts.
//!
//! A connection that has died, or a slow one, would else hold up a file of which all other parts are home. All three
//! clouds let a part be sent again under its number; the same bytes twice are the same part.

use super::{Next, Task, Turn, Upload};
use crate::backoff::FLOOR;
use crate::clock::Instant;
use crate::text::decimal;

/// A request in the air.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flown {
    pub(super) task: Task,
    pub(super) request: u32,
    left: Instant,
    /// The same part was sent beside it.
    twin: bool,
}

impl Upload {
    /// A request of it has left.
    pub fn flew(&mut self, task: Task, request: u32, turn: &mut Turn<'_>) {
        if matches!(task, Task::Initiate | Task::Complete) {
            self.in_url = self.is_simple(task, turn);
        }
        let twin = self.is_flying(task);
        self.flights.iter_mut().filter(|flown| flown.task == task).for_each(|flown| flown.twin = true);
        self.flights.push(Flown { task, request, left: turn.now, twin });
        self.rests.retain(|(resting, _)| *resting != task);
        if !self.started {
            self.started = true;
            self.state("running", turn);
        }
    }

    /// A request of it is over, one way or another.
    pub fn landed(&mut self, request: u32) {
        self.flights.retain(|flown| flown.request != request);
    }

    /// Every part that is missing is in the air, or rests.
    pub(super) fn next_twin(&self, turn: &mut Turn<'_>) -> Next {
        let rested = self.rests.iter().map(|(_, until)| *until).filter(|until| *until > turn.now).min();
        let Some((lags_at, task)) = self.laggard(turn) else { return rested.map_or(Next::Idle, Next::Sleep) };
        if lags_at > turn.now {
            return Next::Sleep(rested.map_or(lags_at, |rested| rested.min(lags_at)));
        }
        Next::Send(task)
    }

    /// The part that will be the first to lag, and when. None is sent a third time beside itself.
    fn laggard(&self, turn: &Turn<'_>) -> Option<(Instant, Task)> {
        if self.stream.is_some() {
            return None;
        }
        let lag = |flown: &Flown| match flown.task {
            Task::Part(part) if !flown.twin => {
                Some((turn.pace.lags_at(flown.left, self.plan.bytes(part))?, flown.task))
            }
            _ => None,
        };
        self.flights.iter().filter_map(lag).min_by_key(|(lags_at, _)| *lags_at)
    }

    /// Whether a part that came to nothing is still in the air beside itself: then nothing has failed yet, but should it
    /// have to be sent again, it rests.
    pub(super) fn has_twin(&mut self, task: Task, rest: u64, turn: &mut Turn<'_>) -> bool {
        let Task::Part(part) = task else { return false };
        let flies = self.is_flying(task);
        if flies {
            turn.log(&["part ", &decimal(part.into()), " is still in the air beside itself"]);
            self.strayed_at = Some(turn.now);
            self.trouble_since.get_or_insert(turn.now);
            self.rests.push((task, turn.now.after(rest.max(FLOOR))));
        }
        flies
    }

    pub(super) fn is_flying(&self, task: Task) -> bool {
        self.flights.iter().any(|flown| flown.task == task)
    }
}
