//! Puts the core together, whose code the build laid out in columns and spelled as text (`scripts/build/columns.mjs`,
//! `scripts/build/spell.mjs`). A small WebAssembly module of its own, `unpack/alone.rs`, which a page runs before any
//! other: JavaScript takes several times as long where it runs for the first time.

/// Writes the module that a text spells, and returns how long it is.
///
/// # Panics
/// Where the text is not the build's, or the room too small.
pub fn unpack(text: &[u8], module: &mut [u8]) -> usize {
    let mut book = Book::open(text, module);
    book.rest(BEFORE);
    while book.has(OPCODES) {
        book.function();
    }
    book.rest(AFTER);
    book.end
}

struct Book<'a> {
    text: &'a [u8],
    module: &'a mut [u8],
    /// How much of the module is written.
    end: usize,
    /// The byte of each letter, and 128 and 256 places further on, of each letter after a sign for rare bytes.
    bytes: [u8; 3 * 128],
    /// Where each column is read next, and where it ends.
    places: [usize; OPTIONS],
    ends: [usize; OPTIONS],
}

impl<'a> Book<'a> {
    fn open(text: &'a [u8], module: &'a mut [u8]) -> Self {
        let [mut places, mut ends] = [[0; OPTIONS]; 2];
        let mut end = 6 * OPTIONS;
        for column in 0..OPTIONS {
            places[column] = end;
            let [low, middle, high] = [3, 4, 5].map(|row| figure(text, row, column));
            end += low + LETTERS * (middle + LETTERS * high);
            ends[column] = end;
        }
        Self { text, module, end: 0, bytes: alphabet(text), places, ends }
    }

    /// A function, up to the `end` of what nothing opened, and its size before it.
    fn function(&mut self) {
        let start = self.end;
        let begin = start + ROOM;
        self.end = begin;
        self.several(LOCALS);
        let mut depth = 1;
        while depth > 0 {
            let opcode = self.take(OPCODES);
            if opcode == RARE {
                self.several(RARITIES);
            } else {
                self.instruction(opcode);
            }
            if opcode == END {
                depth -= 1;
            } else if self.kind(opcode) == BLOCK {
                depth += 1;
            }
        }
        self.size(start, begin);
    }

    fn instruction(&mut self, opcode: u8) {
        self.put(opcode);
        let told = self.context(opcode);
        match self.kind(opcode) {
            NOTHING => {}
            MEMORY => {
                let natural = (told - 1) & 3;
                let alignment = self.take(ALIGNMENTS) ^ natural as u8;
                self.put(alignment);
                self.number(if told > STORES_TELL { STORES } else { LOADS });
            }
            kind if kind < CONTEXTUAL => self.number(16 * kind),
            kind => {
                let place = self.places[OPCODES];
                let next = self.take(OPCODES);
                self.places[OPCODES] = place;
                self.number(16 * kind + self.context(next));
            }
        }
    }

    /// Writes the size of a function, LEB128, into the room before it, and moves the function up.
    fn size(&mut self, start: usize, begin: usize) {
        let body = begin..self.end;
        let mut left = body.len();
        self.end = start;
        while left > 127 {
            self.put(left as u8 | 128);
            left >>= 7;
        }
        self.put(left as u8);
        self.module.copy_within(body.clone(), self.end);
        self.end += body.len();
    }

    /// What is behind an opcode.
    fn kind(&self, opcode: u8) -> usize {
        figure(self.text, 1, opcode.into())
    }

    /// What an opcode tells of what is before it.
    fn context(&self, opcode: u8) -> usize {
        figure(self.text, 2, opcode.into())
    }

    fn has(&self, column: usize) -> bool {
        self.places[column] < self.ends[column]
    }

    fn rest(&mut self, column: usize) {
        while self.has(column) {
            let byte = self.take(column);
            self.put(byte);
        }
    }

    /// As many bytes as the first one says.
    fn several(&mut self, column: usize) {
        for _ in 0..self.take(column) {
            let byte = self.take(column);
            self.put(byte);
        }
    }

    /// A number in LEB128.
    fn number(&mut self, column: usize) {
        let mut byte = 128;
        while byte > 127 {
            byte = self.take(column);
            self.put(byte);
        }
    }

    /// The next byte of a column.
    fn take(&mut self, column: usize) -> u8 {
        let letter = self.letter(column);
        let meant = if letter < RARER { letter } else { self.letter(column) + 128 * (letter - RARER + 1) };
        self.bytes[meant]
    }

    fn letter(&mut self, column: usize) -> usize {
        let place = self.places[column];
        self.places[column] += 1;
        self.text[place].into()
    }

    fn put(&mut self, byte: u8) {
        self.module[self.end] = byte;
        self.end += 1;
    }
}

/// Frequent bytes have the letters, rare ones two signs; each in their order.
fn alphabet(text: &[u8]) -> [u8; 3 * 128] {
    let mut bytes = [0; 3 * 128];
    let mut rank = 0;
    for rare in [0, 1] {
        for byte in (0..=u8::MAX).filter(|&byte| figure(text, 0, byte.into()) == rare) {
            bytes[letter(rank % LETTERS) + 128 * (rank / LETTERS)] = byte;
            rank += 1;
        }
    }
    bytes
}

/// What a letter ahead of the columns stands for: there are six rows of them. A space stands in for a backslash, and an
/// exclamation mark for the sign that opens a tag.
fn figure(text: &[u8], row: usize, at: usize) -> usize {
    let letter = match text[row * OPTIONS + at] {
        b' ' => b'\\',
        b'!' => b'<',
        letter => letter,
    };
    usize::from(letter - FIRST)
}

/// The letter of a figure.
fn letter(figure: usize) -> usize {
    match figure + usize::from(FIRST) {
        0x5c => 0x20,
        0x3c => 0x21,
        letter => letter,
    }
}

/// Bytes, opcodes and columns there can be.
const OPTIONS: usize = 256;
const LETTERS: usize = 90;
const FIRST: u8 = b'#';
/// The sign before the second ninety bytes; the next one stands before the third.
const RARER: usize = FIRST as usize + LETTERS;
/// Columns.
const OPCODES: usize = 0;
const LOCALS: usize = 1;
const RARITIES: usize = 2;
const BEFORE: usize = 3;
const AFTER: usize = 4;
const LOADS: usize = 16;
const STORES: usize = 17;
const ALIGNMENTS: usize = 18;
/// What is behind an opcode; from the last on, there are columns by what the next opcode tells.
const NOTHING: usize = 0;
const MEMORY: usize = 1;
const BLOCK: usize = 5;
const CONTEXTUAL: usize = 8;
/// Loads tell no more than this.
const STORES_TELL: usize = 4;
/// Stands among the opcodes for an instruction that is kept whole.
const RARE: u8 = 0xff;
/// Ends a block.
const END: u8 = 0x0b;
/// Of a function's size.
const ROOM: usize = 3;

#[cfg(test)]
#[path = "unpack/tests.rs"]
mod tests;
