//! The uploads of a session by their numbers.

use std::collections::VecDeque;

use crate::clock::Instant;
use crate::upload::Upload;

/// An upload and when it wants to be looked at again.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) upload: Upload,
    pub(super) sleeps: Option<Instant>,
}

/// Sorted by number: new uploads come to the end, and most leave near the front.
#[derive(Debug, Default)]
pub(super) struct Roster(VecDeque<Box<Place>>);

impl Roster {
    pub(super) fn get(&self, id: u32) -> Option<&Place> {
        self.find(id).ok().map(|at| &*self.0[at])
    }

    pub(super) fn get_mut(&mut self, id: u32) -> Option<&mut Place> {
        self.find(id).ok().map(|at| &mut *self.0[at])
    }

    /// Takes an upload in, in place of one with the same number.
    pub(super) fn insert(&mut self, upload: Upload) {
        let found = self.find(upload.id);
        let place = Box::new(Place { upload, sleeps: None });
        match found {
            Ok(at) => self.0[at] = place,
            Err(at) => self.0.insert(at, place),
        }
    }

    pub(super) fn remove(&mut self, id: u32) {
        if let Ok(at) = self.find(id) {
            self.0.remove(at);
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Upload> {
        self.0.iter().map(|place| &place.upload)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Upload> {
        self.0.iter_mut().map(|place| &mut place.upload)
    }

    fn find(&self, id: u32) -> Result<usize, usize> {
        self.0.binary_search_by_key(&id, |place| place.upload.id)
    }
}
