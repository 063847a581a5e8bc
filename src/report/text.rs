//! What a person is told, in Kazakh, Russian and English.

use crate::finding::Reason;
use crate::policy::Indication;

mod reasons;

/// A language of user-facing texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Language {
    /// Қазақша.
    Kazakh,
    /// По-русски.
    Russian,
    /// In English.
    English,
}

impl Language {
    /// The language with this ISO 639-1 code: `kk`, `ru` or `en`.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "kk" => Some(Self::Kazakh),
            "ru" => Some(Self::Russian),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    pub(super) const fn of(self, [kazakh, russian, english]: [&'static str; 3]) -> &'static str {
        match self {
            Self::Kazakh => kazakh,
            Self::Russian => russian,
            Self::English => english,
        }
    }
}

pub(super) const fn refusal(language: Language) -> &'static str {
    language.of([
        "Алушының ЭЦҚ-ның нақтылығын растамаумен байланысты бас тарту.",
        "Отказ в связи с неподтверждением подлинности ЭЦП получателя.",
        "Refused: the authenticity of the applicant's electronic signature is not confirmed.",
    ])
}

pub(super) const fn indication(indication: Indication, language: Language) -> &'static str {
    language.of(match indication {
        Indication::TotalPassed => ["Расталды.", "Подтверждено.", "Confirmed."],
        Indication::TotalFailed => ["Расталмады.", "Не подтверждено.", "Not confirmed."],
        Indication::Indeterminate => [
            "Тексеруді аяқтау мүмкін болмады.",
            "Проверку не удалось завершить.",
            "The check could not be completed.",
        ],
    })
}

/// What a reason means, and what can be done about it.
pub(super) fn reason(reason: Reason, language: Language) -> (&'static str, &'static str) {
    let (message, advice) = texts(reason);
    (language.of(message), advice.text(language))
}

/// Who can help, and how.
#[derive(Clone, Copy)]
enum Advice {
    UseRightCertificate,
    RenewCertificate,
    AskAuthority,
    RefreshEvidence,
    CompleteTrust,
    SignAgain,
    StampAgain,
    GiveAll,
    AskOperator,
    Nothing,
}

impl Advice {
    const fn text(self, language: Language) -> &'static str {
        language.of(match self {
            Self::UseRightCertificate => [
                "Өтінімге сәйкес келетін, қол қоюға арналған куәлікті таңдаңыз.",
                "Выберите сертификат для подписи, соответствующий заявке.",
                "Choose the signing certificate that belongs to the request.",
            ],
            Self::RenewCertificate => [
                "Куәландырушы орталықтан жаңа куәлік алыңыз.",
                "Получите новый сертификат в удостоверяющем центре.",
                "Get a new certificate from the certification authority.",
            ],
            Self::AskAuthority => [
                "Куәландырушы орталыққа хабарласыңыз.",
                "Обратитесь в удостоверяющий центр.",
                "Ask the certification authority.",
            ],
            Self::RefreshEvidence => [
                "Жүйе операторы: кері қайтарылған куәліктердің жаңа тізімін немесе OCSP жауабын жүктеп, қайта тексеріңіз.",
                "Оператору системы: загрузите свежий список отозванных сертификатов или ответ OCSP и повторите проверку.",
                "For the operator: load the issuer's current revocation list or a fresh OCSP answer and check again.",
            ],
            Self::CompleteTrust => [
                "Жүйе операторы: сенімді орталықтардың куәліктерін толықтырыңыз.",
                "Оператору системы: дополните сертификаты доверенных центров.",
                "For the operator: complete the certificates of the trusted authorities.",
            ],
            Self::SignAgain => {
                ["Құжатқа қайта қол қойыңыз.", "Подпишите документ заново.", "Sign the document again."]
            }
            Self::StampAgain => [
                "Жүйе операторы: қолтаңбаға жаңа уақыт таңбасын алыңыз.",
                "Оператору системы: получите новую метку времени на подпись.",
                "For the operator: get a new time stamp over the signature.",
            ],
            Self::GiveAll => [
                "Өтінімнің барлық құжаттарын қол қойылған күйінде қайта жіберіңіз.",
                "Отправьте все документы заявки заново в том виде, в котором они подписаны.",
                "Send all documents of the request again, just as they were signed.",
            ],
            Self::AskOperator => [
                "Жүйе операторына хабарласыңыз.",
                "Обратитесь к оператору системы.",
                "Ask the operator of the system.",
            ],
            Self::Nothing => {
                ["Ештеңе істеудің қажеті жоқ.", "Ничего делать не нужно.", "Nothing needs to be done."]
            }
        })
    }
}

type Text = [&'static str; 3];

/// The row of a reason in the table of texts. A test holds that each has its own.
fn texts(reason: Reason) -> (Text, Advice) {
    let row = reasons::REASONS.iter().find(|(found, ..)| *found == reason);
    row.map_or((["", "", ""], Advice::AskOperator), |(_, text, advice)| (*text, *advice))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANGUAGES: [Language; 3] = [Language::Kazakh, Language::Russian, Language::English];

    /// One pair shares a sentence on purpose; no other reason falls through to a text that is not its own.
    #[test]
    fn every_reason_has_its_own_text_in_each_language() {
        for language in LANGUAGES {
            let mut texts: Vec<_> = Reason::ALL.iter().map(|&code| reason(code, language).0).collect();
            texts.sort_unstable();
            texts.dedup();
            assert_eq!(texts.len(), Reason::ALL.len() - 1, "{language:?}");
        }
    }

    #[test]
    fn the_table_is_in_the_order_of_the_reasons() {
        assert!(reasons::REASONS.iter().map(|(reason, ..)| reason).eq(Reason::ALL));
    }

    #[test]
    fn languages_differ() {
        for &code in Reason::ALL {
            let [kk, ru, en] = LANGUAGES.map(|language| reason(code, language));
            assert!(kk.0 != ru.0 && ru.0 != en.0 && kk.1 != ru.1 && ru.1 != en.1, "{code}");
            assert!(en.0.is_ascii() && en.1.is_ascii(), "{code}");
        }
    }
}
