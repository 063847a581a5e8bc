//! Tests of this room.

mod arithmetic;
mod forms;
mod order;
mod streebog;
mod vectors;
