//! Tests of this room.

mod arithmetic;
mod forms;
mod streebog;
mod vectors;
