"""The ways to lie: each differs from an honest answer in one thing, and is refused for that."""

from enum import StrEnum, auto

from forum.agegate.mdoc import Step


class Lie(StrEnum):
    """What is wrong with an answer."""

    OVERSIZED = auto()
    DEEP = auto()
    CUT_SHORT = auto()
    TRAILING = auto()
    DOUBLED_KEY = auto()
    STATUS = auto()
    TWO_DOCUMENTS = auto()
    OTHER_DOCTYPE = auto()
    NO_CERTIFICATE = auto()
    LONG_CHAIN = auto()
    CERTIFICATE_OF_NO_VERSION = auto()
    UNTRUSTED_ISSUER = auto()
    EXPIRED_SIGNER = auto()
    FUTURE_SIGNER = auto()
    ANCHOR_ITSELF = auto()
    SIGNER_AS_AUTHORITY = auto()
    WEB_SERVER_AS_SIGNER = auto()
    READER_AS_SIGNER = auto()
    RSA_SIGNER = auto()
    P384_SIGNER = auto()
    NO_ALGORITHM = auto()
    OTHER_ALGORITHM = auto()
    UNPROTECTED_ALGORITHM = auto()
    SIGNED_BY_ANOTHER = auto()
    CHANGED_STATEMENT = auto()
    STATEMENT_OF_OTHER_VERSION = auto()
    STATEMENT_FOR_OTHER_DOCTYPE = auto()
    SHA_512 = auto()
    NO_VALIDITY = auto()
    EXPIRED = auto()
    NOT_YET_VALID = auto()
    SIGNED_TOMORROW = auto()
    SIGNED_BEFORE_THE_SIGNER_WAS = auto()
    INJECTED_NAMESPACE = auto()
    ONLY_INJECTED_NAMESPACE = auto()
    CHANGED_VALUE = auto()
    INJECTED_ITEM = auto()
    SAME_ITEM_TWICE = auto()
    STOLEN_CREDENTIAL = auto()
    REPLAYED = auto()
    OTHER_ADDRESS = auto()
    DEVICE_MAC = auto()
    DEVICE_CLAIMS = auto()
    DEVICE_KEY_OFF_CURVE = auto()
    INTEGER_ONE = auto()
    WORD_TRUE = auto()
    FALSE = auto()
    NOTHING_SAID = auto()


LIES: dict[Lie, tuple[Step, str]] = {
    Lie.OVERSIZED: (Step.PARSING, "too large"),
    Lie.DEEP: (Step.PARSING, "not readable"),
    Lie.CUT_SHORT: (Step.PARSING, "not readable"),
    Lie.TRAILING: (Step.PARSING, "more than one item"),
    Lie.DOUBLED_KEY: (Step.PARSING, "not readable"),
    Lie.STATUS: (Step.PARSING, "not answered"),
    Lie.TWO_DOCUMENTS: (Step.PARSING, "not one document"),
    Lie.OTHER_DOCTYPE: (Step.PARSING, "other document"),
    Lie.NO_CERTIFICATE: (Step.ISSUER, "no certificate"),
    Lie.LONG_CHAIN: (Step.ISSUER, "no certificate"),
    Lie.CERTIFICATE_OF_NO_VERSION: (Step.ISSUER, "no certificate"),
    Lie.UNTRUSTED_ISSUER: (Step.ISSUER, "untrusted issuer"),
    Lie.EXPIRED_SIGNER: (Step.ISSUER, "certificate out of its days"),
    Lie.FUTURE_SIGNER: (Step.ISSUER, "certificate out of its days"),
    Lie.ANCHOR_ITSELF: (Step.ISSUER, "untrusted issuer"),
    Lie.SIGNER_AS_AUTHORITY: (Step.ISSUER, "untrusted issuer"),
    Lie.WEB_SERVER_AS_SIGNER: (Step.ISSUER, "certificate of another use"),
    Lie.READER_AS_SIGNER: (Step.ISSUER, "certificate of another use"),
    Lie.RSA_SIGNER: (Step.ISSUER, "not P-256"),
    Lie.P384_SIGNER: (Step.ISSUER, "not P-256"),
    Lie.NO_ALGORITHM: (Step.SIGNATURE, "other algorithm"),
    Lie.OTHER_ALGORITHM: (Step.SIGNATURE, "other algorithm"),
    Lie.UNPROTECTED_ALGORITHM: (Step.SIGNATURE, "other algorithm"),
    Lie.SIGNED_BY_ANOTHER: (Step.SIGNATURE, "wrong signature"),
    Lie.CHANGED_STATEMENT: (Step.SIGNATURE, "wrong signature"),
    Lie.STATEMENT_OF_OTHER_VERSION: (Step.VALIDITY, "other version"),
    Lie.STATEMENT_FOR_OTHER_DOCTYPE: (Step.VALIDITY, "other document"),
    Lie.SHA_512: (Step.VALIDITY, "other digest"),
    Lie.NO_VALIDITY: (Step.VALIDITY, "no validity"),
    Lie.EXPIRED: (Step.VALIDITY, "expired"),
    Lie.NOT_YET_VALID: (Step.VALIDITY, "not yet valid"),
    Lie.SIGNED_TOMORROW: (Step.VALIDITY, "not yet valid"),
    Lie.SIGNED_BEFORE_THE_SIGNER_WAS: (Step.VALIDITY, "signed out of its signer's days"),
    Lie.INJECTED_NAMESPACE: (Step.DIGESTS, "other namespace"),
    Lie.ONLY_INJECTED_NAMESPACE: (Step.DIGESTS, "other namespace"),
    Lie.CHANGED_VALUE: (Step.DIGESTS, "other digest"),
    Lie.INJECTED_ITEM: (Step.DIGESTS, "other digest"),
    Lie.SAME_ITEM_TWICE: (Step.DIGESTS, "said twice"),
    Lie.STOLEN_CREDENTIAL: (Step.DEVICE, "wrong signature"),
    Lie.REPLAYED: (Step.DEVICE, "wrong signature"),
    Lie.OTHER_ADDRESS: (Step.DEVICE, "wrong signature"),
    Lie.DEVICE_MAC: (Step.DEVICE, "no signature"),
    Lie.DEVICE_CLAIMS: (Step.DEVICE, "own statements"),
    Lie.DEVICE_KEY_OFF_CURVE: (Step.DEVICE, "not P-256"),
    Lie.INTEGER_ONE: (Step.VALUE, "not over 18"),
    Lie.WORD_TRUE: (Step.VALUE, "not over 18"),
    Lie.FALSE: (Step.VALUE, "not over 18"),
    Lie.NOTHING_SAID: (Step.VALUE, "not over 18"),
}
