//! `kz-eds` beside OpenSSL, `rustls-webpki`, `x509-parser` and `cms`: the same inputs, one process, the cases of a table
//! one after another in every round, medians of thread CPU time.
//!
//! ```text
//! kz-eds-peers [--test] [--json] [requests] [lists] [gost]
//! ```

mod by_hand;
mod gost;
mod lists;
mod material;
mod measure;
mod openssl_store;
mod ours;
mod requests;
#[path = "../../common/serials.rs"]
mod serials;
mod table;

use std::env;

use material::Material;
use measure::Effort;
use table::Form;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    let wants = |part: &str| has(part) || arguments.iter().all(|argument| argument.starts_with("--"));
    let effort = if has("--test") { Effort::TEST } else { Effort::FULL };
    let form = if has("--json") { Form::Json } else { Form::Markdown };
    if has("gost") && gost::has_configuration() {
        return gost::run(effort, form);
    }
    if has("--test") {
        eprintln!("Everything runs once, on small lists: the figures mean nothing.");
    }
    if wants("requests") || wants("lists") {
        let material = Material::new(effort.entries);
        if wants("requests") {
            requests::whole(&material, effort).print(form);
            requests::bare(&material, effort).print(form);
            requests::certificates(&material, effort).print(form);
            // Last: what large lists leave of the heap slows the allocator down for whoever comes next.
            requests::national(&material, effort).print(form);
        }
        if wants("lists") {
            lists::load(&material, effort).print(form);
            lists::signed(&material, effort).print(form);
            lists::look_up(&material, effort).print(form);
        }
    }
    if wants("gost") {
        gost::in_a_process_of_its_own();
    }
}
