//! Tests of this room.

mod arithmetic;
mod edwards;
mod forms;
mod order;
mod streebog;
mod vectors;
