//! What is said of messages, their signers, and the documents of a request.

use super::{Advice, Text};
use crate::finding::Reason;

/// The message and its signers.
pub(super) const fn message(reason: Reason) -> (Text, Advice) {
    use Advice::{AskOperator, GiveAll, Nothing, SignAgain};
    match reason {
        Reason::SignerMissing => (
            ["Хабарламада қолтаңба жоқ.", "В сообщении нет подписи.", "The message has no signature."],
            SignAgain,
        ),
        Reason::SignerCertificateMissing => (
            [
                "Қол қоюшының куәлігі табылмады.",
                "Сертификат подписавшего не найден.",
                "The signer's certificate was not found.",
            ],
            SignAgain,
        ),
        Reason::SignerCertificateAmbiguous => (
            [
                "Қол қоюшыға бірнеше куәлік сәйкес келеді.",
                "Подписавшему соответствует несколько сертификатов.",
                "Several certificates answer to the signer.",
            ],
            SignAgain,
        ),
        Reason::SignatureInvalid => {
            (["Қолтаңба жарамсыз.", "Подпись недействительна.", "The signature is not valid."], SignAgain)
        }
        Reason::ContentDigestMismatch => (
            [
                "Құжат қол қойылғаннан кейін өзгертілген.",
                "Документ изменён после подписания.",
                "The document was changed after it was signed.",
            ],
            GiveAll,
        ),
        Reason::ContentMissing => (
            [
                "Қол қойылған құжат берілмеген.",
                "Подписанный документ не предоставлен.",
                "The signed document was not given.",
            ],
            GiveAll,
        ),
        Reason::ContentConfused => (
            [
                "Құжат хабарламаның ішінде де, бөлек те берілген.",
                "Документ передан и внутри сообщения, и отдельно.",
                "The document was given both inside the message and beside it.",
            ],
            GiveAll,
        ),
        Reason::ContentIsAttributes => (
            [
                "Құжаттың орнында қолтаңбаның қызметтік деректері тұр.",
                "На месте документа стоят служебные данные подписи.",
                "The document has the form of a signature's own attributes.",
            ],
            SignAgain,
        ),
        Reason::SignedAttributesMissing => (
            [
                "Қолтаңбада қол қойылған атрибуттар жоқ.",
                "В подписи нет подписанных атрибутов.",
                "The signature has no signed attributes.",
            ],
            SignAgain,
        ),
        Reason::SignedAttributesInvalid => (
            [
                "Қолтаңбаның қол қойылған атрибуттары дұрыс емес.",
                "Подписанные атрибуты подписи неверны.",
                "The signed attributes of the signature are wrong.",
            ],
            SignAgain,
        ),
        Reason::SigningCertificateMismatch => (
            [
                "Қолтаңбада басқа куәлік көрсетілген.",
                "В подписи указан другой сертификат.",
                "The signature names another certificate.",
            ],
            SignAgain,
        ),
        Reason::SigningCertificateMissing => (
            [
                "Қолтаңбада қол қоюшының куәлігі көрсетілмеген.",
                "В подписи не указан сертификат подписавшего.",
                "The signature does not name its certificate.",
            ],
            SignAgain,
        ),
        Reason::AlgorithmMismatch => (
            [
                "Қолтаңба алгоритмдері өзара сәйкес келмейді.",
                "Алгоритмы подписи не соответствуют друг другу.",
                "The algorithms of the signature do not belong together.",
            ],
            SignAgain,
        ),
        Reason::AlgorithmProtectionMismatch => (
            [
                "Қолтаңба алгоритмдері қорғалған атрибуттағыдан өзгеше.",
                "Алгоритмы подписи отличаются от указанных в защищённом атрибуте.",
                "The algorithms are not those that the signed attribute protects.",
            ],
            SignAgain,
        ),
        Reason::SigningTimeInFuture => (
            [
                "Көрсетілген қол қою уақыты әлі келген жоқ.",
                "Указанное время подписания ещё не наступило.",
                "The claimed time of signing lies in the future.",
            ],
            Nothing,
        ),
        _ => (
            [
                "Хабарламадан кейін бір артық нөлдік байт тұр.",
                "После сообщения стоит один лишний нулевой байт.",
                "One superfluous zero byte follows the message.",
            ],
            AskOperator,
        ),
    }
}

/// Who had to sign, and what.
pub(super) const fn request(reason: Reason) -> (Text, Advice) {
    use Advice::{GiveAll, Nothing, UseRightCertificate};
    match reason {
        Reason::UnexpectedSigner => (
            [
                "Өтінімде күтілмеген қолтаңба бар.",
                "В заявке есть подпись, которой не ожидали.",
                "The request has a signature that nobody expects.",
            ],
            UseRightCertificate,
        ),
        Reason::ClaimUnmet => (
            [
                "Қажетті қолтаңбалардың бірі жоқ.",
                "Нет одной из необходимых подписей.",
                "A signature that is needed is not there.",
            ],
            UseRightCertificate,
        ),
        Reason::CertificateNotTheOneChecked => (
            [
                "Өтінімге бұрын тексерілген куәліктен басқа куәлікпен қол қойылған.",
                "Заявка подписана не тем сертификатом, который был проверен.",
                "The request was signed with another certificate than the one that was checked.",
            ],
            UseRightCertificate,
        ),
        Reason::DocumentMissing => (
            [
                "Өтінімге қоса берілген құжат жетіспейді.",
                "Не хватает приложенного к заявке документа.",
                "A document attached to the request is missing.",
            ],
            GiveAll,
        ),
        Reason::DocumentAdded => (
            [
                "Өтінімде жоқ құжат қосылған.",
                "Приложен документ, которого нет в заявке.",
                "A document is attached that the request does not have.",
            ],
            GiveAll,
        ),
        Reason::DocumentChanged => (
            [
                "Қоса берілген құжат өзгертілген.",
                "Приложенный документ изменён.",
                "An attached document was changed.",
            ],
            GiveAll,
        ),
        Reason::DocumentSwapped => (
            [
                "Қоса берілген құжат басқасының орнында тұр.",
                "Приложенный документ стоит на месте другого.",
                "An attached document stands in the place of another.",
            ],
            GiveAll,
        ),
        Reason::DocumentSignerDiffers => (
            [
                "Қоса берілген құжатқа басқа куәлікпен қол қойылған.",
                "Приложенный документ подписан другим сертификатом.",
                "An attached document was signed with another certificate.",
            ],
            UseRightCertificate,
        ),
        _ => (
            [
                "Рәсім бойынша бұл өтінімге электрондық қолтаңба қойылмайды.",
                "По процедуре эта заявка не подписывается электронно.",
                "By procedure this request bears no electronic signature.",
            ],
            Nothing,
        ),
    }
}
