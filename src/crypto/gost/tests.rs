//! Tests of this room.

mod arithmetic;
mod forms;
mod vectors;
