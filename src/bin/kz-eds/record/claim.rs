//! Who a record expects to have signed.

use kz_eds::{AllowedList, Bin, Claim, IdentityRule, Iin, Number, Role};
use serde::Deserialize;

use crate::Failure;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(super) struct RecordClaim {
    role: String,
    iin: Option<String>,
    bin: Option<String>,
    rule: Option<String>,
    #[serde(default)]
    allowed_iins: Vec<String>,
    #[serde(default)]
    allowed_bins: Vec<String>,
}

impl RecordClaim {
    pub(super) fn claim(&self) -> Result<Claim, Failure> {
        let iin = |text: &String| Iin::parse(text).map_err(|error| format!("IIN: {error}"));
        let bin = |text: &String| Bin::parse(text).map_err(|error| format!("BIN: {error}"));
        let role = Role::from_code(&self.role)
            .ok_or("role: one of applicant, operator, employee, authorised-person")?;
        let (own_iin, own_bin) =
            (self.iin.as_ref().map(iin).transpose()?, self.bin.as_ref().map(bin).transpose()?);
        let allowed: Vec<Number> = self
            .allowed_iins
            .iter()
            .map(|text| iin(text).map(Number::from))
            .chain(self.allowed_bins.iter().map(|text| bin(text).map(Number::from)))
            .collect::<Result<_, _>>()?;
        if own_iin.is_some() && own_bin.is_some() {
            return Err("a claim carries an IIN or a BIN, not both".into());
        }
        if !allowed.is_empty() && (own_iin.is_some() || own_bin.is_some()) {
            return Err("a claim carries a number or a list of those allowed, not both".into());
        }
        let rule = match (self.rule.as_deref(), allowed.is_empty()) {
            (None, false) => IdentityRule::Allowed(allowed.into_iter().collect::<AllowedList>()),
            (Some("iin"), true) => IdentityRule::IinOnly(own_iin),
            (Some("bin"), true) => IdentityRule::BinOnly(own_bin),
            (None | Some("iin-or-bin"), true) => {
                IdentityRule::IinOrBin(own_iin.map(Number::from).or(own_bin.map(Number::from)))
            }
            (Some(_), true) => return Err("rule: one of iin, bin, iin-or-bin".into()),
            (Some(_), false) => {
                return Err("a claim has a rule for its number, or a list of those allowed".into());
            }
        };
        Ok(Claim::new(role, rule))
    }
}
