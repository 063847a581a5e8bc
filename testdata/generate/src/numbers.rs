//! Fictional identification numbers that nobody can hold.
//!
//! The people were born in 1801 and the organisations have no life outside this folder. Check digits are right unless a
//! constant's name says otherwise: the national algorithm sums digit × weight modulo 11 and tries a second row of weights
//! when the first gives 10.

/// The numbers, as they stand in certificates and in `cases.jsonl`.
pub struct Numbers {
    /// A man born on 1801-01-01.
    pub person: String,
    pub head: String,
    pub signatory: String,
    pub employee: String,
    pub stranger: String,
    /// Valid by the second row of weights only.
    pub second_row: String,
    pub wrong_check_digit: String,
    /// 29 February 1801, which was not a leap year; the check digit is right.
    pub impossible_date: String,
    pub company: String,
    pub other_company: String,
    /// A branch of a company: the sixth digit is 1, and the number is its own.
    pub branch: String,
    pub company_wrong_check_digit: String,
}

impl Default for Numbers {
    fn default() -> Numbers {
        Numbers::new()
    }
}

impl Numbers {
    pub fn new() -> Numbers {
        Numbers {
            person: number("01010110001"),
            head: number("01010110002"),
            signatory: number("01010120003"),
            employee: number("01010120004"),
            stranger: number("01010110005"),
            second_row: second_row("0101011"),
            wrong_check_digit: spoil(&number("01010110006")),
            impossible_date: number("01022910001"),
            company: number("26014000001"),
            other_company: number("26014000002"),
            branch: number("26014100001"),
            company_wrong_check_digit: spoil(&number("26014000003")),
        }
    }
}

const FIRST: [u32; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const SECOND: [u32; 11] = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];

fn sum(digits: &str, weights: &[u32; 11]) -> u32 {
    let digits = digits.bytes().map(|byte| u32::from(byte - b'0'));
    digits.zip(weights).map(|(digit, weight)| digit * weight).sum::<u32>() % 11
}

/// Appends the check digit to eleven digits.
fn number(eleven: &str) -> String {
    let check = match sum(eleven, &FIRST) {
        10 => sum(eleven, &SECOND),
        first => first,
    };
    assert!(check < 10, "{eleven} is never issued");
    format!("{eleven}{check}")
}

/// The first number after `prefix` that needs the second row.
fn second_row(prefix: &str) -> String {
    let candidates = (0..10_000).map(|serial| format!("{prefix}{serial:04}"));
    let needs_it = |eleven: &String| sum(eleven, &FIRST) == 10 && sum(eleven, &SECOND) < 10;
    number(&candidates.into_iter().find(needs_it).expect("one in eleven does"))
}

/// The same number with another last digit.
fn spoil(number: &str) -> String {
    let last = number.as_bytes()[11] - b'0';
    format!("{}{}", &number[..11], (last + 1) % 10)
}
