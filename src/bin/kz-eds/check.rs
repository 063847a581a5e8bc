//! `kz-eds check`.

use std::process::ExitCode;

use kz_eds::{
    AllowedList, Claim, EvidenceRule, IdentityRule, Indication, Number, Policy, Role, Validator, Verdict,
};

use crate::args::{CheckArguments, IdentityArguments, Rule, SharedArguments};
use crate::{Failure, input, table};

pub(crate) fn run(arguments: &CheckArguments) -> Result<ExitCode, Failure> {
    let validator = validator(&arguments.shared)?;
    let bytes = input::read(&arguments.certificate)?;
    let claim = claim(&arguments.identity)?;
    let verdict = validator.check_encoded(&bytes, claim.as_ref(), arguments.shared.moment());
    print(&verdict, &arguments.shared)?;
    Ok(exit_code(verdict.indication()))
}

pub(crate) fn validator(shared: &SharedArguments) -> Result<Validator, Failure> {
    validator_by(shared, shared.ca_evidence.into())
}

/// The same with another rule for the evidence on CAs.
pub(crate) fn validator_by(
    shared: &SharedArguments,
    ca_evidence: EvidenceRule,
) -> Result<Validator, Failure> {
    let trust = input::trust(&shared.trust, &shared.anchor)?;
    let stamp_evidence = shared.stamp_evidence.into();
    let policy = Policy { ca_evidence, stamp_evidence, ..shared.policy.clone() };
    Ok(Validator::new(trust, policy).with_evidence(input::evidence(&shared.evidence)?))
}

pub(crate) fn print(verdict: &Verdict, shared: &SharedArguments) -> Result<(), Failure> {
    if shared.output.json {
        let json = serde_json::to_string_pretty(verdict.report()).map_err(|error| error.to_string())?;
        return table::print(&format!("{json}\n"));
    }
    table::print(&table::verdict(verdict, shared.output.lang))
}

pub(crate) fn exit_code(indication: Indication) -> ExitCode {
    ExitCode::from(match indication {
        Indication::TotalPassed => 0,
        Indication::TotalFailed => 1,
        Indication::Indeterminate => 2,
    })
}

/// The claim in the arguments, if they make one.
pub(crate) fn claim(identity: &IdentityArguments) -> Result<Option<Claim>, Failure> {
    let IdentityArguments { iin, bin, rule, role, allow_bin, allow_iin } = identity;
    let number = iin.map(Number::from).or(bin.map(Number::from));
    let allowed: AllowedList = allow_bin
        .iter()
        .copied()
        .map(Number::from)
        .chain(allow_iin.iter().copied().map(Number::from))
        .collect();
    let rule = match (allowed.is_empty(), number, rule) {
        (false, None, Rule::IinOrBin) => IdentityRule::Allowed(allowed),
        (false, None, _) => return Err("--rule is about a number, not about a list of those allowed".into()),
        (false, Some(_), _) => return Err("give either --iin or --bin, or a list of those allowed".into()),
        (true, None, Rule::IinOrBin) if *role == Role::Applicant => return Ok(None),
        (true, _, Rule::Iin) => IdentityRule::IinOnly(*iin),
        (true, _, Rule::Bin) => IdentityRule::BinOnly(*bin),
        (true, _, Rule::IinOrBin) => IdentityRule::IinOrBin(number),
    };
    Ok(Some(Claim::new(*role, rule)))
}
