//! GOST R 34.11-2012, called 2015 in Kazakhstan: the hash function of RFC 6986 ("Streebog").
//!
//! Numbers of 512 bits are eight words here, the lowest first.

mod constants;

use constants::{C, LPS};

use super::super::limbs::sum;

type Words = [u64; 8];

const BLOCK: usize = 64;

/// A hash of so many bits in the making (RFC 6986 8).
#[derive(Clone)]
pub(in crate::crypto) struct Streebog<const BITS: usize> {
    /// h.
    state: Words,
    /// N: the bits that are hashed.
    bits: Words,
    /// Sigma: the sum of the blocks.
    sum: Words,
    /// What came after the last whole block.
    rest: [u8; BLOCK],
    /// How many octets that is; fewer than a block has.
    filled: usize,
}

pub(in crate::crypto) type Streebog256 = Streebog<256>;
pub(in crate::crypto) type Streebog512 = Streebog<512>;

impl<const BITS: usize> Streebog<BITS> {
    /// Stage 1, with the initial value of 6.1.
    pub(in crate::crypto) const fn new() -> Self {
        let word = if BITS == 256 { 0x0101_0101_0101_0101 } else { 0 };
        Self { state: [word; 8], bits: [0; 8], sum: [0; 8], rest: [0; BLOCK], filled: 0 }
    }

    /// Stage 2: whole blocks.
    pub(in crate::crypto) fn update(&mut self, bytes: &[u8]) {
        let bytes = self.top_up(bytes);
        let (blocks, rest) = bytes.as_chunks();
        blocks.iter().for_each(|block| self.absorb(block, BLOCK));
        self.keep(rest);
    }

    /// Fills the block that was begun, and returns what is left.
    fn top_up<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        if self.filled == 0 {
            return bytes;
        }
        let (first, left) = bytes.split_at(bytes.len().min(BLOCK - self.filled));
        self.keep(first);
        if self.filled == BLOCK {
            let block = self.rest;
            self.absorb(&block, BLOCK);
            self.filled = 0;
        }
        left
    }

    fn keep(&mut self, bytes: &[u8]) {
        self.rest.iter_mut().skip(self.filled).zip(bytes).for_each(|(to, from)| *to = *from);
        self.filled += bytes.len();
    }

    /// One block of the message, of which so many octets are the message's.
    fn absorb(&mut self, block: &[u8; BLOCK], octets: usize) {
        let block = words(block);
        self.state = compressed(&self.state, &self.bits, &block);
        (self.bits, _) = sum(self.bits, &[8 * octets as u64, 0, 0, 0, 0, 0, 0, 0]);
        (self.sum, _) = sum(self.sum, &block);
    }

    /// Stage 3: the last block, with a bit after it and then zeros; the length; the sum. The hash is little-endian, and
    /// one of 256 bits is the upper half.
    pub(in crate::crypto) fn finish(mut self) -> impl AsRef<[u8]> {
        let mut block = [0; BLOCK];
        let message = self.rest.iter().take(self.filled).chain(&[1]);
        block.iter_mut().zip(message).for_each(|(to, from)| *to = *from);
        self.absorb(&block, self.filled);
        let zero = [0; 8];
        let state = compressed(&self.state, &zero, &self.bits);
        Upper::<BITS>(octets(&compressed(&state, &zero, &self.sum)))
    }
}

/// So many bits of a block, from the top.
struct Upper<const BITS: usize>([u8; BLOCK]);

impl<const BITS: usize> AsRef<[u8]> for Upper<BITS> {
    fn as_ref(&self) -> &[u8] {
        self.0.get(BLOCK - BITS / 8..).unwrap_or(&self.0)
    }
}

fn words(block: &[u8; BLOCK]) -> Words {
    let (chunks, _) = block.as_chunks();
    let mut words = [0; 8];
    words.iter_mut().zip(chunks).for_each(|(word, chunk)| *word = u64::from_le_bytes(*chunk));
    words
}

fn octets(words: &Words) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let (chunks, _) = block.as_chunks_mut();
    chunks.iter_mut().zip(words).for_each(|(chunk, word)| *chunk = word.to_le_bytes());
    block
}

/// g_N(h, m) = E(LPS(h xor N), m) xor h xor m (RFC 6986 7), where each round of E takes the next key.
fn compressed(state: &Words, bits: &Words, block: &Words) -> Words {
    let (mut key, mut cipher) = (*state, *block);
    lps(&mut key, bits);
    for constant in &C {
        lps(&mut cipher, &key);
        lps(&mut key, constant);
    }
    xor(&xor(&cipher, &key), &xor(state, block))
}

fn xor(left: &Words, right: &Words) -> Words {
    let mut sum = *left;
    sum.iter_mut().zip(right).for_each(|(sum, other)| *sum ^= other);
    sum
}

/// LPSX: the sum with a key, of which the octet at place i of each word goes to word i. In place, by halves of words and
/// written out, this is a third faster than otherwise.
#[inline(always)]
fn lps(words: &mut Words, key: &Words) {
    let mut moved = [0; 8];
    for ((word, key), table) in words.iter().zip(key).zip(&LPS) {
        let (low, high) = halves(word ^ key);
        moved[0] ^= look(table, low);
        moved[1] ^= look(table, low >> 8);
        moved[2] ^= look(table, low >> 16);
        moved[3] ^= look(table, low >> 24);
        moved[4] ^= look(table, high);
        moved[5] ^= look(table, high >> 8);
        moved[6] ^= look(table, high >> 16);
        moved[7] ^= look(table, high >> 24);
    }
    *words = moved;
}

const fn halves(word: u64) -> (u32, u32) {
    ((word & 0xFFFF_FFFF) as u32, (word >> 32) as u32)
}

/// By the lowest octet.
#[inline(always)]
#[allow(clippy::indexing_slicing)] // an octet is below 256; `get` is slower by a third
const fn look(table: &[u64; 256], word: u32) -> u64 {
    table[(word & 0xFF) as usize]
}
