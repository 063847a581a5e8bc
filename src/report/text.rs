//! What a person is told, in Kazakh, Russian and English.

use crate::finding::Reason;
use crate::policy::Indication;

mod messages;

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

    const fn of(self, [kazakh, russian, english]: [&'static str; 3]) -> &'static str {
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
pub(super) const fn reason(reason: Reason, language: Language) -> (&'static str, &'static str) {
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
                "Жүйе операторы: кері қайтарылған куәліктердің жаңа тізімін жүктеп, қайта тексеріңіз.",
                "Оператору системы: загрузите свежий список отозванных сертификатов и повторите проверку.",
                "For the operator: load the issuer's current revocation list and check again.",
            ],
            Self::CompleteTrust => [
                "Жүйе операторы: сенімді орталықтардың куәліктерін толықтырыңыз.",
                "Оператору системы: дополните сертификаты доверенных центров.",
                "For the operator: complete the certificates of the trusted authorities.",
            ],
            Self::SignAgain => {
                ["Құжатқа қайта қол қойыңыз.", "Подпишите документ заново.", "Sign the document again."]
            }
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

const fn texts(reason: Reason) -> (Text, Advice) {
    match reason {
        Reason::FormatUnreadable
        | Reason::IdentityMismatch
        | Reason::IdentityAbsent
        | Reason::ClaimNumberAbsent
        | Reason::IdentityAmbiguous
        | Reason::IdentityMalformed
        | Reason::HolderKindNotAllowed
        | Reason::NumberCheckDigit
        | Reason::NumberDate => identity(reason),
        Reason::RevocationMissing
        | Reason::RevocationStale
        | Reason::RevocationFuture
        | Reason::RevocationSignatureInvalid
        | Reason::RevocationForeign
        | Reason::RevocationScope
        | Reason::RevocationDeltaOnly
        | Reason::RevocationListUnusable
        | Reason::RevocationAfterExpiry
        | Reason::RevocationCircular
        | Reason::RevocationNotChecked
        | Reason::RevokedLater
        | Reason::CertificateRevoked
        | Reason::CertificateOnHold => revocation(reason),
        Reason::SignerMissing
        | Reason::SignerCertificateMissing
        | Reason::SignerCertificateAmbiguous
        | Reason::SignatureInvalid
        | Reason::ContentDigestMismatch
        | Reason::ContentMissing
        | Reason::ContentConfused
        | Reason::ContentIsAttributes
        | Reason::SignedAttributesMissing
        | Reason::SignedAttributesInvalid
        | Reason::SigningCertificateMismatch
        | Reason::SigningCertificateMissing
        | Reason::AlgorithmMismatch
        | Reason::AlgorithmProtectionMismatch
        | Reason::SigningTimeInFuture
        | Reason::TrailingNul => messages::message(reason),
        Reason::UnexpectedSigner
        | Reason::ClaimUnmet
        | Reason::CertificateNotTheOneChecked
        | Reason::DocumentMissing
        | Reason::DocumentAdded
        | Reason::DocumentChanged
        | Reason::DocumentSwapped
        | Reason::DocumentSignerDiffers
        | Reason::UnsignedByProcedure => messages::request(reason),
        _ => certificate(reason),
    }
}

const fn identity(reason: Reason) -> (Text, Advice) {
    use Advice::{AskAuthority, AskOperator, Nothing, UseRightCertificate};
    match reason {
        Reason::FormatUnreadable => (
            [
                "Куәлікті немесе хабарламаны оқу мүмкін емес.",
                "Сертификат или сообщение не читается.",
                "The certificate or message cannot be read.",
            ],
            UseRightCertificate,
        ),
        Reason::IdentityMismatch => (
            [
                "Куәліктегі ЖСН/БСН өтінімдегіге сәйкес келмейді.",
                "ИИН/БИН в сертификате не совпадает с указанным в заявке.",
                "The IIN/BIN in the certificate is not the one in the request.",
            ],
            UseRightCertificate,
        ),
        Reason::IdentityAbsent => (
            [
                "Куәлікте талап етілген ЖСН/БСН жоқ.",
                "В сертификате нет требуемого ИИН/БИН.",
                "The certificate carries no such IIN/BIN.",
            ],
            UseRightCertificate,
        ),
        Reason::ClaimNumberAbsent => (
            [
                "Өтінімде талап етілген ЖСН/БСН жоқ.",
                "В заявке нет требуемого ИИН/БИН.",
                "The request carries no such IIN/BIN.",
            ],
            AskOperator,
        ),
        Reason::IdentityAmbiguous => (
            [
                "Куәліктегі ЖСН/БСН бірмәнді емес.",
                "ИИН/БИН в сертификате неоднозначен.",
                "The IIN/BIN in the certificate is ambiguous.",
            ],
            AskAuthority,
        ),
        Reason::IdentityMalformed => (
            [
                "Куәліктегі ЖСН/БСН дұрыс жазылмаған.",
                "ИИН/БИН в сертификате записан неверно.",
                "The IIN/BIN in the certificate is malformed.",
            ],
            AskAuthority,
        ),
        Reason::HolderKindNotAllowed => (
            [
                "Бұл түрдегі куәлік иесі мұндай өтінімге қол қоя алмайды.",
                "Владелец такого вида сертификата не может подписать эту заявку.",
                "The holder of this kind of certificate may not act here.",
            ],
            UseRightCertificate,
        ),
        Reason::NumberCheckDigit => (
            [
                "ЖСН/БСН бақылау саны сәйкес келмейді.",
                "Контрольный разряд ИИН/БИН не сходится.",
                "The check digit of the IIN/BIN is wrong.",
            ],
            Nothing,
        ),
        _ => (
            [
                "ЖСН/БСН-дегі күн немесе тіркеу бөлігі мүмкін емес.",
                "Дата или регистрационная часть ИИН/БИН невозможна.",
                "The date or registration part of the IIN/BIN is impossible.",
            ],
            Nothing,
        ),
    }
}

const fn certificate(reason: Reason) -> (Text, Advice) {
    use Advice::{AskAuthority, AskOperator, CompleteTrust, RenewCertificate, UseRightCertificate};
    match reason {
        Reason::CertificateExpired => (
            [
                "Куәліктің қолданылу мерзімі өтті.",
                "Срок действия сертификата истёк.",
                "The certificate has expired.",
            ],
            RenewCertificate,
        ),
        Reason::CertificateNotYetValid => (
            [
                "Куәліктің қолданылу мерзімі әлі басталған жоқ.",
                "Срок действия сертификата ещё не начался.",
                "The certificate is not valid yet.",
            ],
            UseRightCertificate,
        ),
        Reason::KeyUsageNotAllowed => (
            [
                "Куәліктің кілті қол қоюға арналмаған.",
                "Ключ сертификата не предназначен для подписи.",
                "The certificate's key is not meant for signing.",
            ],
            UseRightCertificate,
        ),
        Reason::ExtendedKeyUsageNotAllowed => (
            [
                "Куәлік басқа мақсатқа (мысалы, жүйеге кіруге) арналған.",
                "Сертификат предназначен для другой цели (например, для входа).",
                "The certificate is meant for something else, such as logging in.",
            ],
            UseRightCertificate,
        ),
        Reason::CriticalExtensionUnknown => (
            [
                "Куәлікте белгісіз міндетті кеңейтім бар.",
                "В сертификате есть неизвестное критическое расширение.",
                "The certificate has a critical extension that is not known.",
            ],
            AskOperator,
        ),
        Reason::EndEntityIsCa => (
            [
                "Бұл — куәландырушы орталықтың куәлігі.",
                "Это сертификат удостоверяющего центра.",
                "This is the certificate of a certification authority.",
            ],
            UseRightCertificate,
        ),
        Reason::CertificateSignatureInvalid => (
            [
                "Куәліктегі орталықтың қолтаңбасы жарамсыз.",
                "Подпись центра под сертификатом недействительна.",
                "The authority's signature on the certificate is not valid.",
            ],
            AskAuthority,
        ),
        Reason::AlgorithmUnsupported => (
            [
                "Қолтаңба алгоритміне қолдау көрсетілмейді.",
                "Алгоритм подписи не поддерживается.",
                "The signature algorithm is not supported.",
            ],
            AskOperator,
        ),
        Reason::AlgorithmNotAllowed => (
            [
                "Қолтаңба алгоритмі ескірген, оған рұқсат жоқ.",
                "Алгоритм подписи устарел и не разрешён.",
                "The signature algorithm is outdated and not allowed.",
            ],
            RenewCertificate,
        ),
        Reason::KeyTooWeak => {
            (["Кілт тым әлсіз.", "Ключ слишком слабый.", "The key is too weak."], RenewCertificate)
        }
        Reason::PathNotFound => (
            [
                "Куәліктен сенімді орталыққа дейінгі тізбек табылмады.",
                "Не найдена цепочка от сертификата до доверенного центра.",
                "No chain leads from the certificate to a trusted authority.",
            ],
            CompleteTrust,
        ),
        Reason::AnchorOutOfTime => (
            [
                "Сенімді орталықтың куәлігі бұл уақытта жарамсыз.",
                "Сертификат доверенного центра на это время не действует.",
                "The trusted authority's certificate does not hold at that time.",
            ],
            CompleteTrust,
        ),
        Reason::CaNotAuthorised | Reason::KeyCertSignMissing => (
            [
                "Куәлікті берушінің куәлік беруге құқығы жоқ.",
                "Издатель не вправе выдавать сертификаты.",
                "The issuer is not authorised to issue certificates.",
            ],
            AskAuthority,
        ),
        Reason::PathLengthExceeded => (
            [
                "Орталықтар тізбегі рұқсат етілгеннен ұзын.",
                "Цепочка центров длиннее разрешённой.",
                "The chain of authorities is longer than allowed.",
            ],
            AskAuthority,
        ),
        Reason::BudgetExceeded => (
            [
                "Тексеру шегінен асып кетті.",
                "Превышен предел проверки.",
                "The bound on work was met before the check ended.",
            ],
            AskOperator,
        ),
        _ => (["Ештеңе тексерілмеді.", "Ничего не проверено.", "Nothing was judged."], AskOperator),
    }
}

const fn revocation(reason: Reason) -> (Text, Advice) {
    use Advice::{Nothing, RefreshEvidence, RenewCertificate};
    let open = match reason {
        Reason::CertificateRevoked => {
            return (
                ["Куәлік кері қайтарылған.", "Сертификат отозван.", "The certificate is revoked."],
                RenewCertificate,
            );
        }
        Reason::CertificateOnHold => {
            return (
                [
                    "Куәліктің қолданылуы тоқтатыла тұрған.",
                    "Действие сертификата приостановлено.",
                    "The certificate is on hold.",
                ],
                RenewCertificate,
            );
        }
        Reason::RevocationNotChecked => {
            return (
                [
                    "Орталық куәлігінің кері қайтарылғаны тексерілмеді.",
                    "Отзыв сертификата центра не проверялся.",
                    "Whether the authority's certificate is revoked was not checked.",
                ],
                Nothing,
            );
        }
        Reason::RevokedLater => {
            return (
                [
                    "Куәлік тексерілетін уақыттан кейін кері қайтарылған.",
                    "Сертификат отозван позже проверяемого времени.",
                    "The certificate was revoked after the time in question.",
                ],
                Nothing,
            );
        }
        Reason::RevocationMissing => [
            "Осы орталықтың кері қайтарылған куәліктер тізімі жоқ.",
            "Нет списка отозванных сертификатов этого центра.",
            "There is no revocation list of this authority.",
        ],
        Reason::RevocationStale => [
            "Кері қайтарылған куәліктер тізімі ескірген.",
            "Список отозванных сертификатов устарел.",
            "The revocation list is out of date.",
        ],
        Reason::RevocationFuture => [
            "Кері қайтарылған куәліктер тізімі кейінірек шығарылған.",
            "Список отозванных сертификатов выпущен позже проверяемого времени.",
            "The revocation list is from a later time.",
        ],
        Reason::RevocationSignatureInvalid => [
            "Кері қайтарылған куәліктер тізімінің қолтаңбасы жарамсыз.",
            "Подпись списка отозванных сертификатов недействительна.",
            "The signature on the revocation list is not valid.",
        ],
        Reason::RevocationForeign => [
            "Кері қайтарылған куәліктер тізіміне басқа кілтпен қол қойылған.",
            "Список отозванных сертификатов подписан другим ключом.",
            "The revocation list belongs to another key of that name.",
        ],
        Reason::RevocationScope => [
            "Кері қайтарылған куәліктер тізімі бұл куәлікті қамтымайды.",
            "Список отозванных сертификатов не охватывает этот сертификат.",
            "The revocation list does not cover this certificate.",
        ],
        Reason::RevocationDeltaOnly => [
            "Толық тізім жоқ, тек өзгерістер тізімі бар.",
            "Нет полного списка, есть только список изменений.",
            "There is only a delta list, and no complete one.",
        ],
        Reason::RevocationAfterExpiry => [
            "Тізім куәліктің мерзімі өткеннен кейін шығарылған: ол оны атамауы мүмкін.",
            "Список выпущен после окончания срока сертификата и мог его уже не содержать.",
            "The revocation list is from after the certificate's end, and need not name it any more.",
        ],
        Reason::RevocationCircular => [
            "Тізімге қол қоюшыны тізімнің өзінсіз тексеру мүмкін емес.",
            "Подписавшего список нельзя проверить без самого списка.",
            "The signer of the list cannot be judged without the list itself.",
        ],
        _ => [
            "Кері қайтарылған куәліктер тізімін пайдалану мүмкін емес.",
            "Список отозванных сертификатов непригоден.",
            "The revocation list cannot be used.",
        ],
    };
    (open, RefreshEvidence)
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
    fn languages_differ() {
        for &code in Reason::ALL {
            let [kk, ru, en] = LANGUAGES.map(|language| reason(code, language));
            assert!(kk.0 != ru.0 && ru.0 != en.0 && kk.1 != ru.1 && ru.1 != en.1, "{code}");
            assert!(en.0.is_ascii() && en.1.is_ascii(), "{code}");
        }
    }
}
