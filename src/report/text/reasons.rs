//! What is said of each reason, in Kazakh, Russian and English, and what can be done about it.

use super::{Advice, Text};
use crate::finding::Reason;

use Advice::*;

/// In the order of [`Reason::ALL`].
pub(super) const REASONS: &[(Reason, Text, Advice)] = &[
    (
        Reason::FormatUnreadable,
        [
            "Куәлікті немесе хабарламаны оқу мүмкін емес.",
            "Сертификат или сообщение не читается.",
            "The certificate or message cannot be read.",
        ],
        UseRightCertificate,
    ),
    (
        Reason::IdentityMismatch,
        [
            "Куәліктегі ЖСН/БСН өтінімдегіге сәйкес келмейді.",
            "ИИН/БИН в сертификате не совпадает с указанным в заявке.",
            "The IIN/BIN in the certificate is not the one in the request.",
        ],
        UseRightCertificate,
    ),
    (
        Reason::IdentityAbsent,
        [
            "Куәлікте талап етілген ЖСН/БСН жоқ.",
            "В сертификате нет требуемого ИИН/БИН.",
            "The certificate carries no such IIN/BIN.",
        ],
        UseRightCertificate,
    ),
    (
        Reason::ClaimNumberAbsent,
        [
            "Өтінімде талап етілген ЖСН/БСН жоқ.",
            "В заявке нет требуемого ИИН/БИН.",
            "The request carries no such IIN/BIN.",
        ],
        AskOperator,
    ),
    (
        Reason::IdentityAmbiguous,
        [
            "Куәліктегі ЖСН/БСН бірмәнді емес.",
            "ИИН/БИН в сертификате неоднозначен.",
            "The IIN/BIN in the certificate is ambiguous.",
        ],
        AskAuthority,
    ),
    (
        Reason::IdentityMalformed,
        [
            "Куәліктегі ЖСН/БСН дұрыс жазылмаған.",
            "ИИН/БИН в сертификате записан неверно.",
            "The IIN/BIN in the certificate is malformed.",
        ],
        AskAuthority,
    ),
    (
        Reason::HolderKindNotAllowed,
        [
            "Бұл түрдегі куәлік иесі мұндай өтінімге қол қоя алмайды.",
            "Владелец такого вида сертификата не может подписать эту заявку.",
            "The holder of this kind of certificate may not act here.",
        ],
        UseRightCertificate,
    ),
    (
        Reason::NumberCheckDigit,
        [
            "ЖСН/БСН бақылау саны сәйкес келмейді.",
            "Контрольный разряд ИИН/БИН не сходится.",
            "The check digit of the IIN/BIN is wrong.",
        ],
        Nothing,
    ),
    (
        Reason::NumberDate,
        [
            "ЖСН/БСН-дегі күн немесе тіркеу бөлігі мүмкін емес.",
            "Дата или регистрационная часть ИИН/БИН невозможна.",
            "The date or registration part of the IIN/BIN is impossible.",
        ],
        Nothing,
    ),
    (
        Reason::CertificateExpired,
        [
            "Куәліктің қолданылу мерзімі өтті.",
            "Срок действия сертификата истёк.",
            "The certificate has expired.",
        ],
        RenewCertificate,
    ),
    (
        Reason::CertificateNotYetValid,
        [
            "Куәліктің қолданылу мерзімі әлі басталған жоқ.",
            "Срок действия сертификата ещё не начался.",
            "The certificate is not valid yet.",
        ],
        UseRightCertificate,
    ),
    (
        Reason::KeyUsageNotAllowed,
        [
            "Куәліктің кілті қол қоюға арналмаған.",
            "Ключ сертификата не предназначен для подписи.",
            "The certificate's key is not meant for signing.",
        ],
        UseRightCertificate,
    ),
    (
        Reason::ExtendedKeyUsageNotAllowed,
        [
            "Куәлік басқа мақсатқа (мысалы, жүйеге кіруге) арналған.",
            "Сертификат предназначен для другой цели (например, для входа).",
            "The certificate is meant for something else, such as logging in.",
        ],
        UseRightCertificate,
    ),
    (
        Reason::CriticalExtensionUnknown,
        [
            "Куәлікте белгісіз міндетті кеңейтім бар.",
            "В сертификате есть неизвестное критическое расширение.",
            "The certificate has a critical extension that is not known.",
        ],
        AskOperator,
    ),
    (
        Reason::EndEntityIsCa,
        [
            "Бұл — куәландырушы орталықтың куәлігі.",
            "Это сертификат удостоверяющего центра.",
            "This is the certificate of a certification authority.",
        ],
        UseRightCertificate,
    ),
    (
        Reason::CertificateSignatureInvalid,
        [
            "Куәліктегі орталықтың қолтаңбасы жарамсыз.",
            "Подпись центра под сертификатом недействительна.",
            "The authority's signature on the certificate is not valid.",
        ],
        AskAuthority,
    ),
    (
        Reason::AlgorithmUnsupported,
        [
            "Қолтаңба алгоритміне қолдау көрсетілмейді.",
            "Алгоритм подписи не поддерживается.",
            "The signature algorithm is not supported.",
        ],
        AskOperator,
    ),
    (
        Reason::AlgorithmNotAllowed,
        [
            "Қолтаңба алгоритмі ескірген, оған рұқсат жоқ.",
            "Алгоритм подписи устарел и не разрешён.",
            "The signature algorithm is outdated and not allowed.",
        ],
        RenewCertificate,
    ),
    (
        Reason::KeyTooWeak,
        ["Кілт тым әлсіз.", "Ключ слишком слабый.", "The key is too weak."],
        RenewCertificate,
    ),
    (
        Reason::PathNotFound,
        [
            "Куәліктен сенімді орталыққа дейінгі тізбек табылмады.",
            "Не найдена цепочка от сертификата до доверенного центра.",
            "No chain leads from the certificate to a trusted authority.",
        ],
        CompleteTrust,
    ),
    (
        Reason::CaNotAuthorised,
        [
            "Куәлікті берушінің куәлік беруге құқығы жоқ.",
            "Издатель не вправе выдавать сертификаты.",
            "The issuer is not authorised to issue certificates.",
        ],
        AskAuthority,
    ),
    (
        Reason::KeyCertSignMissing,
        [
            "Куәлікті берушінің куәлік беруге құқығы жоқ.",
            "Издатель не вправе выдавать сертификаты.",
            "The issuer is not authorised to issue certificates.",
        ],
        AskAuthority,
    ),
    (
        Reason::PathLengthExceeded,
        [
            "Орталықтар тізбегі рұқсат етілгеннен ұзын.",
            "Цепочка центров длиннее разрешённой.",
            "The chain of authorities is longer than allowed.",
        ],
        AskAuthority,
    ),
    (
        Reason::PolicyNotAcceptable,
        [
            "Куәлік қабылданатын куәлік саясаттарының ешқайсысы бойынша берілмеген.",
            "Сертификат не выпущен ни по одной из допустимых политик сертификатов.",
            "The certificate is not issued under any acceptable certificate policy.",
        ],
        UseRightCertificate,
    ),
    (
        Reason::PolicyMappingInvalid,
        [
            "Орталықтың куәлігінде куәлік саясаттары қате сәйкестендірілген.",
            "В сертификате центра политики сертификатов сопоставлены неверно.",
            "An authority's certificate maps certificate policies in a way that is not allowed.",
        ],
        AskAuthority,
    ),
    (
        Reason::NameNotPermitted,
        [
            "Куәліктегі атауды беруге орталықтың құқығы жоқ.",
            "Центр не вправе выпускать сертификаты с таким именем.",
            "The authority may not issue certificates for a name that stands in this one.",
        ],
        AskAuthority,
    ),
    (
        Reason::NameFormNotProcessed,
        [
            "Куәліктегі атаудың түріне шектеу қойылған, ал бұл түр тексерілмейді.",
            "На имена такого вида в сертификате наложено ограничение, и этот вид имён не проверяется.",
            "The certificate holds a constrained name of a kind that is not checked here.",
        ],
        AskAuthority,
    ),
    (
        Reason::AnchorOutOfTime,
        [
            "Сенімді орталықтың куәлігі бұл уақытта жарамсыз.",
            "Сертификат доверенного центра на это время не действует.",
            "The trusted authority's certificate does not hold at that time.",
        ],
        CompleteTrust,
    ),
    (
        Reason::BudgetExceeded,
        [
            "Тексеру шегінен асып кетті.",
            "Превышен предел проверки.",
            "The bound on work was met before the check ended.",
        ],
        AskOperator,
    ),
    (
        Reason::CertificateRevoked,
        ["Куәлік кері қайтарылған.", "Сертификат отозван.", "The certificate is revoked."],
        RenewCertificate,
    ),
    (
        Reason::CertificateOnHold,
        [
            "Куәліктің қолданылуы тоқтатыла тұрған.",
            "Действие сертификата приостановлено.",
            "The certificate is on hold.",
        ],
        RenewCertificate,
    ),
    (
        Reason::CertificateNotIssued,
        [
            "Орталық мұндай куәлікті бермегенін хабарлады.",
            "Центр сообщил, что не выдавал такого сертификата.",
            "The authority says that it never issued this certificate.",
        ],
        AskAuthority,
    ),
    (
        Reason::RevocationMissing,
        [
            "Осы орталықтың кері қайтарылған куәліктер тізімі де, OCSP жауабы да жоқ.",
            "Нет ни списка отозванных сертификатов этого центра, ни ответа OCSP.",
            "There is neither a revocation list of this authority nor an OCSP answer.",
        ],
        RefreshEvidence,
    ),
    (
        Reason::RevocationStale,
        [
            "Кері қайтарылған куәліктер тізімі немесе OCSP жауабы ескірген.",
            "Список отозванных сертификатов или ответ OCSP устарел.",
            "The revocation list or OCSP answer is out of date.",
        ],
        RefreshEvidence,
    ),
    (
        Reason::RevocationFuture,
        [
            "Кері қайтарылған куәліктер тізімі немесе OCSP жауабы кейінірек шығарылған.",
            "Список отозванных сертификатов или ответ OCSP выпущен позже проверяемого времени.",
            "The revocation list or OCSP answer is from a later time.",
        ],
        RefreshEvidence,
    ),
    (
        Reason::RevocationSignatureInvalid,
        [
            "Кері қайтарылған куәліктер тізімінің немесе OCSP жауабының қолтаңбасы жарамсыз.",
            "Подпись списка отозванных сертификатов или ответа OCSP недействительна.",
            "The signature on the revocation list or OCSP answer is not valid.",
        ],
        RefreshEvidence,
    ),
    (
        Reason::RevocationForeign,
        [
            "Кері қайтарылған куәліктер тізіміне басқа кілтпен қол қойылған.",
            "Список отозванных сертификатов подписан другим ключом.",
            "The revocation list belongs to another key of that name.",
        ],
        RefreshEvidence,
    ),
    (
        Reason::RevocationScope,
        [
            "Кері қайтарылған куәліктер тізімі бұл куәлікті қамтымайды.",
            "Список отозванных сертификатов не охватывает этот сертификат.",
            "The revocation list does not cover this certificate.",
        ],
        RefreshEvidence,
    ),
    (
        Reason::RevocationReasonsMissing,
        [
            "Берілген тізімдер кері қайтару себептерінің бәрін қамтымайды.",
            "Данные списки охватывают не все причины отзыва.",
            "The lists that were given do not cover all reasons for revocation.",
        ],
        RefreshEvidence,
    ),
    (
        Reason::RevocationDeltaOnly,
        [
            "Толық тізім жоқ, тек өзгерістер тізімі бар.",
            "Нет полного списка, есть только список изменений.",
            "There is only a delta list, and no complete one.",
        ],
        RefreshEvidence,
    ),
    (
        Reason::RevocationListUnusable,
        [
            "Кері қайтарылған куәліктер тізімін пайдалану мүмкін емес.",
            "Список отозванных сертификатов непригоден.",
            "The revocation list cannot be used.",
        ],
        RefreshEvidence,
    ),
    (
        Reason::RevocationAfterExpiry,
        [
            "Тізім немесе OCSP жауабы куәліктің мерзімі өткеннен кейін шығарылған: ол оны атамауы мүмкін.",
            "Список или ответ OCSP выпущен после окончания срока сертификата и мог его уже не учитывать.",
            "The revocation list or OCSP answer is from after the certificate's end, and need not tell of it any more.",
        ],
        RefreshEvidence,
    ),
    (
        Reason::RevocationCircular,
        [
            "Тізімге немесе OCSP жауабына қол қоюшыны соның өзінсіз тексеру мүмкін емес.",
            "Подписавшего список или ответ OCSP нельзя проверить без него самого.",
            "The signer of the list or OCSP answer cannot be judged without that evidence itself.",
        ],
        RefreshEvidence,
    ),
    (
        Reason::RevocationNotChecked,
        [
            "Орталық куәлігінің кері қайтарылғаны тексерілмеді.",
            "Отзыв сертификата центра не проверялся.",
            "Whether the authority's certificate is revoked was not checked.",
        ],
        Nothing,
    ),
    (
        Reason::RevokedLater,
        [
            "Куәлік тексерілетін уақыттан кейін кері қайтарылған.",
            "Сертификат отозван позже проверяемого времени.",
            "The certificate was revoked after the time in question.",
        ],
        Nothing,
    ),
    (
        Reason::OcspUnknown,
        [
            "OCSP қызметі бұл куәлікті білмейді.",
            "Служба OCSP не знает этого сертификата.",
            "The OCSP responder does not know the certificate.",
        ],
        RefreshEvidence,
    ),
    (
        Reason::OcspResponderNotAuthorised,
        [
            "OCSP жауабына қол қоюшы бұл орталықтың куәліктері туралы жауап бере алмайды.",
            "Подписавший ответ OCSP не вправе отвечать за сертификаты этого центра.",
            "Who signed the OCSP answer may not answer for certificates of this authority.",
        ],
        RefreshEvidence,
    ),
    (
        Reason::OcspNonceMismatch,
        [
            "OCSP жауабы жіберілген сұрауға берілмеген.",
            "Ответ OCSP дан не на отправленный запрос.",
            "The OCSP answer is not to the request that was sent.",
        ],
        RefreshEvidence,
    ),
    (
        Reason::OcspAnswerUnusable,
        ["OCSP жауабын пайдалану мүмкін емес.", "Ответ OCSP непригоден.", "The OCSP answer cannot be used."],
        RefreshEvidence,
    ),
    (
        Reason::SignerMissing,
        ["Хабарламада қолтаңба жоқ.", "В сообщении нет подписи.", "The message has no signature."],
        SignAgain,
    ),
    (
        Reason::SignerCertificateMissing,
        [
            "Қол қоюшының куәлігі табылмады.",
            "Сертификат подписавшего не найден.",
            "The signer's certificate was not found.",
        ],
        SignAgain,
    ),
    (
        Reason::SignerCertificateAmbiguous,
        [
            "Қол қоюшыға бірнеше куәлік сәйкес келеді.",
            "Подписавшему соответствует несколько сертификатов.",
            "Several certificates answer to the signer.",
        ],
        SignAgain,
    ),
    (
        Reason::SignatureInvalid,
        ["Қолтаңба жарамсыз.", "Подпись недействительна.", "The signature is not valid."],
        SignAgain,
    ),
    (
        Reason::ContentDigestMismatch,
        [
            "Құжат қол қойылғаннан кейін өзгертілген.",
            "Документ изменён после подписания.",
            "The document was changed after it was signed.",
        ],
        GiveAll,
    ),
    (
        Reason::ContentMissing,
        [
            "Қол қойылған құжат берілмеген.",
            "Подписанный документ не предоставлен.",
            "The signed document was not given.",
        ],
        GiveAll,
    ),
    (
        Reason::ContentConfused,
        [
            "Құжат хабарламаның ішінде де, бөлек те берілген.",
            "Документ передан и внутри сообщения, и отдельно.",
            "The document was given both inside the message and beside it.",
        ],
        GiveAll,
    ),
    (
        Reason::ContentIsAttributes,
        [
            "Құжаттың орнында қолтаңбаның қызметтік деректері тұр.",
            "На месте документа стоят служебные данные подписи.",
            "The document has the form of a signature's own attributes.",
        ],
        SignAgain,
    ),
    (
        Reason::SignedAttributesMissing,
        [
            "Қолтаңбада қол қойылған атрибуттар жоқ.",
            "В подписи нет подписанных атрибутов.",
            "The signature has no signed attributes.",
        ],
        SignAgain,
    ),
    (
        Reason::SignedAttributesInvalid,
        [
            "Қолтаңбаның қол қойылған атрибуттары дұрыс емес.",
            "Подписанные атрибуты подписи неверны.",
            "The signed attributes of the signature are wrong.",
        ],
        SignAgain,
    ),
    (
        Reason::SigningCertificateMismatch,
        [
            "Қолтаңбада басқа куәлік көрсетілген.",
            "В подписи указан другой сертификат.",
            "The signature names another certificate.",
        ],
        SignAgain,
    ),
    (
        Reason::SigningCertificateMissing,
        [
            "Қолтаңбада қол қоюшының куәлігі көрсетілмеген.",
            "В подписи не указан сертификат подписавшего.",
            "The signature does not name its certificate.",
        ],
        SignAgain,
    ),
    (
        Reason::AlgorithmMismatch,
        [
            "Қолтаңба алгоритмдері өзара сәйкес келмейді.",
            "Алгоритмы подписи не соответствуют друг другу.",
            "The algorithms of the signature do not belong together.",
        ],
        SignAgain,
    ),
    (
        Reason::AlgorithmProtectionMismatch,
        [
            "Қолтаңба алгоритмдері қорғалған атрибуттағыдан өзгеше.",
            "Алгоритмы подписи отличаются от указанных в защищённом атрибуте.",
            "The algorithms are not those that the signed attribute protects.",
        ],
        SignAgain,
    ),
    (
        Reason::SigningTimeInFuture,
        [
            "Көрсетілген қол қою уақыты әлі келген жоқ.",
            "Указанное время подписания ещё не наступило.",
            "The claimed time of signing lies in the future.",
        ],
        Nothing,
    ),
    (
        Reason::TrailingNul,
        [
            "Хабарламадан кейін бір артық нөлдік байт тұр.",
            "После сообщения стоит один лишний нулевой байт.",
            "One superfluous zero byte follows the message.",
        ],
        AskOperator,
    ),
    (
        Reason::TimeStampUnreadable,
        ["Уақыт таңбасын оқу мүмкін емес.", "Метка времени не читается.", "The time stamp cannot be read."],
        StampAgain,
    ),
    (
        Reason::TimeStampImprintMismatch,
        [
            "Уақыт таңбасы басқа қолтаңбаға қойылған.",
            "Метка времени поставлена на другую подпись.",
            "The time stamp is over another signature.",
        ],
        StampAgain,
    ),
    (
        Reason::TimeStampImprintNotAllowed,
        [
            "Уақыт таңбасының хэш алгоритмі ескірген және рұқсат етілмейді.",
            "Алгоритм хэширования метки времени устарел и не допускается.",
            "The time stamp's digest algorithm is outdated and not allowed.",
        ],
        StampAgain,
    ),
    (
        Reason::TimeStampUnusable,
        [
            "Уақыт таңбасын пайдалануға болмайды.",
            "Метку времени нельзя использовать.",
            "The time stamp cannot be used.",
        ],
        StampAgain,
    ),
    (
        Reason::TimeStampInFuture,
        [
            "Уақыт таңбасының уақыты тексеру уақытынан кейін.",
            "Время метки позже времени проверки.",
            "The time stamp is from a later time than that of the check.",
        ],
        AskOperator,
    ),
    (
        Reason::TimeStampProvesNothing,
        [
            "Қолтаңбаның уақыт таңбасы расталмады, сондықтан ол ештеңені дәлелдемейді.",
            "Метка времени подписи не подтверждена и ничего не доказывает.",
            "A time stamp over the signature does not hold, and proves nothing.",
        ],
        Nothing,
    ),
    (
        Reason::UnexpectedSigner,
        [
            "Өтінімде күтілмеген қолтаңба бар.",
            "В заявке есть подпись, которой не ожидали.",
            "The request has a signature that nobody expects.",
        ],
        UseRightCertificate,
    ),
    (
        Reason::ClaimUnmet,
        [
            "Қажетті қолтаңбалардың бірі жоқ.",
            "Нет одной из необходимых подписей.",
            "A signature that is needed is not there.",
        ],
        UseRightCertificate,
    ),
    (
        Reason::CertificateNotTheOneChecked,
        [
            "Өтінімге бұрын тексерілген куәліктен басқа куәлікпен қол қойылған.",
            "Заявка подписана не тем сертификатом, который был проверен.",
            "The request was signed with another certificate than the one that was checked.",
        ],
        UseRightCertificate,
    ),
    (
        Reason::DocumentMissing,
        [
            "Өтінімге қоса берілген құжат жетіспейді.",
            "Не хватает приложенного к заявке документа.",
            "A document attached to the request is missing.",
        ],
        GiveAll,
    ),
    (
        Reason::DocumentAdded,
        [
            "Өтінімде жоқ құжат қосылған.",
            "Приложен документ, которого нет в заявке.",
            "A document is attached that the request does not have.",
        ],
        GiveAll,
    ),
    (
        Reason::DocumentChanged,
        [
            "Қоса берілген құжат өзгертілген.",
            "Приложенный документ изменён.",
            "An attached document was changed.",
        ],
        GiveAll,
    ),
    (
        Reason::DocumentSwapped,
        [
            "Қоса берілген құжат басқасының орнында тұр.",
            "Приложенный документ стоит на месте другого.",
            "An attached document stands in the place of another.",
        ],
        GiveAll,
    ),
    (
        Reason::DocumentSignerDiffers,
        [
            "Қоса берілген құжатқа басқа куәлікпен қол қойылған.",
            "Приложенный документ подписан другим сертификатом.",
            "An attached document was signed with another certificate.",
        ],
        UseRightCertificate,
    ),
    (
        Reason::UnsignedByProcedure,
        [
            "Рәсім бойынша бұл өтінімге электрондық қолтаңба қойылмайды.",
            "По процедуре эта заявка не подписывается электронно.",
            "By procedure this request bears no electronic signature.",
        ],
        Nothing,
    ),
    (
        Reason::NothingJudged,
        ["Ештеңе тексерілмеді.", "Ничего не проверено.", "Nothing was judged."],
        AskOperator,
    ),
];
