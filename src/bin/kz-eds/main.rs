//! `kz-eds`: the library for shells.
//!
//! Exit status: 0 passed, 1 failed, 2 indeterminate, 3 arguments, unopenable files, unusable trust or evidence.

mod args;
mod check;
mod input;
mod inspect;
mod output;
mod record;
mod reverify;
mod sign;
mod table;
mod verify;

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};

/// What the program could not do, as a sentence for the one who called it.
type Failure = String;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // A closed pipe is no reason to fail louder than the error itself.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(3) } else { ExitCode::SUCCESS };
        }
    };
    let outcome = match arguments.command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Sign(arguments) => sign::run(&arguments),
        Command::Reverify(arguments) => reverify::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
    };
    outcome.unwrap_or_else(|failure| {
        say(&failure);
        ExitCode::from(3)
    })
}

/// A line on standard error, with nothing in it that a terminal obeys. Where it cannot be written nobody reads it, and the
/// exit status tells the same.
fn say(text: &dyn Display) {
    let _ = writeln!(io::stderr().lock(), "kz-eds: {}", table::escaped(&text.to_string()));
}
